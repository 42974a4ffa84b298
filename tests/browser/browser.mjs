#!/usr/bin/env node
// A browser visits examples as app.js under Node and as app.cpp: what it sees must be the same. README.md tells how.
//   node browser.mjs --root REPOSITORY --build BUILD --work FOLDER [--keep] [--show FOLDER] NAME…
// --keep writes examples/NAME/screenshot.png; --show writes all pictures. The last line is 'N passed, N failed'.
import fs from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { Chromium } from '../interop/lib/chromium.mjs';
import { Program } from '../porting/program.mjs';
import { flows, leftovers } from './flows.mjs';
import { HEIGHT, Page, WIDTH } from './page.mjs';
import { decode, difference, encode, sizeOf } from './png.mjs';

const MOST_BYTES = 30 * 1024;

const { values: options, positionals: names } = parseArgs({
  allowPositionals: true,
  options: { root: { type: 'string' }, build: { type: 'string' }, work: { type: 'string' }, keep: { type: 'boolean', default: false }, show: { type: 'string' } },
});

// What two visitors saw at one step, as sentences about what differs.
function compare(want, got) {
  const found = [];
  for (const key of ['what', 'status', 'hops', 'at', 'title', 'text', 'cookies']) {
    const [a, b] = [want[key], got[key]].map((value) => JSON.stringify(value));
    if (a !== b) found.push(`${want.what}: ${key} is ${a} under Node, and ${b}`);
  }
  if (want.png.equals(got.png)) return found;
  const pictures = [decode(want.png), decode(got.png)];
  const sizes = pictures.map(({ width, height }) => `${width}×${height}`);
  if (sizes[0] !== sizes[1]) return [...found, `${want.what}: the picture has ${sizes[0]} pixels under Node, and ${sizes[1]}`];
  const { count, first } = difference(...pictures);
  if (count) found.push(`${want.what}: ${count} pixels differ, the first at ${first.x}, ${first.y}`);
  return found;
}

// The picture that the README shows.
function checkKept(name) {
  const folder = path.join(options.root, 'examples', name);
  const file = path.join(folder, 'screenshot.png');
  if (!fs.existsSync(file)) return ['there is no screenshot.png: tests/browser/run.sh --keep makes it'];
  const found = [];
  const png = fs.readFileSync(file);
  const { width, height } = sizeOf(png);
  if (width !== WIDTH || height !== HEIGHT) found.push(`screenshot.png has ${width}×${height} pixels, not ${WIDTH}×${HEIGHT}`);
  if (png.length > MOST_BYTES) found.push(`screenshot.png has ${png.length} bytes; at most ${MOST_BYTES}`);
  if (!fs.readFileSync(path.join(folder, 'README.md'), 'utf8').includes('(screenshot.png)')) found.push('README.md does not show screenshot.png');
  return found;
}

function show(name, kind, page) {
  const folder = path.join(options.show, name);
  fs.mkdirSync(folder, { recursive: true });
  page.seen.forEach(({ png }, i) => fs.writeFileSync(path.join(folder, `${String(i + 1).padStart(2, '0')}-${kind}.png`), png));
}

// One example under Node and as built, each with a browser of its own, at the same time.
async function run(name, browsers) {
  const plan = { files: leftovers, ports: [], needs: [], env: {} };
  const common = { name, plan, env: {}, source: path.join(options.root, 'examples', name), executable: path.join(options.build, 'examples', name), buildPath: path.relative(options.root, options.build) };
  const programs = ['node', 'crema'].map((kind) => new Program({ ...common, kind, place: path.join(options.work, name, kind) }));
  const pages = [];
  try {
    await Promise.all(programs.map((program) => program.start()));
    await Promise.all(programs.map(async ({ kind, ports }, k) => {
      pages[k] = new Page(browsers[k], `http://localhost:${ports.PORT}`);
      try {
        await pages[k].begin();
        await flows[name](pages[k]);
      } catch (err) {
        throw new Error(`${kind === 'node' ? 'app.js' : 'app.cpp'}: ${err.message}`);
      }
    }));
    const [want, got] = pages;
    const found = want.seen.flatMap((step, i) => compare(step, got.seen[i]));
    if (options.keep && !found.length) fs.writeFileSync(path.join(common.source, 'screenshot.png'), encode(decode(got.kept)));
    return { steps: want.seen.length, found: [...found, ...checkKept(name)] };
  } catch (err) {
    return { steps: pages[0]?.seen.length ?? 0, found: [err.message] };
  } finally {
    if (options.show) pages.forEach((page, k) => show(name, programs[k].kind, page));
    await Promise.all(programs.map((program) => program.stop()));
  }
}

const browsers = [new Chromium(), new Chromium()];
let failed = 0;
try {
  await Promise.all(browsers.map((browser) => browser.open()));
  for (const name of names) {
    const { steps, found } = await run(name, browsers);
    console.log(`${found.length ? 'FAILED' : 'ok    '}  ${name}: ${steps} steps`);
    found.slice(0, 12).forEach((text) => console.log(`        ${text}`));
    failed += Number(found.length > 0);
  }
} finally {
  await Promise.all(browsers.map((browser) => browser.stop()));
}
console.log(`${names.length - failed} passed, ${failed} failed`);
process.exit(Number(failed > 0));
