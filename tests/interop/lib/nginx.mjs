// nginx with the site that examples/redis-sessions shows, on ports of the tests' own.
import { mkdtempSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';

import { answers, run, until } from './apps.mjs';

export async function startNginx(site, front, ports) {
  const dir = mkdtempSync('/tmp/crema-interop-');
  mkdirSync(`${dir}/temp`);
  const text = readFileSync(site, 'utf8').replace('listen 80;', `listen 127.0.0.1:${front};`).replace(':3000;', `:${ports[0]};`).replace(':3001;', `:${ports[1]};`);
  const temp = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'].map((name) => `${name}_temp_path ${dir}/temp/${name};`).join(' ');
  writeFileSync(`${dir}/nginx.conf`, `daemon off; pid ${dir}/pid; error_log ${dir}/error.log;\nevents {}\nhttp { access_log off; ${temp}\n${text} }\n`);
  const nginx = run(['nginx', '-p', dir, '-c', `${dir}/nginx.conf`, '-e', `${dir}/error.log`]);
  await until(`nginx on port ${front}: ${nginx.output}`, () => answers(front));
  return nginx;
}
