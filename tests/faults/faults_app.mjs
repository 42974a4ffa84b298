// The reference: Express under Node. faults_app.cpp is the same in Crema, line by line.
import express from 'express';
import session from 'express-session';
import fs from 'node:fs';
import https from 'node:https';

const folder = process.env.FOLDER;
const port = Number(process.env.PORT);
const app = express();
app.set('etag', false);
const sleep = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

// Each step of the suite has an id, under which everything is told that happens to it.
const tell = (req, what, more = '') => console.log(`${req.query.id} ${what} ${more}`);
const how = (req, res) => `${req.aborted} ${req.destroyed} ${req.complete} ${res.headersSent} ${res.writableEnded} ${res.writableFinished}`;
process.on('uncaughtException', (err, origin) => {
  console.log(`uncaught ${origin} ${err?.message ?? err}`);
});
process.on('unhandledRejection', (reason, promise) => {
  console.log(`unhandled ${reason?.message ?? reason}`);
});

app.use((req, res, next) => {
  if (req.query.quiet) return next();
  req.on('aborted', () => tell(req, 'req aborted'));
  req.on('close', () => tell(req, 'req close', how(req, res)));
  res.on('finish', () => tell(req, 'res finish'));
  res.on('close', () => tell(req, 'res close', how(req, res)));
  tell(req, 'comes');
  if (req.query.errors) req.on('error', (err) => tell(req, 'req error', `${err.code} ${err.message}`));
  next();
});

// ---- the client leaves -------------------------------------------------------------------------------------------------

const parsed = (req, res) => {
  tell(req, 'parsed');
  res.json({ body: req.body });
};
app.post('/json', express.json(), parsed);
app.post('/urlencoded', express.urlencoded({ extended: true }), parsed);
app.post('/text', express.text(), parsed);
app.post('/raw', express.raw(), parsed);

app.post('/data', (req, res) => {
  let size = 0;
  req.on('data', (chunk) => { size += chunk.length; });
  req.on('end', () => {
    tell(req, 'end', size);
    res.json({ size });
  });
  tell(req, 'reads');
});

app.post('/pipe', (req, res) => {
  const out = fs.createWriteStream(`${folder}/${req.query.id}.out`);
  req.pipe(out);
  out.on('finish', () => {
    tell(req, 'written', out.bytesWritten);
    res.send('written');
  });
  tell(req, 'pipes');
});

app.post('/echo', (req, res) => {
  tell(req, 'echoes');
  req.pipe(res);
});

app.all('/timer', (req, res) => {
  tell(req, 'waits');
  setTimeout(() => {
    tell(req, 'answers', how(req, res));
    res.send('late');
    tell(req, 'answered', how(req, res));
  }, Number(req.query.ms || 300));
});

app.all('/async', async (req, res) => {
  tell(req, 'waits');
  await sleep(Number(req.query.ms || 300));
  tell(req, 'answers', how(req, res));
  res.json({ late: true });
});

app.all('/async-throws', async (req, res) => {
  tell(req, 'waits');
  await sleep(Number(req.query.ms || 300));
  throw new Error('too late');
});

const big = Buffer.alloc(16_000_000, 'b');
app.get('/big', (req, res) => {
  tell(req, 'sends');
  res.send(big);
});

app.get('/stream', (req, res) => {
  const piece = 'p'.repeat(100_000);
  let open = true;
  res.on('close', () => { open = false; });
  const more = () => {
    while (open && res.write(piece)) continue;
    if (open) res.once('drain', more);
  };
  tell(req, 'streams');
  more();
});

app.get('/write-after', (req, res) => {
  res.write('begun');
  tell(req, 'begun');
  res.on('close', () => {
    res.write('more', (err) => setTimeout(() => tell(req, 'wrote', err?.code), 20));
    res.end();
    tell(req, 'ended', how(req, res));
  });
});

app.get('/send-file', (req, res) => {
  tell(req, 'sends');
  res.sendFile(`${folder}/big.bin`, (err) => tell(req, 'sent', `${err?.code} ${err?.message} ${res.headersSent}`));
});
app.get('/download', (req, res) => {
  tell(req, 'sends');
  res.download(`${folder}/big.bin`, 'as.bin', (err) => tell(req, 'sent', `${err?.code} ${err?.message} ${res.headersSent}`));
});
app.get('/send-file-plain', (req, res) => {
  tell(req, 'sends');
  res.sendFile(`${folder}/big.bin`);
});
app.get('/send-file-late', (req, res) => {
  tell(req, 'waits');
  setTimeout(() => {
    res.sendFile(`${folder}/big.bin`, (err) => tell(req, 'sent', `${err?.code} ${err?.message}`));
  }, Number(req.query.ms || 300));
});

// ---- sessions of clients that have left --------------------------------------------------------------------------------

class Store extends session.Store {
  constructor() {
    super();
    this.records = new Map();
  }
  get(sid, cb) {
    console.log(`store get ${this.records.has(sid)}`);
    cb(null, this.records.has(sid) ? JSON.parse(this.records.get(sid)) : null);
  }
  set(sid, record, cb) {
    console.log(`store set ${record.user}`);
    this.records.set(sid, JSON.stringify(record));
    cb();
  }
  destroy(sid, cb) {
    this.records.delete(sid);
    cb();
  }
}
const sessions = session({ secret: 'my-secret', resave: false, saveUninitialized: false, store: new Store() });
app.get('/session', sessions, (req, res) => {
  tell(req, 'waits');
  req.session.user = req.query.id;
  setTimeout(() => res.send('kept'), Number(req.query.ms || 300));
});
app.get('/session-never', sessions, (req, res) => {
  tell(req, 'waits');
  req.session.user = req.query.id;
});
app.get('/session-stream', sessions, (req, res) => {
  req.session.user = req.query.id;
  res.write('begun');
  tell(req, 'begun');
  setTimeout(() => res.end('done'), Number(req.query.ms || 300));
});

// ---- files ---------------------------------------------------------------------------------------------------------------

app.use('/static', express.static(`${folder}/public`));
app.get('/file/:name', (req, res) => {
  res.sendFile(`${folder}/public/${req.params.name}`, { dotfiles: 'allow' }, (err) => {
    tell(req, 'sent', `${err?.code} ${err?.status}`);
    if (err && !res.headersSent) res.status(err.status || 500).send(`${err.code}`);
  });
});
app.get('/file-plain/:name', (req, res) => {
  res.sendFile(req.params.name, { root: `${folder}/public` });
});

// ---- disks -----------------------------------------------------------------------------------------------------------------

const disk = process.env.DISK;
const error = (err) => `${err?.code} ${err?.syscall} ${err?.message?.replaceAll(disk, 'DISK')}`;
app.get('/disk/write', (req, res) => {
  fs.writeFile(`${disk}/file`, 'x'.repeat(Number(req.query.size)), (err) => res.send(error(err)));
});
app.get('/disk/write-sync', (req, res) => {
  try {
    fs.writeFileSync(`${disk}/file`, 'x'.repeat(Number(req.query.size)));
    res.send('written');
  } catch (err) {
    res.send(error(err));
  }
});
app.get('/disk/append', (req, res) => {
  fs.appendFile(`${disk}/file`, 'x'.repeat(Number(req.query.size)), (err) => res.send(error(err)));
});
app.get('/disk/copy', (req, res) => {
  fs.copyFile(`${folder}/big.bin`, `${disk}/copy`, (err) => res.send(err?.code));
});
app.get('/disk/full', (req, res) => {
  fs.writeFile('/dev/full', 'x', (err) => res.send(error(err)));
});
app.post('/disk/upload', (req, res) => {
  const out = fs.createWriteStream(`${disk}/upload`);
  out.on('error', (err) => {
    tell(req, 'out error', error(err));
    res.status(507).send(error(err));
  });
  out.on('finish', () => res.send('written'));
  out.on('close', () => tell(req, 'out close'));
  req.pipe(out);
});
app.get('/disk/stream', (req, res) => {
  const out = fs.createWriteStream(`${disk}/stream`);
  out.on('error', (err) => tell(req, 'out error', err.code));
  out.on('close', () => res.send('closed'));
  for (let i = 0; i < 100; i++) out.write('x'.repeat(100_000));
  out.end();
});
app.get('/disk/remove', (req, res) => {
  for (const name of fs.readdirSync(disk)) fs.unlinkSync(`${disk}/${name}`);
  res.send('removed');
});

// ---- handlers that throw ---------------------------------------------------------------------------------------------------

app.param('who', (req, res, next, who) => {
  if (who === 'throws') throw new Error('param');
  if (who === 'twice') next();
  next(who === 'error' ? new Error('param error') : undefined);
});
app.get('/throws/param/:who', (req, res) => {
  if (!res.headersSent) res.send(`who ${req.params.who}`);
});
app.get('/throws/now', (req, res) => { throw new Error('now'); });
app.get('/throws/number', (req, res) => { throw 5; });
app.get('/throws/text', (req, res) => { throw 'text'; });
app.get('/throws/object', (req, res) => { throw { status: 418, message: 'teapot' }; });
app.get('/throws/type', (req, res) => { throw new TypeError('type'); });
app.get('/throws/await', async (req, res) => {
  await sleep(10);
  throw new Error('after await');
});
app.get('/throws/after-send', (req, res) => {
  res.send('sent');
  throw new Error('after send');
});
app.get('/throws/after-send-await', async (req, res) => {
  res.send('sent');
  await sleep(10);
  throw new Error('after send and await');
});
app.get('/throws/after-head', (req, res) => {
  res.write('begun');
  throw new Error('after head');
});
app.get('/throws/after-head-length', (req, res) => {
  res.set('Content-Length', '100');
  res.write('begun');
  throw new Error('after head');
});
app.get('/throws/after-head-await', async (req, res) => {
  res.write('begun');
  await sleep(10);
  throw new Error('after head and await');
});
app.get('/throws/timer', (req, res) => {
  setTimeout(() => { throw new Error('from a timer'); }, 10);
  setTimeout(() => res.send('answered'), 50);
});
app.get('/throws/finish', (req, res) => {
  res.on('finish', () => { throw new Error('from finish'); });
  res.send('sent');
});
app.get('/throws/close', (req, res) => {
  res.on('close', () => { throw new Error('from close'); });
  res.send('sent');
});
app.post('/throws/data', (req, res) => {
  req.on('data', () => { throw new Error('from data'); });
  setTimeout(() => res.send('answered'), 50);
});
app.get('/throws/rejection', (req, res) => {
  Promise.reject(new Error('rejected'));
  res.send('sent');
});
app.get('/throws/then', (req, res) => {
  sleep(10).then(() => { throw new Error('from then'); });
  setTimeout(() => res.send('answered'), 50);
});
app.get('/throws/next-twice', (req, res, next) => {
  next();
  next();
}, (req, res) => {
  tell(req, 'second');
  if (!res.headersSent) res.send('once');
});
app.get('/throws/next-late', (req, res, next) => {
  res.send('sent');
  next(new Error('next after send'));
});
app.get('/throws/next-later', (req, res, next) => {
  res.send('sent');
  setTimeout(() => next(new Error('next after all')), 30);
});
app.get('/throws/next-then-throw', (req, res, next) => {
  next();
  throw new Error('after next');
}, (req, res) => {
  res.send('answered');
});
app.get('/throws/send-twice', (req, res) => {
  res.send('first');
  res.send('second');
});
app.get('/throws/send-twice-await', async (req, res) => {
  res.send('first');
  await sleep(10);
  res.send('second');
});
app.get('/throws/send-twice-timer', (req, res) => {
  res.send('first');
  setTimeout(() => res.send('second'), 10);
});
app.get('/throws/set-late', (req, res) => {
  res.send('first');
  setTimeout(() => res.set('X-Late', '1'), 10);
});
app.get('/throws/redirect-late', (req, res) => {
  res.send('first');
  res.redirect('/');
});
app.get('/throws/json-late', (req, res) => {
  res.json({ first: true });
  res.status(500).json({ second: true });
});
app.get('/throws/write-late', (req, res) => {
  res.end('first');
  res.write('second', (err) => tell(req, 'wrote', err?.code));
});
app.get('/throws/write-late-heard', (req, res) => {
  res.on('error', (err) => tell(req, 'res error', `${err.code} ${err.message}`));
  res.end('first');
  res.write('second');
});
app.get('/throws/end-late', (req, res) => {
  res.end('first');
  res.end('second', (err) => tell(req, 'ended', err?.code));
});
app.get('/throws/end-twice', (req, res) => {
  res.end('first');
  res.end();
});
app.get('/throws/status', (req, res) => { res.status(99).send('no'); });
app.get('/throws/field', (req, res) => { res.set('X-Bad', 'a\nb').send('no'); });
app.get('/throws/cycle', (req, res) => { res.send(undefined['x']); });
app.get('/throws/view', (req, res) => { res.render('broken'); });
app.get('/throws/view-callback', (req, res) => {
  res.render('broken', (err, html) => {
    tell(req, 'rendered', err?.message);
    throw new Error('from a render callback');
  });
});
app.get('/throws/view-late', (req, res) => { res.render('late'); });
app.get('/throws/send-file', (req, res) => {
  res.sendFile(`${folder}/public/small.txt`, (err) => {
    tell(req, 'sent', `${err?.code}`);
    throw new Error('from a file callback');
  });
});

app.engine('tpl', (path, options, cb) => {
  if (path.endsWith('broken.tpl')) throw new Error('from an engine');
  setTimeout(() => cb(new Error('from an engine, later')), 10);
});
app.set('views', `${folder}/views`);
app.set('view engine', 'tpl');

const router = express.Router();
router.get('/', (req, res) => { throw new Error('first'); });
router.use((err, req, res, next) => {
  tell(req, 'handler', err.message);
  throw new Error('second');
});
router.use((err, req, res, next) => {
  tell(req, 'handler', err.message);
  next(new Error('third'));
});
router.use(async (err, req, res, next) => {
  tell(req, 'handler', err.message);
  await sleep(10);
  throw new Error('fourth');
});
app.use('/throws/again', router);

app.use('/handled', (req, res) => { throw new Error('handled'); });
app.use('/handled', (err, req, res, next) => {
  res.status(500).send(`sorry: ${err.message}`);
  throw new Error('after the handler has answered');
});

// A client that left while its body was read: not an error of the program.
app.use((err, req, res, next) => {
  tell(req, 'failed', `${err.status} ${err.type} ${err.code} ${err.message} ${res.headersSent}`);
  next(err);
});

app.listen(port, '127.0.0.1');
const pem = (name) => fs.readFileSync(`${process.env.CERTS}/${name}.pem`);
https.createServer({ key: pem('server-key'), cert: pem('server') }, app).listen(port + 1, '127.0.0.1');
console.log('ready');
