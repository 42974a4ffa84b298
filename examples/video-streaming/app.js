// A film in pieces: the player asks for ranges, and gets at most a megabyte at a time.
const express = require('express');
const fs = require('fs');
const path = require('path');

const app = express();
const port = process.env.PORT || 3000;
const film = path.join(__dirname, 'video.mp4');
const piece = Number(process.env.PIECE || 1000000);

app.get('/', (req, res) => {
  res.send('<!DOCTYPE html><title>Video</title><video controls width="640" src="/video"></video>');
});

app.get('/video', (req, res) => {
  const size = fs.statSync(film).size;
  const range = req.headers.range;
  if (!range) {
    res.writeHead(200, { 'Content-Length': size, 'Content-Type': 'video/mp4', 'Accept-Ranges': 'bytes' });
    return fs.createReadStream(film).pipe(res);
  }
  const parts = range.replace(/bytes=/, '').split('-');
  const start = parseInt(parts[0], 10);
  const end = parts[1] ? parseInt(parts[1], 10) : Math.min(start + piece, size) - 1;
  if (isNaN(start) || start >= size || end < start) {
    res.set('Content-Range', `bytes */${size}`);
    return res.status(416).send('Requested range not satisfiable');
  }
  const last = Math.min(end, size - 1);
  res.writeHead(206, {
    'Content-Range': `bytes ${start}-${last}/${size}`,
    'Accept-Ranges': 'bytes',
    'Content-Length': last - start + 1,
    'Content-Type': 'video/mp4',
  });
  fs.createReadStream(film, { start: start, end: last }).pipe(res);
});

app.get('/simple', (req, res) => { res.sendFile('video.mp4', { root: __dirname }); });
app.get('/download', (req, res) => { res.download('video.mp4', 'film.mp4', { root: __dirname }); });

app.listen(port, () => { console.log(`Server running on http://localhost:${port}`); });
