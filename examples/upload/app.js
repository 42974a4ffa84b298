// A photo album: pictures are uploaded one at a time or in a row, kept in a folder, and shown.
const express = require('express');
const multer = require('multer');
const path = require('path');
const fs = require('fs');

const folder = process.env.UPLOADS || 'uploads';
const named = (req, file, cb) => {
  const unique = Math.round(Math.random() * 1e9);
  cb(null, `${Date.now()}-${unique}${path.extname(file.originalname)}`);
};
const storage = multer.diskStorage({ destination: folder, filename: named });
const pictures = (req, file, cb) => {
  if (file.mimetype.startsWith('image/')) return cb(null, true);
  cb(new Error('Only pictures, please'));
};
const upload = multer({ storage: storage, limits: { fileSize: 5000000, files: 10 }, fileFilter: pictures });

const app = express();
const port = process.env.PORT || 3000;

app.use(express.static(path.join(__dirname, 'public')));
app.use('/uploads', express.static(folder));

app.post('/upload', upload.single('photo'), (req, res) => {
  if (!req.file) return res.status(400).send('No picture was sent.');
  res.json({ title: req.body.title, file: req.file.filename, size: req.file.size });
});

app.post('/album', upload.array('photos', 10), (req, res) => {
  res.json({ title: req.body.title, files: req.files.map((file) => file.filename) });
});

app.get('/pictures', (req, res) => { res.json(fs.readdirSync(folder)); });

app.use((err, req, res, next) => {
  if (err instanceof multer.MulterError) return res.status(400).json({ error: err.message, code: err.code });
  res.status(500).json({ error: err.message });
});

app.listen(port, () => { console.log(`Server running on http://localhost:${port}`); });
