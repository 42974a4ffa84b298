'use strict';
// A dashboard that asks several slow services at once: Promise.all, allSettled, race, any, retries, a cache, a queue, try … finally.
const express = require('express');
const fs = require('fs');
const path = require('path');
const util = require('util');
const { EventEmitter } = require('events');

const sleep = (ms) => new Promise((resolve) => setTimeout(resolve, ms));
const readFile = util.promisify(fs.readFile);

class TimeoutError extends Error {
  constructor(ms) {
    super(`Timed out after ${ms} ms`);
    this.name = this.constructor.name;
    this.code = 'ETIMEDOUT';
  }
}

const withTimeout = (promise, ms) =>
  Promise.race([
    promise,
    sleep(ms).then(() => {
      throw new TimeoutError(ms);
    }),
  ]);

async function retry(fn, { times = 3, delay = 5, factor = 2 } = {}) {
  let lastError;
  for (let attempt = 1; attempt <= times; attempt++) {
    try {
      return await fn(attempt);
    } catch (err) {
      lastError = err;
      if (attempt < times) await sleep(delay * factor ** (attempt - 1));
    }
  }
  throw new Error(`Gave up after ${times} attempts`, { cause: lastError });
}

class Cache extends EventEmitter {
  #entries = new Map();

  constructor({ ttl = 1000, max = 3 } = {}) {
    super();
    this.ttl = ttl;
    this.max = max;
  }

  async remember(key, load) {
    const hit = this.#entries.get(key);
    if (hit && hit.expires > Date.now()) {
      this.emit('hit', key);
      return hit.value;
    }
    this.emit('miss', key);
    const value = await load();
    if (this.#entries.size >= this.max) this.#entries.delete(this.#entries.keys().next().value);
    this.#entries.set(key, { value, expires: Date.now() + this.ttl });
    return value;
  }

  get keys() {
    return [...this.#entries.keys()];
  }
}

class Semaphore {
  constructor(count) {
    this.count = count;
    this.waiting = [];
    this.peak = 0;
    this.active = 0;
  }

  async acquire() {
    if (this.active >= this.count) await new Promise((resolve) => this.waiting.push(resolve));
    this.active++;
    this.peak = Math.max(this.peak, this.active);
  }

  release() {
    this.active--;
    this.waiting.shift()?.();
  }

  async use(job) {
    await this.acquire();
    try {
      return await job();
    } finally {
      this.release();
    }
  }
}

// The services.
const services = {
  async user(id) {
    await sleep(5);
    if (id > 3) throw Object.assign(new Error('No such user'), { status: 404 });
    return { id, name: ['Ann', 'Bob', 'Cem'][id - 1] };
  },
  async orders(id) {
    await sleep(3);
    return Array.from({ length: id }, (_, i) => ({ order: i + 1, total: (i + 1) * 10 }));
  },
  async weather(city) {
    await sleep(1);
    if (city === 'Atlantis') throw new RangeError('Unknown city');
    return { city, degrees: city.length };
  },
  slow: async () => {
    await sleep(2000);
    return 'never';
  },
};

const app = express();
const port = process.env.PORT || 3000;
const cache = new Cache({ ttl: 60000 });
const counts = { hit: 0, miss: 0 };
for (const event of ['hit', 'miss'])
  cache.on(event, () => {
    counts[event]++;
  });
let failures = 0;

app.get('/dashboard/:id', async (req, res) => {
  const id = Number(req.params.id);
  const [user, orders] = await Promise.all([services.user(id), services.orders(id)]);
  const { total, count } = orders.reduce((acc, order) => ({ total: acc.total + order.total, count: acc.count + 1 }), {
    total: 0,
    count: 0,
  });
  res.json({ ...user, orders: { total, count, average: count && total / count } });
});

app.get('/weather', async (req, res) => {
  const cities = [].concat(req.query.city ?? []);
  const results = await Promise.allSettled(cities.map((city) => cache.remember(city, () => services.weather(city))));
  const [good, bad] = [
    results.filter((r) => r.status === 'fulfilled'),
    results.filter(({ status }) => status === 'rejected'),
  ];
  res.json({
    ok: good.map((r) => r.value),
    failed: bad.map(({ reason }) => `${reason.name}: ${reason.message}`),
    keys: cache.keys,
    ...counts,
  });
});

app.get('/first', async (req, res) => {
  const first = await Promise.any([services.slow(), services.weather('Atlantis'), services.weather('Oslo')]);
  const raced = await Promise.race([sleep(50).then(() => 'late'), sleep(1).then(() => 'early')]);
  res.json({ first, raced });
});

app.get('/timeout', async (req, res, next) => {
  try {
    res.json(await withTimeout(services.slow(), 10));
  } catch (err) {
    if (!(err instanceof TimeoutError)) throw err;
    res.status(504).json({ error: err.message, name: err.name, code: err.code });
  }
});

app.get('/retry/:fails', async (req, res) => {
  failures = Number(req.params.fails);
  const value = await retry(
    async (attempt) => {
      if (failures-- > 0) throw new Error(`Failure ${attempt}`);
      return `done at attempt ${attempt}`;
    },
    { times: 3, delay: 1 },
  );
  res.send(value);
});

app.get('/queue', async (req, res) => {
  const semaphore = new Semaphore(2);
  const order = [];
  const jobs = [30, 10, 20].map((ms, i) =>
    semaphore.use(async () => {
      await sleep(ms);
      order.push(i);
      return ms * 2;
    }),
  );
  const results = await Promise.all(jobs);
  let sequential = [];
  for (const ms of [2, 1]) {
    await sleep(ms);
    sequential = [...sequential, ms];
  }
  res.json({ results, order, peak: semaphore.peak, active: semaphore.active, sequential });
});

app.get('/file/:name', (req, res, next) => {
  readFile(path.join(__dirname, req.params.name), 'utf8')
    .then((text) => text.split('\n').filter((line) => line.startsWith('//')))
    .then((lines) => res.json({ comments: lines.length > 0 }))
    .catch((err) => (err.code === 'ENOENT' ? res.status(404).json({ error: 'No such file' }) : next(err)));
});

app.use((err, req, res, next) => {
  const causes = [];
  for (let cause = err.cause; cause; cause = cause.cause) causes.push(cause.message);
  res.status(err.status || 500).json({ error: err.message, causes });
});

app.listen(port, async () => {
  await sleep(1);
  console.log('Warmed up: %s', (await services.user(1)).name);
});
