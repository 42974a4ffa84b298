#!/usr/bin/env node
// Runs examples as app.js and as app.cpp, and compares. README.md has the format of steps/NAME.json.
//   node port.mjs --root REPOSITORY --build BUILD --work FOLDER [--parallel N] [--verbose] NAME…
// The last line is 'N passed, N failed': one for each example, one for the ratio of lines over all.
import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { Visitor } from './client.mjs';
import { compareOutput, compareVisits, secretsOf } from './comparison.mjs';
import { countFolder } from './lines.mjs';
import { readPlan } from './plan.mjs';
import { Program } from './program.mjs';

const MOST_OVER_ALL = 1.1;
const MOST_OF_ONE = 1.25;

const { values: options, positionals: names } = parseArgs({
  allowPositionals: true,
  options: {
    root: { type: 'string' }, build: { type: 'string' }, work: { type: 'string' }, parallel: { type: 'string', default: '2' }, verbose: { type: 'boolean', default: false },
  },
});
const sleep = (ms) => new Promise((resolve) => setTimeout(resolve, ms));
const describe = (step) => step.request ?? (step.wait === undefined ? step.signal : `wait ${step.wait}`);

// Plays the steps to both programs at the same time; gives the differences and how many requests there were.
async function drive(plan, programs, known) {
  const visitors = programs.map(() => new Visitor());
  const context = { plan, programs, visitors, ...known };
  const found = [];
  let requests = 0;
  let signal;
  for (const [i, step] of plan.steps.entries()) {
    if (step.wait !== undefined) {
      await sleep(step.wait);
      continue;
    }
    if (step.signal) {
      ({ signal } = step);
      continue;
    }
    for (let time = 0; time < (step.repeat ?? 1); time++) {
      requests++;
      const visits = await Promise.all(programs.map(({ ports }, k) => visitors[k].play(step, { ports, secure: plan.https })));
      const note = (text) => found.push(`step ${i + 1}${step.repeat ? `, time ${time + 1}` : ''}, ${describe(step)}: ${text}`);
      const [want, got] = visits;
      if (want.length !== got.length) note(`${want.length - 1} redirects against ${got.length - 1}`);
      want.slice(0, got.length).forEach((visit, k) => compareVisits(visit, got[k], context).forEach(note));
      for (const { process, kind } of programs) if (process.ended) throw new Error(`step ${i + 1}, ${describe(step)}: ${kind === 'node' ? 'app.js' : 'app.cpp'} ended with ${process.ended}\n${process.stderr}`);
    }
  }
  const ends = await Promise.all(programs.map((program) => program.process.end(signal ?? 'SIGTERM')));
  if (signal && ends[0] !== ends[1]) found.push(`${signal}: ended with ${ends[0]} against ${ends[1]}`);
  if (!signal && !['status 0', 'SIGTERM', ends[0]].includes(ends[1])) found.push(`at its end: ${ends[0]} against ${ends[1]}\n${programs[1].process.stderr}`);
  if (plan.stdout) found.push(...compareOutput(...programs.map(({ process }) => process.stdout), context));
  return { found, requests };
}

// One example: {js, cpp, requests, found}.
async function run(name) {
  const source = path.join(options.root, 'examples', name);
  const result = { name, js: countFolder(source, ['.js', '.mjs']), cpp: countFolder(source, ['.cpp', '.hpp']), requests: 0, found: [] };
  const ratio = result.cpp / result.js;
  const readme = path.join(source, 'README.md');
  const excused = fs.existsSync(readme) && /^ratio:\s*\S/im.test(fs.readFileSync(readme, 'utf8'));
  if (ratio > MOST_OF_ONE && !excused) result.found.push(`${ratio.toFixed(2)} lines of C++ for one of JavaScript, and README.md has no line "ratio: why"`);
  const programs = [];
  try {
    const steps = path.join(options.root, 'tests/porting/steps', `${name}.json`);
    if (!fs.existsSync(steps)) throw new Error(`there is no tests/porting/steps/${name}.json`);
    const plan = readPlan(steps);
    if (plan.line_by_line) {
      const compared = spawnSync('python3', [path.join(options.root, 'tests/porting/compare.py'), path.join(source, 'app.js'), path.join(source, 'app.cpp')], { encoding: 'utf8' });
      if (compared.status !== 0) result.found.push(`not the same words line by line:\n${compared.stdout}${compared.stderr}`);
    }
    const executable = path.join(options.build, 'examples', name);
    if (!fs.existsSync(executable)) throw new Error(`${executable} has not been built`);
    const env = plan.https ? JSON.parse(process.env.PORTING_HTTPS) : {};
    const buildPath = path.relative(options.root, options.build);
    for (const kind of ['node', 'crema']) {
      programs.push(new Program({ kind, name, place: path.join(options.work, name, kind), source, executable, buildPath, plan, env }));
    }
    const since = Date.now();
    await Promise.all(programs.map((program) => program.start()));
    const secrets = secretsOf(fs.readFileSync(path.join(source, 'app.js'), 'utf8'), plan.env);
    const { found, requests } = await drive(plan, programs, { secrets, since });
    result.found.push(...found);
    result.requests = requests;
  } catch (err) {
    result.found.push(err.message);
  } finally {
    await Promise.all(programs.map((program) => program.stop()));
  }
  return result;
}

const results = [];
const queue = [...names];
await Promise.all(Array.from({ length: Number(options.parallel) }, async () => {
  for (let name = queue.shift(); name; name = queue.shift()) results.push(await run(name));
}));
results.sort((a, b) => (a.name < b.name ? -1 : 1));

const width = Math.max(7, ...results.map(({ name }) => name.length));
const row = (name, ...cells) => console.log(name.padEnd(width) + cells.map((cell) => String(cell).padStart(12)).join(''));
row('example', 'JavaScript', 'C++', 'ratio', 'requests', 'differences');
for (const { name, js, cpp, requests, found } of results) row(name, js, cpp, (cpp / js).toFixed(2), requests, found.length);
const total = (key) => results.reduce((sum, result) => sum + result[key], 0);
const ratio = total('cpp') / total('js');
row('all', total('js'), total('cpp'), ratio.toFixed(3), total('requests'), results.reduce((sum, { found }) => sum + found.length, 0));

for (const { name, found } of results) {
  for (const text of options.verbose ? found : found.slice(0, 8)) console.log(`FAILED  ${name}: ${text}`);
  if (!options.verbose && found.length > 8) console.log(`        ${name}: ${found.length - 8} more (--verbose shows all)`);
}
const tooLong = ratio > MOST_OVER_ALL;
if (tooLong) console.log(`FAILED  ${ratio.toFixed(3)} lines of C++ for one of JavaScript over all; at most ${MOST_OVER_ALL}`);
const failed = results.filter(({ found }) => found.length).length + Number(tooLong);
console.log(`${results.length + 1 - failed} passed, ${failed} failed`);
process.exit(Number(failed > 0));
