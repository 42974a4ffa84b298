// What the steps of the suite share.
import net from 'node:net';

export const sleep = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

export async function until(test, ms = 15_000) {
  for (const end = Date.now() + ms; !test();) {
    if (Date.now() > end) throw new Error(`in vain: ${test}`);
    await sleep(5);
  }
}

// A free port with a free one behind it.
const given = new Set();
export function freePort() {
  return new Promise((resolve, reject) => {
    const first = net.createServer().on('error', reject).listen(0, '127.0.0.1', () => {
      const { port } = first.address();
      const second = net.createServer().on('error', () => first.close(() => resolve(freePort())));
      second.listen(port + 1, '127.0.0.1', () => second.close(() => first.close(() => {
        if (port > 65000 || given.has(port) || given.has(port + 1) || given.has(port - 1)) return resolve(freePort());
        given.add(port);
        resolve(port);
      })));
    });
  });
}

// The reader of its standard output leaves after a moment.
export const closesSoon = () => ({ during: async ({ child, says }) => { await says('x'); child.stdout.destroy(); } });

// Counts a step; `wrong` is what is wrong with it, or null.
let good = 0, bad = 0;
export function judge(name, wrong) {
  if (wrong === null) return void good++;
  bad++;
  console.log(`FAILED  ${name}\n  ${wrong}`);
}
judge.tell = () => {
  console.log(`${good} passed, ${bad} failed`);
  process.exitCode = bad ? 1 : 0;
};
