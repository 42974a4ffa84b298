// A gallery: pictures are uploaded with a title, shown in a page, and removed again.
const crypto = require('crypto');
const fs = require('fs');
const path = require('path');
const express = require('express');
const multer = require('multer');

const folder = path.join(process.cwd(), 'uploads');
const storage = multer.diskStorage({
  destination: (req, file, cb) => {
    fs.mkdirSync(folder, { recursive: true });
    cb(null, folder);
  },
  filename: (req, file, cb) => cb(null, crypto.randomUUID() + path.extname(file.originalname).toLowerCase())
});
const fileFilter = (req, file, cb) => {
  const good = /^\.(jpe?g|png|gif|webp)$/i.test(path.extname(file.originalname)) && /^image\//.test(file.mimetype);
  if (!good) return cb(new multer.MulterError('LIMIT_UNEXPECTED_FILE', file.fieldname));
  cb(null, true);
};
const upload = multer({ storage: storage, limits: { fileSize: 1024 * 1024 }, fileFilter: fileFilter });
let pictures = [];

const app = express();
const port = process.env.PORT || 3000;

app.set('view engine', 'ejs');
app.set('views', path.join(__dirname, 'views'));
app.locals.kilobytes = (size) => (size / 1024).toFixed(1) + ' KB';
app.use(express.static(path.join(__dirname, 'public')));
app.use('/uploads', express.static(folder, { immutable: true, maxAge: '7d' }));

app.get('/', (req, res) => {
  res.render('index', { pictures: pictures, message: req.query.message });
});

app.post('/pictures', upload.array('pictures', 3), (req, res) => {
  if (req.files.length === 0) return res.redirect('/?message=' + encodeURIComponent('No picture was chosen'));
  req.files.forEach((file) => {
    pictures.unshift({ name: file.filename, title: req.body.title || file.originalname, size: file.size });
  });
  res.redirect('/');
});

app.get('/pictures/:name', (req, res, next) => {
  const picture = pictures.find((picture) => picture.name === req.params.name);
  if (!picture) return next();
  res.render('picture', { picture: picture });
});

app.post('/pictures/:name/delete', (req, res, next) => {
  const picture = pictures.find((picture) => picture.name === req.params.name);
  if (!picture) return next();
  pictures = pictures.filter((other) => other !== picture);
  fs.unlink(path.join(folder, picture.name), (err) => {
    if (err) return next(err);
    res.redirect('/');
  });
});

app.use((req, res) => {
  res.status(404).render('index', { pictures: pictures, message: 'There is no such picture' });
});

app.use((err, req, res, next) => {
  if (!(err instanceof multer.MulterError)) return next(err);
  res.status(400).render('index', { pictures: pictures, message: `${err.message} (${err.code})` });
});

app.listen(port, () => { console.log(`Server running on http://localhost:${port}`); });
