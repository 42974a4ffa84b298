#!/usr/bin/env node
// Made-up applications, with made-up requests, on the real Express and on Crema: the answers are the same, byte for byte.
//   node random.mjs --oracle FOLDER --candidate CMD [--seed N] [--apps N] [--connections N] [--seconds N] [--only N] [--show N] [--dump]
// FOLDER is that of the conformance oracle, with its packages and files. --apps applications from seed N on, each with --connections
// connections; --seconds ends it earlier. --only plays one connection of the first application; --dump prints it. A difference is shrunk and
// printed, --show of them at most. The last line is 'N passed, N failed'.
import path from 'node:path';
import { parseArgs } from 'node:util';
import { prepare } from '../conformance/oracle/setup.mjs';
import { compare, compareBuilds } from './compare.mjs';
import { deliberate } from './differences.mjs';
import { bytesOf } from './generate_requests.mjs';
import { generate } from './generate.mjs';
import { Runner, play } from './servers.mjs';
import { shrink } from './shrink.mjs';

const { values: o } = parseArgs({
  options: {
    oracle: { type: 'string' }, candidate: { type: 'string' }, seed: { type: 'string', default: '1' }, apps: { type: 'string', default: '200' }, connections: { type: 'string', default: '25' },
    seconds: { type: 'string', default: '0' }, only: { type: 'string' }, show: { type: 'string', default: '10' }, dump: { type: 'boolean', default: false }, shrink: { type: 'string', default: '500' },
  },
});
if (!o.oracle || !o.candidate) {
  console.error('usage: node random.mjs --oracle FOLDER --candidate CMD [--seed N] [--apps N] [--connections N] [--seconds N] [--only N] [--show N] [--dump]');
  process.exit(2);
}
prepare(o.oracle);
const here = path.dirname(new URL(import.meta.url).pathname);

let [express, ours] = await Promise.all([new Runner(`node '${here}/app.mjs'`, o.oracle).start(), new Runner(o.candidate, o.oracle).start()]);

for (const signal of ['SIGINT', 'SIGTERM']) {
  process.on(signal, () => {
    express.stop();
    ours.stop();
    process.exit(1);
  });
}

// Both builds of an application while `use` runs; what is told of it where one refuses.
async function withApp(app, use) {
  const [a, b] = await Promise.all([express.build(app), ours.build(app)]);
  const differences = compareBuilds(a, b);
  try {
    if (differences.length || a.error) return { differences };
    return { value: await use(a.port, b.port) };
  } finally {
    await Promise.all([a.port && express.end(a.port), b.port && !ours.ended && ours.end(b.port)]);
  }
}

async function differencesOf(app, connection, ports, patience) {
  const before = ours.printed;
  const [a, b] = await Promise.all(ports.map((port) => play(port, connection, patience)));
  const sessions = /"session":|"npm":"compression"/.test(JSON.stringify(app));
  const found = compare(a, b, connection, sessions);
  return found.length && deliberate(connection, a, b, { logged: ours.printed > before, sessions }) ? [] : found;
}

// The same again, alone. What ends Node (docs/differences.md: no client may be able to end the process) is not compared.
async function confirmed(app, connection, patience) {
  const before = await express.uncaught();
  const { differences, value } = await withApp(app, (...ports) => differencesOf(app, connection, ports, patience));
  if (ours.ended) return [`Crema ended: ${ours.ended}`];
  if (await express.uncaught() !== before) return [];
  return differences ?? value;
}

let passed = 0;
let refused = 0;
const suspects = [];

async function run(seed) {
  const test = generate(seed, Number(o.connections));
  if (o.dump) console.log(JSON.stringify(test, null, 1));
  const chosen = o.only === undefined ? test.connections : [test.connections[Number(o.only)]];
  const { differences } = await withApp(test.app, async (...ports) => {
    await Promise.all(Array.from({ length: 3 }, async (_, worker) => {
      for (let i = worker; i < chosen.length && !ours.ended; i += 3) {
        const found = await differencesOf(test.app, chosen[i], ports);
        if (found.length || ours.ended) suspects.push({ seed, app: test.app, connection: chosen[i] });
        else passed += chosen[i].requests.length;
      }
    }));
  });
  if (!differences) return;
  refused++;
  if (differences.length) suspects.push({ seed, app: test.app, connection: chosen[0] });
  else passed++;
}

const began = Date.now();
const late = () => Number(o.seconds) > 0 && Date.now() - began > Number(o.seconds) * 1000;
let seed = Number(o.seed);
const last = seed + Number(o.apps);
await Promise.all(Array.from({ length: 4 }, async () => {
  while (seed < last && !late() && !ours.ended && suspects.length < 200) {
    const now = seed++;
    try {
      await run(now);
    } catch (err) {
      // One of the two has ended, or is about to: which applications ran tells what did it.
      console.log(`seed ${now}: ${err.message}`);
      await new Promise((resolve) => { setTimeout(resolve, 300); });
      if (express.ended) throw new Error(`Express ended: ${express.ended}\n${express.log}`);
      if (!ours.ended) throw err;
      console.log(`Crema ended: ${ours.ended}\n${ours.log}`);
    }
  }
}));
console.log(`${seed - Number(o.seed)} applications from seed ${o.seed}, of which ${refused} are refused; ${suspects.length} suspects; ${((Date.now() - began) / 1000).toFixed(1)} s`);

// ---- what differs, made small ------------------------------------------------------------------------------------------

let failed = 0;
const kinds = new Set();
// What kind of difference it is, so that one mistake is not shown a hundred times.
const kind = (found) => found[0].replace(/answer \d+: /, '').replace(/[0-9a-f]{4,}|\d+|"[^"]*"/g, '#').slice(0, 60);

// All the shrinking together; what is left then is shown as it was.
const shrinkEnd = Date.now() + Number(o.shrink) * 120;

for (const suspect of suspects) {
  if (ours.ended) {
    console.log(`Crema ended: ${ours.ended}\n${ours.log}`);
    ours = await new Runner(o.candidate, o.oracle).start();
  }
  // First with little patience: most are what ends Node, whose clients wait for ever.
  let found = await confirmed(suspect.app, suspect.connection, 400);
  // Then twice in peace: some of Node's answers depend on the moment.
  for (let again = 0; again < 2 && found.length && !ours.ended; again++) found = await confirmed(suspect.app, suspect.connection, 2500);
  if (!found.length) {
    passed += suspect.connection.requests.length;
    continue;
  }
  failed++;
  if (kinds.size >= Number(o.show) || kinds.has(kind(found))) continue;
  kinds.add(kind(found));
  const like = kind(found);
  let small = suspect;
  if (!ours.ended) {
    small = await shrink(suspect, async (app, connection) => {
      if (Date.now() > shrinkEnd) return false;
      try {
        const now = await confirmed(app, connection, 300);
        return now.length > 0 && kind(now) === like;
      } catch {
        return false;
      }
    }, found.some((text) => /silent/.test(text)) ? Math.min(80, Number(o.shrink)) : Number(o.shrink));
    found = await confirmed(small.app, small.connection, 1500);
  }
  console.log(`\nFAILED  seed ${suspect.seed}: ${suspect.connection.pipelined ? 'pipelined' : 'one after the other'}`);
  console.log(`  app: ${JSON.stringify(small.app)}`);
  for (const request of small.connection.requests) {
    try {
      console.log(`  ${JSON.stringify(bytesOf(request).toString('latin1').slice(0, 1000))}`);
    } catch {
      console.log(`  ${JSON.stringify(request)}`);
    }
  }
  for (const text of found) console.log(`    ${text}`);
}
express.stop();
ours.stop();
console.log(`${passed} passed, ${failed} failed`);
process.exit(failed ? 1 : 0);
