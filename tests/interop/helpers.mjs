// Helpers that need no server, beside npm's packages: ms, bytes, uuid, nanoid, dotenv, http-errors, debug, on inputs by hand and made up.
//   node helpers.mjs PROGRAM [--seed N] [--rounds N]
// PROGRAM is helper_lab. Ends with 'N passed, N failed'.
import { spawnSync } from 'node:child_process';
import { format, parseArgs } from 'node:util';
import bytes from 'bytes';
import createDebug from 'debug';
import dotenv from 'dotenv';
import createError from 'http-errors';
import ms from 'ms';
import { customRandom } from 'nanoid';
import * as uuid from 'uuid';

import { Report, ok, same } from './lib/report.mjs';

const { values: given, positionals: [program] } = parseArgs({
  allowPositionals: true, options: { seed: { type: 'string', default: '1' }, rounds: { type: 'string', default: '2000' } },
});
const rounds = Number(given.rounds);

let state = Number(given.seed) >>> 0;
const below = (n) => { state = (Math.imul(state, 1664525) + 1013904223) >>> 0; return Math.floor((state / 2 ** 32) * n); };
const pick = (list) => list[below(list.length)];
const times = (n, f) => Array.from({ length: n }, (_, i) => f(i));
const several = (list, most) => times(below(most + 1), () => pick(list)).join('');
const byteList = (n) => times(n, () => below(256));

// As helper_lab's Dice.
const dice = (seed) => (count) => {
  const random = [];
  for (let i = 0; i < count; i++) { seed = (Math.imul(seed, 1664525) + 1013904223) >>> 0; random.push(seed >>> 24); }
  return random;
};
const list = (value) => (ArrayBuffer.isView(value) ? [...value] : value);
const withBytes = (o) => ({ ...o, ...(o.random ? { random: Uint8Array.from(o.random) } : {}) });

// A line of a debugger, and what is named; the date is whenever it is.
const undated = (text) => text.replace(/\d{4}-\d\d-\d\dT[\d:.]+Z/, 'date');
function debugged([names, name, ...what], { colors, color, extend }) {
  createDebug.enable(names);
  let debug = createDebug(name), line = null;
  if (extend) debug = debug.extend(...extend);
  debug.useColors = colors;
  if (color) debug.color = color;
  debug.log = (...all) => { line = undated(format(...all)); };
  debug(...what);
  const found = { line, enabled: debug.enabled, namespace: debug.namespace, color: debug.color, names: createDebug.names, skips: createDebug.skips };
  return { ...found, env: process.env.DEBUG ?? null, was: createDebug.disable(), now: createDebug.enabled(name) };
}

// What npm's give for a line.
function wanted({ call, args, options }) {
  const [module, name] = call.split('.');
  if (module === 'ms') return ms(args[0], options);
  if (module === 'bytes') return name ? bytes[name](args[0], options) : bytes(args[0], options);
  if (module === 'uuid') {
    if (['v1', 'v4', 'v6', 'v7'].includes(name)) return uuid[name](withBytes(options));
    return list(uuid[name](...args.map((arg) => (Array.isArray(arg) && name !== 'validate' ? Uint8Array.from(arg) : arg))));
  }
  if (module === 'debug') return debugged(args, options);
  if (module === 'dotenv') return { ...dotenv.parse(args[0]) };
  if (module === 'nanoid') return customRandom(args[0], args[1], dice(options.seed))(args[2] ?? undefined);
  const e = createError(...args);
  return { text: String(e), status: e.status, statusCode: e.statusCode, expose: e.expose, http: createError.isHttpError(e) };
}
function answer(line) {
  try {
    const value = wanted(line);
    return JSON.parse(JSON.stringify({ value, type: typeof value }));
  } catch (err) {
    return JSON.parse(JSON.stringify({ error: String(err), code: err.code }));
  }
}

const numbers = () => pick([0, 1, -1, 0.5, 999, 1000, 1023, 1024, 1025, 59999, 60000, 1e6, 2 ** 30, 2 ** 40, 2 ** 50, 2 ** 53, 1e21, -1536.25, below(1e9), below(1e9) / 8, -below(2 ** 31), below(1e9) * 4096]);
const units = ['', 'ms', 'msec', 'msecs', 'millisecond', 'milliseconds', 's', 'sec', 'secs', 'second', 'seconds', 'm', 'min', 'mins', 'minute', 'minutes', 'h', 'hr', 'hrs', 'hour', 'hours', 'd', 'day', 'days', 'w', 'week', 'weeks', 'y', 'yr', 'yrs', 'year', 'years', 'mo', 'D', 'Hours', 'x'];
const sizes = ['', 'b', 'kb', 'KB', 'Mb', 'gb', 'TB', 'pb', 'k', 'kib', ' ', 'x'];
const amounts = ['1', '10', '1.5', '.5', '5.', '-1', '+1', '-.5', '1e3', '0', '007', '1,000', '', '-', '.', '1.2.3', '123456789'];
const blanks = ['', '', '', ' ', '  ', '\t', '\n'];
const others = [null, true, false, '', [], {}, [1], '1 2', '☃', 'null'];

const uuids = ['00000000-0000-0000-0000-000000000000', 'ffffffff-ffff-ffff-ffff-ffffffffffff', 'FFFFFFFF-ffff-FFFF-ffff-ffffffffffff', 'd9428888-122b-11e1-b85c-61cd3cbb3210', '', 'x', '6ba7b810-9dad-11d1-80b4-00c04fd430c8 ', '00000000-0000-0000-0000-00000000000g'];
const someUuid = () => pick([() => pick(uuids), () => uuid.v4(), () => uuid.v1(), () => uuid.v7().toUpperCase(), () => {
  const text = uuid.v4(), at = below(text.length);
  return text.slice(0, at) + pick(['0', '9', 'f', 'g', '-', '']) + text.slice(at + 1);
}])();
const timeOptions = () => ({
  node: byteList(6), clockseq: below(0x4000), msecs: pick([0, 1e12, 1321644961388, 2 ** 41, below(2 ** 31)]), nsecs: below(10000), random: byteList(16),
});

const envPieces = ['A', 'B', 'KEY', 'n.a-m_e', '=', '=', '=', ':', ': ', ' ', ' ', '\n', '\n', '\n', '\r\n', '\r', '\t', "'", "'", '"', '"', '`', '#', ' #', '\\', "\\'", '\\"', '\\n', '\\r', 'export ', 'export', 'x', '1', 'ä', '\u00a0', '\u2028', '\ufeff', '$A', 'A=1\n', "B='two words'\n", 'C="a\nb"\n', '\n\n', '# c\n', '{"a":1}', '=='];

const topics = () => times(1 + below(4), () => pick(['', '-', '-']) + times(1 + below(4), () => pick(['a', 'b', 'ab', ':', '*', '*', 'é', '😀'])).join('')).join(pick([',', ' ', ', ', ',,', '\n']));
const printed = () => pick([1, -0.5, 1e21, 0, 'text', '', "it's", '2.5', 'two\nlines', true, null, [], {}, [1, [2, [3, [4, [5]]]]], { a: 1, b: { c: { d: { e: 1 } } } }, { 'x y': 'z' }, times(8, (i) => ({ id: i, name: `name ${i}` })), times(30, (i) => i), { long: 'x'.repeat(90), other: 'y' }]);
const patterns = ['%s', '%d', '%i', '%f', '%j', '%o', '%O', '%%', '%c', '%x', '%', '%1', 'text', ' ', '\n', '☃'];

const lines = {
  debug: [
    ...times(rounds, () => ({ call: 'debug', args: [topics(), pick(['a', 'b', 'a:b', 'ab', 'a:b:a', 'é', '😀']), 'x'], options: { colors: false } })),
    ...times(rounds, () => ({ call: 'debug', args: ['*', pick(['a', 'b:c', 'é', '%s']), below(8) ? several(patterns, 6) : printed(), ...times(below(4), printed)], options: { colors: below(2) === 1, color: pick([0, 1, 7, 8, 200]) } })),
    ...times(rounds / 10, () => ({ call: 'debug', args: ['*', 'a', 'x'], options: { colors: true, extend: pick([['b'], ['b', ''], ['b', '/'], ['']]) } })),
  ],
  ms: [
    ...times(rounds, () => ({ call: 'ms', args: [pick(blanks) + pick(amounts) + pick(blanks) + pick(units) + pick(blanks)], options: {} })),
    ...times(rounds / 2, () => ({ call: 'ms', args: [numbers()], options: { long: below(2) === 1 } })),
    ...others.map((value) => ({ call: 'ms', args: [value], options: {} })),
  ],
  bytes: [
    ...times(rounds, () => ({ call: pick(['bytes', 'bytes.parse']), args: [pick(blanks) + pick(amounts) + pick(blanks) + pick(sizes)], options: {} })),
    ...times(rounds, () => ({
      call: pick(['bytes', 'bytes.format']), args: [numbers()],
      options: Object.fromEntries(Object.entries({
        decimalPlaces: below(6), fixedDecimals: below(2) === 1, thousandsSeparator: pick([',', ' ', '.', '']), unit: pick(['', 'b', 'KB', 'mB', 'tb', 'x']), unitSeparator: pick(['', ' ', '\t']),
      }).filter(() => below(2))),
    })),
    ...others.flatMap((value) => ['bytes', 'bytes.parse', 'bytes.format'].map((call) => ({ call, args: [value], options: {} }))),
  ],
  'uuid of names': times(rounds / 2, () => ({ call: pick(['uuid.v3', 'uuid.v5']), args: [pick(['', 'x', 'hello.example.com', 'äöü☃😀', byteList(below(40))]), pick([uuid.v5.DNS, uuid.v5.URL, someUuid(), byteList(16), byteList(3)])] })),
  'uuid of times': times(rounds / 2, () => {
    const call = pick(['uuid.v1', 'uuid.v6', 'uuid.v7', 'uuid.v4']), o = timeOptions();
    if (call === 'uuid.v7') return { call, args: [], options: { msecs: o.msecs, seq: below(2 ** 32) - (below(2) ? 2 ** 32 : 0), random: o.random } };
    return { call, args: [], options: call === 'uuid.v4' ? { random: byteList(below(4) ? 16 : 15) } : o };
  }),
  'uuid as text and bytes': times(rounds, () => {
    const call = pick(['uuid.validate', 'uuid.version', 'uuid.parse', 'uuid.stringify', 'uuid.v1ToV6', 'uuid.v6ToV1']);
    return { call, args: [call === 'uuid.stringify' || (call.includes('ToV') && below(2)) ? byteList(16) : someUuid()] };
  }),
  nanoid: times(rounds / 4, () => ({ call: 'nanoid', args: [pick(['ab', 'abc', '0123456789', 'abcdefghijklmnop', 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz', 'äöüß']), 1 + below(30), pick([null, 0, 1, 5, 40])], options: { seed: below(2 ** 31) } })),
  dotenv: [
    ...times(rounds * 4, () => ({ call: 'dotenv', args: [several(envPieces, 14)] })),
    ...times(rounds, () => ({ call: 'dotenv', args: [several(envPieces, 60)] })),
  ],
  'createError': [
    ...times(620, (status) => ({ call: 'createError', args: [status] })),
    ...[400, 404, 418, 500, 503, 599].flatMap((status) => ['x', ''].map((text) => ({ call: 'createError', args: [status, text] }))),
    ...['text', ''].map((text) => ({ call: 'createError', args: [text] })),
  ],
};

const report = new Report();
for (const [name, asked] of Object.entries(lines)) {
  await report.check(name, () => {
    const done = spawnSync(program, { input: asked.map((line) => JSON.stringify(line)).join('\n') + '\n', encoding: 'utf8', maxBuffer: 1 << 28 });
    ok(done.status === 0, `${program} ended with ${done.status ?? done.signal}: ${done.stderr}`);
    const got = done.stdout.trimEnd().split('\n').map((line) => JSON.parse(line));
    ok(got.length === asked.length, `${asked.length} lines, ${got.length} answers`);
    asked.forEach((line, i) => same(got[i], answer(line), JSON.stringify(line)));
  });
}
// Whole processes, under the variables that debug reads: what stands on standard error. Only the time that has passed is theirs.
const said = [['one', { a: { b: { c: { d: 1 } } } }], ['%o %O', { a: [1, 2, { b: 'x' }] }, { c: { d: { e: { f: 1 } } } }], ['two\nlines %d', 5], [[1, 2, 3]], ['%s']];
const script = `const createDebug = require('debug');
for (const name of ['lab:a', 'lab:b', 'other']) for (const line of ${JSON.stringify(said)}) createDebug(name)(...line);`;
const environments = [
  {}, { DEBUG: 'lab:*' }, { DEBUG: '*,-lab:b' }, { DEBUG: '*', DEBUG_HIDE_DATE: 'yes' }, { DEBUG: 'lab:a other', DEBUG_COLORS: 'on' }, { DEBUG: '*', DEBUG_DEPTH: '0' },
  { DEBUG: '*', DEBUG_COLORS: 'true', DEBUG_DEPTH: 'null', DEBUG_HIDE_DATE: 'ENABLED' }, { DEBUG: 'lab:a', debug_colors: 'no', Debug_Hide_Date: '1' }, { DEBUG: '*', DEBUG_SHOW_HIDDEN: 'yes' },
  { DEBUG: '*', DEBUG_DEPTH: 'x' },
];
for (const env of environments) {
  await report.check(`debug with ${JSON.stringify(env)}`, () => {
    const shown = (done) => done.stderr.replace(/\d{4}-\d\d-\d\dT[\d:.]+Z/g, 'date').replace(/\+\d+ms/g, '+0ms');
    const own = { PATH: process.env.PATH, ...env };
    const theirs = spawnSync('node', ['-e', script], { env: own, encoding: 'utf8' });
    const asked = ['lab:a', 'lab:b', 'other'].flatMap((name) => said.map((line) => JSON.stringify({ call: 'debug.print', args: [name, ...line], options: {} })));
    const ours = spawnSync(program, { env: own, input: asked.join('\n') + '\n', encoding: 'utf8' });
    ok(theirs.status === 0 && ours.status === 0, `they ended with ${theirs.status} and ${ours.status}: ${theirs.stderr}`);
    same(shown(ours), shown(theirs), 'standard error');
  });
}
process.exit(report.end() ? 0 : 1);
