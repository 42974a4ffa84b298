// Draws what bench.mjs wrote (--out FILE.json) as SVG: plot.mjs FILE.json FOLDER. Medians of the rounds, one picture a figure.
// What else the folder holds stays; the tables of docs/performance.md are printed.
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { cpuCell, median, rateCell, summary } from './lib/report.mjs';

const [source, folder] = process.argv.slice(2);
if (!source || !folder) {
  console.error('usage: node plot.mjs FILE.json FOLDER');
  process.exit(2);
}
const run = JSON.parse(readFileSync(source, 'utf8'));

const COLOURS = ['#1f5fa8', '#7aa6d6', '#b8cfe8', '#c9b27c', '#a8562f', '#7d3c1e', '#666666', '#999999'];
const ROW = 15, GAP = 12, LEFT = 90, WIDE = 560, TOP = 64;
const escape = (text) => text.replace(/[&<>]/g, (sign) => `&#${sign.charCodeAt(0)};`);

// A bar for each server, by route, on a logarithmic scale: the slowest is a hundred times the fastest.
function bars(title, unit, routes, value, text) {
  const servers = [...new Set(Object.values(routes).flatMap((one) => Object.keys(one)))];
  const found = Object.entries(routes).map(([route, one]) => [route, servers.filter((name) => one[name]).map((name) => [name, value(one[name])])]);
  const all = found.flatMap(([, row]) => row.map(([, number]) => number));
  const low = 10 ** Math.floor(Math.log10(Math.min(...all))), high = 10 ** Math.ceil(Math.log10(Math.max(...all)));
  const x = (number) => (WIDE * Math.log10(number / low)) / Math.log10(high / low);
  const out = [];
  let y = TOP;
  for (const [route, row] of found) {
    out.push(`<text x="${LEFT - 8}" y="${y + 12}" text-anchor="end" font-weight="bold">${escape(route)}</text>`);
    for (const [name, number] of row) {
      const wide = Math.max(1, x(number));
      out.push(`<rect x="${LEFT}" y="${y}" width="${wide.toFixed(1)}" height="${ROW - 2}" fill="${COLOURS[servers.indexOf(name) % COLOURS.length]}"/>`,
        `<text x="${(LEFT + wide + 4).toFixed(1)}" y="${y + 11}">${escape(text(number))}</text>`);
      y += ROW;
    }
    y += GAP;
  }
  const lines = [];
  for (let tick = low; tick <= high * 1.001; tick *= 10) {
    const at = (LEFT + x(tick)).toFixed(1);
    lines.push(`<line x1="${at}" y1="${TOP - 6}" x2="${at}" y2="${y - GAP}" stroke="#dddddd"/>`);
  }
  let at = LEFT;
  const legend = servers.map((name, i) => {
    const item = `<rect x="${at}" y="36" width="10" height="10" fill="${COLOURS[i % COLOURS.length]}"/><text x="${at + 14}" y="45">${escape(name)}</text>`;
    at += 30 + name.length * 6;
    return item;
  });
  const width = Math.max(LEFT + WIDE + 80, at);
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${y}" font-family="sans-serif" font-size="11">
<rect width="100%" height="100%" fill="white"/>
<text x="${LEFT}" y="20" font-size="14" font-weight="bold">${escape(`${title}, ${unit}; each line is ten times the one before`)}</text>
${[...legend, ...lines, ...out].join('\n')}
</svg>
`;
}

const of = (key) => (rounds) => median(rounds.map((round) => round[key]));
const short = (number) => (number >= 1e6 ? `${(number / 1e6).toFixed(1)} M` : number >= 1e4 ? `${(number / 1e3).toFixed(0)} k` : number >= 1e3 ? `${(number / 1e3).toFixed(1)} k` : number.toPrecision(3));
mkdirSync(folder, { recursive: true });
writeFileSync(join(folder, 'cpu.svg'), bars('CPU a request', 'µs (less is better)', run.routes, of('cpu'), short));
writeFileSync(join(folder, 'rate.svg'), bars('Requests a second on one core', 'more is better', run.routes, of('rate'), short));
console.log(`${summary(run.routes, cpuCell)}\n\n${summary(run.routes, rateCell)}`);
