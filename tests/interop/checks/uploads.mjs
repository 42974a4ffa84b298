// multer of npm and ours get the same forms and are to answer the same.
import { execFile } from 'node:child_process';
import fs from 'node:fs';
import { promisify } from 'node:util';
import axios from 'axios';
import FormData from 'form-data';
import * as undici from 'undici';

import { sleep, until } from '../lib/apps.mjs';
import { Chromium } from '../lib/chromium.mjs';
import { begin, field, file, form, send, type } from '../lib/forms.mjs';
import { ok, same } from '../lib/report.mjs';
import { forms, onFullDisk, withOptions } from './upload-forms.mjs';

const run = promisify(execFile);
const get = async (port, path) => (await fetch(`http://127.0.0.1:${port}${path}`)).json();

// Names that each program makes up. A file that could not be written npm's may try to remove all the same, by the way things
// happen to fall out, and tells that it could not.
const masked = ({ status, body }) => ({
  status,
  body: body.replace(/'[^']*'/g, "'…'").replace(/"storageErrors":\[("ENOENT: no such file or directory, unlink '…'",?)+\]/, '"storageErrors":[]'),
});

// What comes behind an error in the same piece still goes into req.body, and what stands behind the end of the form in the same
// piece is still read: where pieces begin is a matter of chance once the body is split.
const masksBody = (answer, split) => (split && answer.status === 500 ? { ...answer, body: answer.body.replace(/"body":.*/, '') } : answer);

async function compare(reference, candidate, body, how = {}) {
  const [want, got] = await Promise.all([send(reference.port, body, how).catch(() => null), send(candidate.port, body, how)]);
  if (!want) return ok(got.status === 500, 'where npm never answers (a file begins behind the end), ours does');
  same(masksBody(masked(got), how.split), masksBody(masked(want), how.split), `split ${how.split ?? 0}`);
}

async function leavesNothing(apps) {
  for (const app of apps) await until('an empty folder', async () => (await get(app.port, '/left')).length === 0, 5000);
}

async function table(report, name, list, reference, candidate) {
  for (const [what, body, how = {}] of list) {
    await report.check(`${name}: ${what}`, async () => {
      await compare(reference, candidate, body, how);
      if (body.length < 3000) await compare(reference, candidate, body, { ...how, split: 1 });
      if (body.length < 300000) await compare(reference, candidate, body, { ...how, split: 7 });
    });
  }
  await report.check(`${name}: nothing is left`, () => leavesNothing([reference, candidate]));
}

// Forms that are cut, doubled and mixed at random, from a seed.
async function random(report, name, reference, candidate, seed, rounds) {
  let state = seed;
  const below = (n) => { state = (Math.imul(state, 1664525) + 1013904223) >>> 0; return state % n; };
  const pick = (list) => list[below(list.length)];
  const pool = [...forms, ...withOptions].filter(([, body]) => body.length > 0 && body.length < 2000);
  const spice = ['\r\n', '\r', '\n', '--', '-', '\r\n--X', '--X', '\r\n--X--', '\r\n\r\n', '"', ';', '=', ':', ' ', '\\', '%', '\0', '\xff', 'name="b"', 'Content-Disposition: form-data; name="z"', '[', ']', '[]', '[0]'].map((text) => Buffer.from(text, 'latin1'));
  for (let i = 0; i < rounds; i++) {
    let [, body, how = {}] = pick(pool);
    for (let n = 1 + below(4); n > 0; n--) {
      const at = below(body.length + 1), end = at + below(8);
      const more = below(2) ? pick(spice) : pick(pool)[1].subarray(0, below(300));
      body = Buffer.concat([body.subarray(0, at), more, body.subarray(below(3) ? at : end)]);
    }
    await report.check(`${name}: random ${seed}/${i}`, async () => {
      const split = below(3) ? 0 : 1 + below(40);
      try {
        await compare(reference, candidate, body, how);
        if (!split) return;
        const [whole, pieces] = (await Promise.all([0, split].map((n) => send(reference.port, body, { ...how, split: n })))).map(masked);
        if (whole.status === pieces.status && whole.body === pieces.body) await compare(reference, candidate, body, { ...how, split });
      } catch (err) {
        err.message += `\n${JSON.stringify(body.toString('latin1'))}\n${JSON.stringify(how)}`;
        throw err;
      }
    });
  }
}

// ---- clients as people have them ---------------------------------------------------------------------------------------------

const texts = { plain: 'hello', empty: '', 'ünï': 'cödé ☃', 'a[b]': 'nested', 'quo"te': 'x', lines: 'a\r\nb\nc' };
const filesOf = (folder) => {
  const list = { 'plain.txt': 'some text', 'empty.dat': '', 'ünïcode ☃.txt': 'x', 'quo"te.txt': 'q', "apo'strophe.bin": Buffer.from([0, 13, 10, 45, 45, 255]), 'large.bin': Buffer.alloc(300000, 'crlf\r\n') };
  fs.mkdirSync(folder, { recursive: true });
  for (const [name, content] of Object.entries(list)) fs.writeFileSync(`${folder}/${name}`, content);
  return Object.keys(list).map((name) => ({ name, path: `${folder}/${name}`, content: list[name] }));
};

const escaped = (text) => text.replace(/[&"<]/g, (c) => `&#${c.charCodeAt(0)};`).replace(/\r/g, '&#13;').replace(/\n/g, '&#10;');

const clients = {
  // A form that somebody fills in and sends.
  async chromium(url, list, options) {
    const browser = new Chromium();
    try {
      const fields = Object.entries(texts).map(([name, value]) => `<textarea name="${escaped(name)}">${escaped(value)}</textarea>`).join('');
      const html = `<meta charset="utf-8"><form method="post" enctype="multipart/form-data" action="${url}">${fields}<input type="file" name="file" multiple><input type="file" name="other"><button name="send" value="yes">Send</button></form>`;
      return JSON.parse(await browser.visit(html, { 'X-Options': options }, async (page) => {
        await page.setFiles('input[name=file]', list.map(({ path }) => path));
        await page.call('Runtime.evaluate', { expression: 'document.querySelector("button").click()', userGesture: true });
      }));
    } finally {
      await browser.stop();
    }
  },
  async curl(url, list, options) {
    const args = ['-s', '-H', `X-Options: ${options}`];
    for (const [name, value] of Object.entries(texts)) args.push('--form-string', `${name}=${value}`);
    for (const { path } of list) args.push('-F', `file=@"${path.replace(/["\\]/g, '\\$&')}"`);
    args.push('-F', `other=@${list[0].path};type=image/png;filename=renamed.png`, url);
    return JSON.parse((await run('curl', args)).stdout);
  },
  async axios(url, list, options) {
    const body = new FormData();
    for (const [name, value] of Object.entries(texts)) body.append(name, value);
    for (const { path, name } of list) body.append('file', fs.createReadStream(path), { filename: name });
    body.append('buffer', Buffer.from('b'), { filename: 'b.bin', contentType: 'x/y' });
    return (await axios.post(url, body, { headers: { ...body.getHeaders(), 'X-Options': options }, maxBodyLength: Infinity })).data;
  },
  async fetch(url, list, options) {
    const body = new globalThis.FormData();
    for (const [name, value] of Object.entries(texts)) body.append(name, value);
    for (const { name, content } of list) body.append('file', new Blob([content], { type: 'text/x-test' }), name);
    body.append('other', new Blob(['no name']));
    return (await fetch(url, { method: 'POST', body, headers: { 'X-Options': options } })).json();
  },
  async undici(url, list, options) {
    const body = new undici.FormData();
    for (const [name, value] of Object.entries(texts)) body.append(name, value);
    for (const { name, content } of list) body.append('file', new File([content], name, { type: 'application/x-test' }));
    return (await undici.request(url, { method: 'POST', body, headers: { 'X-Options': options } })).body.json();
  },
  async requests(url, list, options) {
    const program = `
import json, sys, requests
url, options, texts, files = sys.argv[1], sys.argv[2], json.loads(sys.argv[3]), json.loads(sys.argv[4])
parts = [('file', (f['name'], open(f['path'], 'rb'))) for f in files] + [('other', ('t.html', 'x', 'text/html', {'X-Part': '1'}))]
print(json.dumps(requests.post(url, data=texts, files=parts, headers={'X-Options': options}).json()))`;
    const args = ['-c', program, url, options, JSON.stringify(texts), JSON.stringify(list.map(({ name, path }) => ({ name, path })))];
    return JSON.parse((await run('python3', args)).stdout);
  },
};

async function realClients(report, reference, candidate, folder) {
  const list = filesOf(folder);
  const has = async (...command) => run(command[0], command.slice(1)).then(() => true, () => false);
  const there = { chromium: await has('chromium', '--version'), curl: await has('curl', '--version'), axios: true, fetch: true, undici: true, requests: await has('python3', '-c', 'import requests') };
  for (const [name, post] of Object.entries(clients)) {
    if (!there[name]) { console.log(`${name} is not installed: left out`); continue; }
    for (const options of [{}, { storage: 'disk', defParamCharset: 'utf8' }]) {
      await report.check(`${name} with ${JSON.stringify(options)}`, async () => {
        const [want, got] = await Promise.all([reference, candidate].map((app) => post(`http://127.0.0.1:${app.port}/upload`, list, JSON.stringify(options))));
        ok(want.files?.length >= list.length, `npm's multer found the files: ${JSON.stringify(want)}`);
        same(got, want, name);
      });
    }
  }
}

// ---- clients who leave, filters that fall, size ------------------------------------------------------------------------------

async function fullDisk(report, apps, folders) {
  for (const form of onFullDisk) {
    const links = folders.map((folder) => `${folder}/full`);
    links.forEach((link) => fs.symlinkSync('/dev/full', link));
    await report.check(`a full disk: ${form[0]}`, () => compare(...apps, form[1], form[2]));
    links.forEach((link) => fs.rmSync(link, { force: true }));
  }
}

async function leavers(report, apps) {
  const body = form([field('a', '1'), file('file', 'done.txt', 'x'.repeat(1000)), file('file', 'f', 'y'.repeat(900000))]);
  for (const storage of ['disk', 'named', 'flushed', 'memory', 'counting']) {
    for (const at of [100, 200, 1300, 2000, 70000, body.length - 20]) {
      await report.check(`a client leaves after ${at} bytes, ${storage}`, async () => {
        const sockets = apps.map((app) => begin(app.port, body.subarray(0, at), body.length, { storage }));
        await sleep(at % 3 ? 0 : 30);
        sockets.forEach((socket) => socket.destroy());
      });
    }
  }
  await report.check('a crowd leaves', async () => {
    const sockets = apps.flatMap((app) => Array.from({ length: 60 }, (_, i) => begin(app.port, body.subarray(0, 500 + i * 10000), body.length, { storage: 'disk' })));
    await sleep(100);
    sockets.forEach((socket) => socket.destroy());
  });
  await report.check('those who leave leave nothing', () => leavesNothing(apps.slice(1)));
}

async function falling(report, candidate) {
  const body = form([field('a', '1'), file('file', 'f.txt', 'x'.repeat(70000))]);
  for (const [filter, message] of [['throw', 'the filter fell'], ['throwLate', 'the filter fell late']]) {
    await report.check(`a filter that throws (${filter})`, async () => {
      const answer = await send(candidate.port, body, { options: { filter, storage: 'disk' } });
      same([answer.status, JSON.parse(answer.body).message], [500, message], filter);
    });
  }
  await report.check('holes of an array are limited', async () => {
    const answer = await send(candidate.port, form([field('a[90000]', '1'), field('b[90000]', '1')]));
    same([answer.status, JSON.parse(answer.body).code], [500, 'LIMIT_FIELD_ARRAY_INDEX'], 'holes');
  });
  await report.check('nothing is left of what fell', () => leavesNothing([candidate]));
}

const peak = (pid) => Number(/VmHWM:\s+(\d+)/.exec(fs.readFileSync(`/proc/${pid}/status`, 'utf8'))[1]) * 1024;

// A large file in bounded memory, while others are answered.
async function large(report, candidate, megabytes) {
  await report.check(`${megabytes} MB on disk in bounded memory, and others are served meanwhile`, async () => {
    const block = Buffer.alloc(1 << 20, 'not a boundary\r\n--Y');
    const ends = form([file('file', 'large', '@')]).toString().split('@');
    const before = peak(candidate.child.pid);
    const socket = begin(candidate.port, ends[0], ends[0].length + megabytes * block.length + ends[1].length, { storage: 'disk' });
    let answer = '', slowest = 0, over = false;
    socket.on('data', (chunk) => { answer += chunk; });
    const pings = (async () => {
      while (!over) {
        const began = Date.now();
        await (await fetch(`http://127.0.0.1:${candidate.port}/ping`)).text();
        slowest = Math.max(slowest, Date.now() - began);
        await sleep(5);
      }
    })();
    for (let i = 0; i < megabytes; i++) if (!socket.write(block)) await new Promise((resolve) => { socket.once('drain', resolve); });
    socket.write(ends[1]);
    await until('the answer', () => answer.includes('"files"'), 120000).finally(() => { over = true; });
    await pings;
    socket.destroy();
    ok(answer.includes(`"size":${megabytes * block.length}`), `the size is right: ${answer.slice(-300)}`);
    const grown = peak(candidate.child.pid) - before;
    console.log(`${megabytes} MB: the process grew by ${Math.round(grown / 1048576)} MB, others waited ${slowest} ms at most`);
    ok(grown < 64e6, `the process grew by ${grown} bytes`);
    ok(slowest < 1000, `the slowest other request took ${slowest} ms`);
  });
}

export async function uploads(report, reference, candidate, { seed, rounds, folder, folders, megabytes, same: harness }) {
  await table(report, 'forms', forms, reference, candidate);
  await table(report, 'options', withOptions, reference, candidate);
  await random(report, 'forms', reference, candidate, seed, rounds);
  await realClients(report, reference, candidate, folder);
  await fullDisk(report, [reference, candidate], folders);
  await leavers(report, [reference, candidate]);
  if (harness) return;
  await falling(report, candidate);
  await large(report, candidate, megabytes);
}
