// The files that middleware of both programs serves.
import fs from 'node:fs';
import path from 'node:path';

export function makeFolder(folder) {
  const files = {
    'icon.ico': Buffer.from(Array.from({ length: 300 }, (_, i) => i % 256)), 'small.txt': 'small\n', 'big.txt': 'a line of text\n'.repeat(2000), 'big.json': JSON.stringify(Array(2000).fill('x')), 'picture.png': Buffer.alloc(3000, 7), '.hidden/secret': 'x', '.dot': 'x', 'page.html': '<p>', 'archive.tar.gz': 'x',
    'odd names/a b.txt': 'x', 'odd names/ä.txt': 'x', 'odd names/<b>.txt': 'x', 'odd names/%41.txt': 'x', 'odd names/a&b"c.txt': 'x', 'odd names/#hash': 'x', 'odd names/10.txt': 'x', 'odd names/9.txt': 'x', 'odd names/Z.txt': 'x', 'odd names/a?b': 'x', "odd names/it's.css": 'x', 'odd names/日本.js': 'x', 'odd names/B/x': 'x', 'odd names/_under': 'x',
    'sub/file.js': '1;', 'sub/deep/one.md': '# x', 'sub/deep/two.pdf': 'x', 'sub/deep/three.MP3': 'x',
  };
  fs.rmSync(folder, { recursive: true, force: true });
  for (const [name, content] of Object.entries(files)) {
    fs.mkdirSync(path.join(folder, path.dirname(name)), { recursive: true });
    fs.writeFileSync(path.join(folder, name), content);
    fs.utimesSync(path.join(folder, name), 1767225600, 1767225600);
  }
  fs.mkdirSync(path.join(folder, 'empty'));
  for (const name of ['sub', 'sub/deep', 'odd names', 'odd names/B', 'empty', '.hidden']) fs.utimesSync(path.join(folder, name), 1767225600, 1767225600);
}
