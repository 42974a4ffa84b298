// How programs end: each of these is one, by its name. endings_app.cpp has the same in Crema, line by line.
const express = require('express');
const http = require('node:http');
const https = require('node:https');

const port = Number(process.env.PORT);
const app = express();
app.get('/', (req, res) => {
  res.send('hello');
});
const sleep = (ms) => new Promise((resolve) => setTimeout(resolve, ms));
const tells_exit = () => process.on('exit', (code) => console.log(`exit ${code}`));

const programs = {
  'throws'() {
    throw new Error('boom');
  },
  'throws a TypeError'() {
    const err = new TypeError('boom');
    err.code = 'E_BOOM';
    throw err;
  },
  'throws text'() {
    throw 'boom';
  },
  'throws with a server'() {
    const server = app.listen(port);
    throw new Error('boom');
  },
  'throws, and exit is heard'() {
    tells_exit();
    throw new Error('boom');
  },
  'throws with an exit code'() {
    process.exitCode = 3;
    throw new Error('boom');
  },
  'throws, and exit throws'() {
    process.on('exit', () => { throw new Error('again'); });
    throw new Error('boom');
  },
  'throws, and a listener takes it'() {
    tells_exit();
    process.on('uncaughtException', (err, origin) => console.log(`caught ${err.message} ${origin}`));
    setTimeout(() => console.log('a timer'), 20);
    throw new Error('boom');
  },
  'throws, a listener takes it, and a server goes on'() {
    tells_exit();
    process.on('uncaughtException', (err) => console.log(`caught ${err.message}`));
    const server = http.createServer(app);
    app.get('/bye', (req, res) => {
      res.send('bye');
      server.close(() => console.log('closed'));
    });
    server.listen(port, () => console.log('ready'));
    throw new Error('boom');
  },
  'throws, and the listener throws'() {
    process.on('uncaughtException', (err) => { throw new Error(`after ${err.message}`); });
    throw new Error('boom');
  },
  'throws, and the listener exits'() {
    tells_exit();
    process.on('uncaughtException', (err) => process.exit(4));
    throw new Error('boom');
  },
  async 'top-level await throws'() {
    tells_exit();
    await sleep(5);
    throw new Error('boom');
  },
  async 'top-level await throws, and a listener takes it'() {
    tells_exit();
    process.on('uncaughtException', (err) => console.log(`caught ${err.message}`));
    await sleep(5);
    throw new Error('boom');
  },
  'a wrong key'() {
    https.createServer({ key: 'nonsense', cert: 'nonsense' }, app);
  },
  'a used port'() {
    tells_exit();
    app.listen(port);
  },
  'a used port, and a listener takes it'() {
    tells_exit();
    process.on('uncaughtException', (err) => console.log(`caught ${err.code}`));
    app.listen(port);
  },
  'a used port, and the server is heard'() {
    tells_exit();
    const server = http.createServer(app);
    server.on('error', (err) => console.log(`heard ${err.code} ${err.syscall}`));
    server.listen(port);
  },
  'a used port, and listen has a callback'() {
    tells_exit();
    app.listen(port, (err) => console.log(`told ${err?.code}`));
  },
  'no such host'() {
    tells_exit();
    app.listen(port, '192.0.2.1');
  },
  'a wrong port'() {
    tells_exit();
    app.listen(70000);
  },
  'beforeExit'() {
    tells_exit();
    let times = 0;
    process.on('beforeExit', (code) => {
      console.log(`before exit ${code}`);
      if (++times < 3) setTimeout(() => console.log('more'), 5);
    });
    setTimeout(() => console.log('a timer'), 5);
  },
  'beforeExit, after a server'() {
    tells_exit();
    process.on('beforeExit', (code) => console.log(`before exit ${code}`));
    const server = http.createServer(app);
    server.listen(port, () => server.close());
  },
  'timers outlive a server'() {
    tells_exit();
    process.on('beforeExit', (code) => console.log(`before exit ${code}`));
    const server = http.createServer(app);
    setTimeout(() => console.log('a timer'), 200);
    setTimeout(() => console.log('never'), 60000).unref();
    server.listen(port, () => server.close(() => console.log('closed')));
  },
  'beforeExit, but process.exit'() {
    tells_exit();
    process.on('beforeExit', () => console.log('never'));
    setTimeout(() => process.exit(2), 5);
  },
  'a rejection is heard'() {
    process.on('unhandledRejection', (reason, promise) => console.log(`heard ${reason.message}`));
    Promise.reject(new Error('boom'));
  },
  'a rejection as an exception'() {
    process.on('uncaughtException', (err, origin) => console.log(`caught ${err.message} ${origin}`));
    Promise.reject(new Error('boom'));
  },
  'a rejected promise, shown'() {
    process.on('unhandledRejection', (reason, promise) => console.log('promise', promise));
    Promise.reject(5);
  },
  'a warning'() {
    process.on('warning', (warning) => console.log(`${warning.name}: ${warning.message}`));
    process.emitWarning('careful');
    process.emitWarning('old', 'DeprecationWarning');
  },
  'a signal is heard'() {
    process.on('SIGTERM', (name, number) => {
      console.log(`${name} ${number}`);
      server.close(() => console.log('closed'));
    });
    const server = app.listen(port, () => console.log('ready'));
  },
  'signals are heard'() {
    let times = 0;
    for (const name of ['SIGINT', 'SIGHUP', 'SIGUSR2', 'SIGTERM']) {
      process.on(name, () => {
        console.log(name);
        if (++times === 4) process.exit(9);
      });
    }
    const server = app.listen(port, () => console.log('ready'));
  },
  'a signal is heard once'() {
    process.once('SIGHUP', () => console.log('once'));
    const server = app.listen(port, () => console.log('ready'));
  },
  'a signal listener throws'() {
    process.on('uncaughtException', (err) => {
      console.log(`caught ${err.message}`);
      process.exit(6);
    });
    process.on('SIGTERM', () => { throw new Error('boom'); });
    const server = app.listen(port, () => console.log('ready'));
  },
  'serves'() {
    const server = app.listen(port, () => console.log('ready'));
  },
  'logs'() {
    setInterval(() => console.log('x'.repeat(1000)), 5);
    setTimeout(() => {
      console.error('alive');
      process.exit(0);
    }, 300);
  },
  'logs, and a listener hears'() {
    let times = 0;
    process.on('uncaughtException', (err) => {
      if (times++ < 2) console.error(`caught ${err.code} ${err.syscall} ${err.message}`);
    });
    setInterval(() => console.log('x'.repeat(1000)), 5);
    setTimeout(() => {
      console.error('alive');
      process.exit(0);
    }, 300);
  },
  'a timer throws'() {
    setTimeout(() => { throw new Error('boom'); }, 5);
    setTimeout(() => console.log('alive'), 30);
  },
  'a rejection nobody hears'() {
    Promise.reject(new Error('boom'));
    setTimeout(() => console.log('alive'), 30);
  },
};

programs[process.argv[2]]();
