'use strict';
// Large answers, piece by piece: CSV and JSON lines from generators with back-pressure, files that are piped, progress as events, logs to a file.
const express = require('express');
const fs = require('fs');
const path = require('path');
const os = require('os');
const crypto = require('crypto');
const { once } = require('events');

const CITIES = ['Oslo', 'Rome', 'Bern', 'São Paulo', 'Zürich "West"'];
const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'export-'));

function* rows(count) {
  for (let id = 1; id <= count; id++) {
    yield {
      id,
      city: CITIES[id % CITIES.length],
      amount: ((id * 7919) % 10000) / 100,
      at: new Date(Date.UTC(2026, 0, 1 + (id % 365))),
    };
  }
}

const quote = (value) => {
  const text = value instanceof Date ? value.toISOString() : String(value);
  return /[",\n]/.test(text) ? `"${text.replace(/"/g, '""')}"` : text;
};
const toCsv = (row, columns) => `${columns.map((column) => quote(row[column])).join(',')}\n`;

class Progress {
  constructor(total) {
    this.total = total;
    this.done = 0;
    this.listeners = new Set();
  }

  add(n = 1) {
    this.done += n;
    if (this.done % 10000 === 0 || this.done === this.total) this.listeners.forEach((fn) => fn(this.percent));
  }

  get percent() {
    return Math.round((this.done / this.total) * 100);
  }
}

const app = express();
const port = process.env.PORT || 3000;
const accessLog = fs.createWriteStream(path.join(folder, 'access.log'), { flags: 'a' });

app.use((req, res, next) => {
  res.on('finish', () => accessLog.write(`${req.method} ${req.originalUrl} ${res.statusCode}\n`));
  next();
});

app.get('/export.csv', async (req, res) => {
  const count = Math.min(Number(req.query.count ?? 3), 100000);
  const columns = req.query.columns?.split(',') ?? ['id', 'city', 'amount', 'at'];
  res.attachment(`export-${count}.csv`);
  res.write(`${columns.join(',')}\n`);
  let drains = 0;
  for (const row of rows(count)) {
    if (!res.write(toCsv(row, columns))) {
      drains++;
      await once(res, 'drain');
    }
  }
  res.end();
  console.log(`${count} rows, ${drains > 0 ? 'with' : 'without'} waiting`);
});

app.get('/export.ndjson', (req, res) => {
  const source = rows(Number(req.query.count ?? 3));
  res.type('application/x-ndjson');
  const send = () => {
    for (let { value, done } = source.next(); !done; { value, done } = source.next()) {
      if (!res.write(`${JSON.stringify(value)}\n`)) return res.once('drain', send);
    }
    res.end();
  };
  send();
});

app.get('/export.json', (req, res) => {
  res.set('Content-Type', 'application/json').write('[');
  let first = true;
  for (const { at, ...row } of rows(4)) {
    res.write(`${first ? '' : ','}${JSON.stringify({ ...row, day: at.toISOString().slice(0, 10) })}`);
    first = false;
  }
  res.end(']');
});

app.post('/files/:name', (req, res, next) => {
  const file = path.join(folder, path.basename(req.params.name));
  const hash = crypto.createHash('sha1');
  let size = 0;
  const progress = new Progress(Number(req.get('Content-Length')));
  const seen = [];
  progress.listeners.add((percent) => seen.push(percent));
  const out = fs.createWriteStream(file);
  req.on('data', (chunk) => {
    size += chunk.length;
    hash.update(chunk);
    progress.add(chunk.length);
  });
  req.pipe(out);
  out.on('error', next);
  out.on('finish', () =>
    res.status(201).json({ name: path.basename(file), size, sha1: hash.digest('hex'), last: seen.at(-1) ?? null }),
  );
});

app.get('/files/:name', (req, res) => {
  const file = path.join(folder, req.params.name);
  const stream = fs.createReadStream(file, { encoding: 'utf8', highWaterMark: 8 });
  stream.on('open', () => res.type('txt'));
  stream.on('data', (chunk) => res.write(chunk.toUpperCase()));
  stream.on('end', () => res.end('\n-- end --\n'));
  stream.on('error', ({ code }) => res.status(code === 'ENOENT' ? 404 : 500).json({ error: code }));
});

app.get('/raw/:name', (req, res, next) => {
  fs.stat(path.join(folder, req.params.name), (err, stats) => {
    if (err) return next(err.code === 'ENOENT' ? Object.assign(err, { status: 404, message: 'No such file' }) : err);
    res.writeHead(200, { 'Content-Length': stats.size, 'Content-Type': 'application/octet-stream' });
    fs.createReadStream(path.join(folder, req.params.name)).pipe(res);
  });
});

app.get('/files', async (req, res) => {
  const names = (await fs.promises.readdir(folder)).filter((name) => !name.endsWith('.log'));
  const list = await Promise.all(
    names.map(async (name) => ({ name, size: (await fs.promises.stat(path.join(folder, name))).size })),
  );
  res.json({ list, total: list.reduce((sum, { size }) => sum + size, 0) });
});

app.get('/events', (req, res) => {
  res.writeHead(200, { 'Content-Type': 'text/event-stream', 'Cache-Control': 'no-cache' });
  const progress = new Progress(30000);
  let n = 0;
  progress.listeners.add((percent) =>
    res.write(`id: ${++n}\nevent: progress\ndata: ${JSON.stringify({ percent })}\n\n`),
  );
  const timer = setInterval(() => {
    progress.add(10000);
    if (progress.done < progress.total) return;
    clearInterval(timer);
    res.end('event: end\ndata: bye\n\n');
  }, 5);
  res.on('close', () => clearInterval(timer));
});

app.get('/log', (req, res) =>
  res.type('text').send(fs.readFileSync(path.join(folder, 'access.log'), 'utf8').split('\n').slice(0, 3).join('\n')),
);

app.use((err, req, res, next) => res.status(err.status ?? 500).json({ error: err.message }));

const server = app.listen(port, () =>
  console.log(`Exports on port ${server.address().port === Number(port) ? 'its port' : '?'}`),
);
process.on('exit', () => fs.rmSync(folder, { recursive: true, force: true }));
process.on('SIGTERM', () => {
  accessLog.end();
  server.close(() => process.exit(0));
});
