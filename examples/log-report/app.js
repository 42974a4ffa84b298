'use strict';
// Access logs in, figures out: regular expressions, dates, strings, numbers, Maps, sorting, closures and generators.
const express = require('express');

const LINE =
  /^(?<ip>[\d.]+) - (?<user>\S+) \[(?<day>\d{2})\/(?<month>\w{3})\/(?<year>\d{4}):(?<time>[\d:]{8}) (?<zone>[+-]\d{4})\] "(?<method>[A-Z]+) (?<url>[^" ]+)[^"]*" (?<status>\d{3}) (?<bytes>\d+|-)/;
const MONTHS = 'Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec'.split(' ');

const parseLine = (line) => {
  const match = line.match(LINE);
  if (!match) return null;
  const { ip, user, day, month, year, time, zone, method, url, status, bytes } = match.groups;
  const iso = `${year}-${String(MONTHS.indexOf(month) + 1).padStart(2, '0')}-${day}T${time}${zone.slice(0, 3)}:${zone.slice(3)}`;
  const [path, search = ''] = url.split('?');
  return {
    ip,
    user: user === '-' ? undefined : user,
    at: new Date(iso),
    method,
    path,
    query: Object.fromEntries(
      search
        .split('&')
        .filter(Boolean)
        .map((pair) => pair.split('=').map(decodeURIComponent)),
    ),
    status: +status,
    bytes: bytes === '-' ? 0 : Number(bytes),
  };
};

function* batches(list, size = 2) {
  for (let i = 0; i < list.length; i += size) yield list.slice(i, i + size);
}

function* ids(prefix) {
  let n = 0;
  while (true) yield `${prefix}-${(++n).toString(36).padStart(3, '0')}`;
}

const groupBy = (list, key) =>
  list.reduce((groups, item) => {
    const name = typeof key === 'function' ? key(item) : item[key];
    (groups[name] ||= []).push(item);
    return groups;
  }, {});

const percentile = (numbers, p) => {
  const sorted = [...numbers].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * p))] ?? 0;
};

const slugify = (text) =>
  text
    .toString()
    .toLowerCase()
    .trim()
    .replace(/[^\w\s-]/g, '')
    .replace(/[\s_-]+/g, '-')
    .replace(/^-+|-+$/g, '');
const titleCase = (text) => text.replace(/\b(\w)(\w*)/g, (_, first, rest) => first.toUpperCase() + rest.toLowerCase());
const hash = (text) => {
  let h = 0;
  for (let i = 0; i < text.length; i++) {
    h = (h << 5) - h + text.charCodeAt(i);
    h |= 0;
  }
  return (h >>> 0).toString(16);
};
const roman = (n) =>
  [
    [1000, 'M'],
    [900, 'CM'],
    [500, 'D'],
    [400, 'CD'],
    [100, 'C'],
    [90, 'XC'],
    [50, 'L'],
    [40, 'XL'],
    [10, 'X'],
    [9, 'IX'],
    [5, 'V'],
    [4, 'IV'],
    [1, 'I'],
  ].reduce((text, [value, letters]) => {
    while (n >= value) {
      text += letters;
      n -= value;
    }
    return text;
  }, '');
const memo =
  (fn, cache = new Map()) =>
  (...args) => {
    const key = JSON.stringify(args);
    if (!cache.has(key)) cache.set(key, fn(...args));
    return cache.get(key);
  };
const fib = memo((n) => (n < 2 ? n : fib(n - 1) + fib(n - 2)));
const compose =
  (...fns) =>
  (x) =>
    fns.reduceRight((value, fn) => fn(value), x);
const shout = compose(
  (s) => `${s}!`,
  (s) => s.toUpperCase(),
  (s) => s.trim(),
);

const app = express();
const port = process.env.PORT || 3000;
let entries = [];
const nextId = ids('log');
app.use(express.text({ limit: '1mb' }));

app.post('/logs', (req, res) => {
  const lines = req.body.split(/\r?\n/).filter((line) => line.trim() !== '');
  const parsed = lines.map(parseLine);
  const good = parsed.filter((entry) => entry !== null).map((entry) => ({ id: nextId.next().value, ...entry }));
  entries = [...entries, ...good];
  res.status(201).json({ stored: good.length, refused: lines.filter((line, i) => !parsed[i]), total: entries.length });
});

app.get('/entries', (req, res) => {
  const { from, to, ...where } = req.query;
  const found = entries
    .filter(({ at }) => (!from || at >= new Date(from)) && (!to || at < new Date(to)))
    .filter((entry) => Object.entries(where).every(([key, value]) => String(entry[key]) === value));
  res.json(found);
});

app.get('/report', (req, res) => {
  const byStatus = Object.fromEntries(
    Object.entries(groupBy(entries, ({ status }) => `${Math.floor(status / 100)}xx`)).map(([k, v]) => [k, v.length]),
  );
  const byPath = Object.entries(groupBy(entries, 'path'))
    .map(([path, list]) => ({ path, hits: list.length, bytes: list.reduce((sum, { bytes }) => sum + bytes, 0) }))
    .sort((a, b) => b.hits - a.hits || a.path.localeCompare(b.path));
  const visitors = new Set(entries.map(({ ip }) => ip));
  const unique = entries.map(({ user }) => user).filter((user, i, all) => user && all.indexOf(user) === i);
  const sizes = entries.map(({ bytes }) => bytes);
  const days = [...new Set(entries.map(({ at }) => at.toISOString().slice(0, 10)))].sort();
  const [first, ...others] = days;
  res.json({
    byStatus,
    byPath,
    visitors: visitors.size,
    unique,
    days: { first, others },
    bytes: {
      sum: sizes.reduce((a, b) => a + b, 0),
      p50: percentile(sizes, 0.5),
      p95: percentile(sizes, 0.95),
      mean: (sizes.reduce((a, b) => a + b, 0) / sizes.length || 0).toFixed(1),
    },
    hours: entries.reduce((acc, { at }) => {
      acc[at.getUTCHours()] = (acc[at.getUTCHours()] || 0) + 1;
      return acc;
    }, Array(24).fill(0)),
  });
});

app.get('/batches', (req, res) => {
  const rows = [];
  for (const batch of batches(
    entries.map(({ id }) => id),
    Number(req.query.size) || undefined,
  ))
    rows.push(batch);
  res.json({ rows, spread: [...batches([1, 2, 3])] });
});

app.get('/text', (req, res) => {
  const { s = '' } = req.query;
  const words = s.toLowerCase().match(/\w+/g) ?? [];
  const counts = words.reduce((map, word) => map.set(word, (map.get(word) ?? 0) + 1), new Map());
  const top = [...counts]
    .sort(([a, n], [b, m]) => m - n || (a < b ? -1 : 1))
    .slice(0, 3)
    .map(([word, n]) => `${word}×${n}`);
  res.json({
    slug: slugify(s),
    title: titleCase(s),
    hash: hash(s),
    shout: shout(s),
    top,
    reversed: [...s].reverse().join(''),
    palindrome: s !== '' && [...s].every((c, i) => c === s[s.length - 1 - i]),
    vowels: s.split('').filter((c) => 'aeiou'.includes(c)).length,
    codes: Array.from(s, (c) => c.codePointAt(0).toString(16)),
    pairs: [...s.matchAll(/(\w)=(\d+)/g)].map(([, key, value]) => ({ [key]: parseInt(value, 10) })),
  });
});

app.get('/numbers/:n', (req, res) => {
  const n = Number(req.params.n);
  if (!Number.isInteger(n) || n < 1 || n > 90)
    return res.status(400).send(`${req.params.n} is not a number from 1 to 90`);
  const digits = `${n}`.split('').map(Number);
  res.json({
    roman: roman(n),
    fib: fib(n),
    binary: n.toString(2),
    bits: [n & 15, n | 64, n ^ 255, ~n, n << 3, n >> 1],
    odd: !!(n % 2),
    power: 2 ** n,
    digits,
    sum: digits.reduce((a, b) => a + b),
    divisors: Array.from({ length: n }, (_, i) => i + 1).filter((d) => n % d === 0),
    primes: [...Array(n + 1).keys()].filter(
      (x) => x > 1 && !Array.from({ length: x }, (_, i) => i).some((d) => d > 1 && x % d === 0),
    ),
  });
});

app.listen(port, () => console.log(`Analytics on port ${port}`));
