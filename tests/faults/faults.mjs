// node faults.mjs FOLDER PROGRAMS WORK mount|limit TIMES [PART [ONLY]]: all of the suite, or `endings`, `serving`, `memory` alone. FOLDER
// has the reference's programs beside express, PROGRAMS ours; WORK has certificates and disk, which is small (mount) or not.
import fs from 'node:fs';
import { endings } from './endings.mjs';
import { memory } from './memory.mjs';
import { serving } from './serving.mjs';
import { judge } from './tools.mjs';

const [folder, programs, work, small, times, part, only] = process.argv.slice(2);
const certs = `${work}/certificates`, disk = `${work}/disk`;
const sanitized = !!process.env.SANITIZED;
const ours = (name) => `${programs}/${name}-app`;
if (!part || part === 'endings') await endings([`${folder}/endings_app.cjs`, ours('endings')], certs, fs.openSync('/dev/full', 'w'), { only });
if (!part || part === 'serving') await serving(`${folder}/faults_app.mjs`, ours('faults'), { certs, work, disk, small, only });
if (!part || part === 'memory') {
  fs.mkdirSync(`${work}/memory/public`, { recursive: true });
  for (const name of ['big.bin', 'public/big.bin']) fs.writeFileSync(`${work}/memory/${name}`, Buffer.alloc(16_000_000, 'f'));
  await memory(ours('faults'), { FOLDER: `${work}/memory`, CERTS: certs, DISK: disk }, { times: Number(times), sanitized });
}
judge.tell();
