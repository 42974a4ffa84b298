// Random sequences of requests, each played three times: by Node alone, by the candidate alone, and by both in turn. Answers,
// cookies, the commands that Redis gets and the records that it holds are the same, byte for byte, but for ids and dates.
import { Masks } from '../lib/masks.mjs';
import { generator } from '../lib/random.mjs';
import { Visitor } from '../lib/visitor.mjs';
import { same, ok } from '../lib/report.mjs';

const numbers = [0, -0, 1, -1, 0.1, 1e21, 1e-7, -1.5e300, 5e-324, 123456789012345680000, 9007199254740991, 4294967295, 0.30000000000000004, 100, 1e20, 123.456];
const texts = ['', 'a', 'Zoë', '日本語', '🦊', 'a"b\\c/d', '\u0000\u001f\u007f\u0080', '\u2028\u2029', '<script>', ' lead', 'tab\tnew\nline', 'x'.repeat(3000), 'null', '1', 'é'];
const keys = ['a', 'b', 'views', 'user', 'zwei Wörter', '10', '2', 'x.y', '', '🦊', 'Cookie', 'length', 'list'];

function value(random, depth = 0) {
  const kind = random.below(depth > 2 ? 5 : 7);
  if (kind === 0) return random.of(numbers);
  if (kind === 1) return random.of(texts);
  if (kind === 2) return random.of([true, false, null]);
  if (kind === 3) return random.below(1000);
  if (kind === 4) return new Date(random.below(2 ** 31) * 1000).toISOString();
  if (kind === 5) return Array.from({ length: random.below(5) }, () => value(random, depth + 1));
  return Object.fromEntries(Array.from({ length: random.below(5) }, () => [random.of(keys), value(random, depth + 1)]));
}

function step(random) {
  const kind = random.below(12);
  if (kind < 6) return ['set', random.of(keys), value(random)];
  if (kind < 8) return ['delete', random.of(keys)];
  if (kind === 8) return ['touch'];
  if (kind === 9) return ['maxAge', random.of([60000, 3600000, 300000])];
  return ['set', 'list', Array.from({ length: random.below(4) }, () => value(random))];
}

const steps = (random, most) => Array.from({ length: random.below(most + 1) }, () => step(random));

// One request: [method, path, options].
function request(random) {
  const kind = random.below(16);
  if (kind < 7) return ['POST', '/do', { json: { before: steps(random, 3), after: [] } }];
  if (kind === 7) return ['POST', '/do', { json: { before: steps(random, 2), call: 'regenerate', after: steps(random, 2) } }];
  if (kind === 8) return ['POST', '/do', { json: { before: steps(random, 2), call: 'save', after: steps(random, 1) } }];
  if (kind === 9) return ['POST', '/do', { json: { before: steps(random, 2), call: 'reload', after: steps(random, 1) } }];
  if (kind === 10) return ['POST', '/do', { json: { before: steps(random, 1), call: 'destroy', after: [] } }];
  if (kind === 11) return ['GET', '/'];
  if (kind === 12) return ['GET', '/show'];
  if (kind === 13) return ['POST', '/login', { form: { user: random.of(texts) } }];
  if (kind === 14) return random.below(2) ? ['POST', '/logout'] : ['GET', '/quiet'];
  return ['GET', '/me'];
}

// -0 is lost in JSON, so bodies that ask for it are written by hand.
const spell = (json) => JSON.stringify(json, (_, v) => (Object.is(v, -0) ? '<-0>' : v)).replaceAll('"<-0>"', '-0');

async function play(sequence, ports, redis, age) {
  await redis.clear();
  const visitor = new Visitor(), masks = new Masks(), seen = [];
  await redis.commands();
  for (const [i, [method, path, options = {}]] of sequence.entries()) {
    const asked = options.json ? { ...options, json: spell(options.json) } : options;
    const answer = await visitor.request(ports[i % ports.length], method, path, asked);
    const [commands, record, ttl] = await Promise.all([redis.commands(), redis.get(visitor.key), redis.ttl(visitor.key)]);
    const left = record ? ttl : 0;
    seen.push({
      asked: `${method} ${path} ${asked.json ?? JSON.stringify(asked.form ?? null)}`.slice(0, 400),
      status: answer.status,
      text: masks.text(answer.text),
      cookies: answer.cookies.map((line) => masks.text(line)),
      commands: commands.map((words) => masks.command(words)),
      record: record && masks.text(record),
      minutes: Math.round(left / 60000),
    });
    if (record) ok(left > 0 || age === null, `a record without an end: ${record}`);
  }
  visitor.leave();
  return seen;
}

export async function randomSequences(report, name, { reference, candidate, redis, seed, rounds, length, age }) {
  for (let round = 0; round < rounds; round++) {
    const random = generator(seed + round);
    const sequence = Array.from({ length }, () => request(random));
    const mixed = Array.from({ length }, () => random.of([reference, candidate]));
    await report.check(`${name}, sequence ${seed + round}`, async () => {
      const wanted = await play(sequence, [reference], redis, age);
      for (const [who, ports] of [['alone', [candidate]], ['in turn', mixed]]) {
        const got = await play(sequence, ports, redis, age);
        for (const [i, one] of wanted.entries()) same(got[i], one, `the candidate ${who}, request ${i}`);
      }
    });
  }
}
