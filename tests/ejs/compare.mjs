// Renders the same with npm's ejs and with ours, and compares byte for byte.
//   node compare.mjs --lab PROGRAM --views FOLDER [--engine quickjs] [--random N] [--seed N] [--only GROUP] [--verbose]
// Where the words of an engine are not Node's, the place in the template and the rest of the message still must be the same: docs/differences.md.
// Ends with 'N passed, N failed'.
import { spawn } from 'node:child_process';
import readline from 'node:readline';
import { parseArgs } from 'node:util';

import { allCases } from './cases.mjs';

const { values: given } = parseArgs({
  options: {
    lab: { type: 'string' }, views: { type: 'string' }, engine: { type: 'string', default: 'javascriptcore' }, random: { type: 'string', default: '300' },
    seed: { type: 'string', default: '1' }, only: { type: 'string' }, verbose: { type: 'boolean' },
  },
});
const quickjs = given.engine === 'quickjs';
// What the QuickJS of 2021 in npm's qjsc does not know; quickjs-ng knows all but Intl.
const unknown = /none\?\.\(\)|toLocale|Intl|localeCompare|\.at\(|findLast|hasOwn\(|toSorted|#p/;

async function answers(command, requests) {
  const child = spawn(command[0], command.slice(1), { stdio: ['pipe', 'pipe', 'inherit'], env: { ...process.env, TZ: 'UTC', LC_ALL: 'C.UTF-8' } });
  const ended = new Promise((resolve) => child.on('exit', (code, signal) => resolve(signal ?? code)));
  child.stdin.on('error', () => {});
  child.stdin.end(requests.map((one) => JSON.stringify(one) + '\n').join(''));
  const lines = [];
  for await (const line of readline.createInterface({ input: child.stdout })) {
    if (line.startsWith('{')) lines.push(JSON.parse(line));
  }
  const how = await ended;
  if (how !== 0 || lines.length !== requests.length) console.log(`${command.join(' ')} ended with ${how} after ${lines.length} of ${requests.length} answers; then came ${JSON.stringify(requests[lines.length])}`);
  return lines;
}

// Of a message the place before the engine's words, and what ejs adds behind them.
const around = (message) => String(message).replace(/(^|\n\n)[^\n]*(?= in | while compiling ejs|$)/, '$1…');
// Whether an error is of the engine's own words: of syntax, or of a kind that is worded otherwise.
const wordless = (told, one) => told.error && (told.error.name === 'SyntaxError' ? one.words || one.loose : one.loose || (one.words && told.error.name === 'TypeError'));

function same(ours, nodes, one) {
  if (!ours) return false;
  if (wordless(nodes, one) && ours.error) {
    return ours.error.name === nodes.error.name && ours.error.path === nodes.error.path && around(ours.error.message) === around(nodes.error.message);
  }
  return JSON.stringify(normal(ours)) === JSON.stringify(normal(nodes));
}
const normal = ({ text, type, error }) => error ? [error.name, error.message, error.path, error.status, error.code] : [text, type];

const cases = [...allCases(given.views, { count: Number(given.random), seed: Number(given.seed) })]
  .filter((one) => (!given.only || one.group === given.only) && !(quickjs && (unknown.test(one.feature ?? '') || one.zone)));
const [ours, nodes] = await Promise.all([answers(given.lab.split(' '), cases), answers(['node', new URL('lab.js', import.meta.url).pathname], cases)]);
let passed = 0, failed = 0;
for (const [i, one] of cases.entries()) {
  if (same(ours[i], nodes[i], one)) {
    passed++;
    continue;
  }
  failed++;
  if (failed <= 40 || given.verbose) console.log(`FAILED  ${JSON.stringify(one)}\n        ours ${JSON.stringify(ours[i])}\n        npm  ${JSON.stringify(nodes[i])}`);
}
console.log(`${passed} passed, ${failed} failed`);
process.exitCode = failed ? 1 : 0;
