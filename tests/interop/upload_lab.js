// Does with an upload what the request's field X-Options asks for, and tells all that multer made of it.
import crypto from 'node:crypto';
import fs from 'node:fs';
import express from 'express';
import multer from 'multer';

const folder = process.env.FOLDER;
fs.mkdirSync(folder, { recursive: true });

// Reads the stream by itself.
class CountingStorage {
  _handleFile(req, file, cb) {
    const hash = crypto.createHash('sha1');
    let length = 0;
    file.stream.on('data', (chunk) => { hash.update(chunk); length += chunk.length; });
    file.stream.on('end', () => cb(null, { size: length, digest: hash.digest('hex') }));
  }
  _removeFile(req, file, cb) { cb(file.fieldname === 'stuck' ? new Error('it stays') : null); }
}

// Pipes it into a file.
class PipingStorage {
  _handleFile(req, file, cb) {
    const path = `${folder}/piped-${crypto.randomUUID()}`;
    const out = fs.createWriteStream(path);
    file.stream.pipe(out);
    out.on('error', cb);
    out.on('finish', () => cb(null, { path, size: out.bytesWritten }));
  }
  _removeFile(req, file, cb) { fs.unlink(file.path, cb); }
}

const storages = {
  memory: () => multer.memoryStorage(),
  disk: () => multer.diskStorage({ destination: folder }),
  named: () => multer.diskStorage({
    destination: (req, file, cb) => setTimeout(() => cb(null, folder), 2),
    filename: (req, file, cb) => cb(null, `${file.fieldname}-${crypto.randomUUID()}`),
  }),
  flushed: () => multer.diskStorage({ destination: folder, flush: true }),
  missing: () => multer.diskStorage({ destination: (req, file, cb) => cb(null, `${folder}/not/there`) }),
  full: () => multer.diskStorage({ destination: (req, file, cb) => cb(null, folder), filename: (req, file, cb) => cb(null, 'full') }),
  refusing: () => multer.diskStorage({ destination: (req, file, cb) => cb(new Error('no folder')) }),
  nameless: () => multer.diskStorage({ destination: folder, filename: (req, file, cb) => cb(new Error('no name')) }),
  counting: () => new CountingStorage(),
  piping: () => new PipingStorage(),
};

const filters = {
  text: (req, file, cb) => cb(null, file.mimetype.startsWith('text/')),
  late: (req, file, cb) => { setTimeout(() => cb(null, file.fieldname !== 'no'), 5); },
  refuse: (req, file, cb) => { cb(new Error(`no ${file.originalname}`)); },
  refuseLate: (req, file, cb) => { setTimeout(() => cb(new multer.MulterError('LIMIT_UNEXPECTED_FILE', file.fieldname)), 5); },
  seesBody: (req, file, cb) => { file.seen = Object.keys(req.body).join(); cb(null, true); },
  async: async (req, file, cb) => { await null; cb(null, file.originalname.length > 1); },
};

const describe = (file) => {
  const shown = {};
  for (const [name, value] of Object.entries(file)) {
    if (name === 'buffer') shown.buffer = crypto.createHash('sha1').update(value).digest('hex');
    else if (name === 'path') shown.path = file.size > 10000000 ? null : crypto.createHash('sha1').update(fs.readFileSync(value)).digest('hex');
    else if (name === 'filename') shown.filename = value.length;
    else if (name === 'destination') shown.destination = value === folder;
    else shown[name] = value;
  }
  return shown;
};
const remove = (file) => { if (file.path) fs.unlinkSync(file.path); };
const each = (files, work) => (Array.isArray(files) ? files.map(work) : Object.fromEntries(Object.entries(files).map(([name, list]) => [name, list.map(work)])));

const app = express();
app.set('env', 'production');

app.post('/upload', (req, res, next) => {
  const given = JSON.parse(req.get('X-Options') || '{}');
  const options = { storage: storages[given.storage || 'memory'](), preservePath: given.preservePath || false };
  if (given.limits) options.limits = given.limitsOf ? () => given.limits : given.limits;
  if (given.filter) options.fileFilter = filters[given.filter];
  if (given.defParamCharset) options.defParamCharset = given.defParamCharset;
  if (given.defCharset) options.defCharset = given.defCharset;
  const upload = multer(options);
  const kinds = {
    any: () => upload.any(),
    none: () => upload.none(),
    single: () => upload.single('file'),
    array: () => upload.array('file', given.maxCount),
    fields: () => upload.fields([{ name: 'file', maxCount: 2 }, { name: 'other' }, { name: 'a[b]', maxCount: 1 }]),
  };
  kinds[given.kind || 'any']()(req, res, next);
}, (req, res) => {
  const answer = { body: req.body === undefined ? 'undefined' : req.body };
  if (req.file) answer.file = describe(req.file);
  if (req.files) answer.files = each(req.files, describe);
  if (req.file) remove(req.file);
  if (req.files) each(req.files, remove);
  res.json(answer);
});

app.get('/left', (req, res) => res.json(fs.readdirSync(folder)));
app.get('/ping', (req, res) => res.send('pong'));

app.use((err, req, res, next) => {
  res.status(err.status || 500).json({
    name: err.name, message: err.message, code: err.code || null, field: err.field || null, filename: err.filename || null,
    multer: err instanceof multer.MulterError, storageErrors: err.storageErrors ? err.storageErrors.map((one) => one.message) : null,
    body: req.body === undefined ? 'undefined' : req.body,
  });
});

const port = process.env.PORT || 3000;
app.listen(port, '127.0.0.1');
