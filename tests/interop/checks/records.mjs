// Records as Node writes them, and as nobody does: both programs read, keep and refuse the same, and write them back the same.
import { createHmac } from 'node:crypto';

import { Masks } from '../lib/masks.mjs';
import { Visitor } from '../lib/visitor.mjs';
import { same } from '../lib/report.mjs';

const soon = () => new Date(Date.now() + 300000).toISOString();
const cookie = (more = '') => `"cookie":{"originalMaxAge":300000,"expires":"${soon()}","httpOnly":true,"path":"/"${more}}`;

// Name and text of a record.
const records = () => ({
  'a usual one': `{${cookie()},"views":3}`,
  'numbers': `{${cookie()},"n":[1e21,0.1,1e-7,-0,5e-324,123456789012345680000,1.7976931348623157e308,1e2,100.0,-1.50]}`,
  'text': `{${cookie()},"t":"Zoë \u2028 🦊 \\u0000 \\ud83e\\udd8a \\/ \\u2028","":"empty"}`,
  'a lone surrogate': `{${cookie()},"t":"\\ud800","u":"\\udc00x"}`,
  'nested': `{${cookie()},"a":[[[],[{}],{"b":[null,true,false]}]],"o":{"o":{"o":{}}}}`,
  'keys like numbers': `{${cookie()},"z":1,"10":2,"2":3,"-1":4,"01":5,"a":6}`,
  'the cookie last': `{"views":3,${cookie()}}`,
  'spaces and lines': `{ ${cookie()} ,\n\t"views" : 3 }`,
  'a key twice': `{${cookie()},"views":1,"views":2}`,
  'keys of the prototype': `{${cookie()},"constructor":1,"toString":"x","hasOwnProperty":2,"valueOf":3,"a":4}`,
  'keys of a session': `{${cookie()},"save":1,"id":"x","req":2,"touch":3,"reload":4,"regenerate":5,"destroy":6,"resetMaxAge":7,"a":8}`,
  '__proto__': `{${cookie()},"__proto__":{"x":1},"a":1}`,
  'a long one': `{${cookie()},"t":"${'é"\\\\\\n'.replaceAll('"', '\\"').repeat(20000)}"}`,
  'an expiry that is over': `{"cookie":{"originalMaxAge":300000,"expires":"2020-01-01T00:00:00.000Z","httpOnly":true,"path":"/"},"views":3}`,
  'no expiry': `{"cookie":{"originalMaxAge":null,"expires":null,"httpOnly":true,"path":"/"},"views":3}`,
  'a cookie of false': `{"cookie":{"originalMaxAge":false,"expires":false,"httpOnly":true,"path":"/"},"views":3}`,
  'all of a cookie': `{"cookie":{"originalMaxAge":300000,"partitioned":true,"priority":"high","expires":"${soon()}","secure":false,"httpOnly":false,"domain":"example.com","path":"/","sameSite":"lax"},"views":3}`,
  'a cookie for https': `{"cookie":{"originalMaxAge":300000,"expires":"${soon()}","secure":true,"httpOnly":true,"path":"/"},"views":3}`,
  'a cookie with more': `{${cookie(',"x":{"y":1}')},"views":3}`,
  'an expiry that is no date': '{"cookie":{"originalMaxAge":300000,"expires":"tomorrow","httpOnly":true,"path":"/"},"views":3}',
  'an expiry of a day alone': '{"cookie":{"originalMaxAge":300000,"expires":"2099-01-01","httpOnly":true,"path":"/"},"views":3}',
  'no originalMaxAge': `{"cookie":{"expires":"${soon()}","httpOnly":true,"path":"/"},"views":3}`,
  'an empty cookie': '{"cookie":{},"views":3}',
  'no cookie': '{"views":3}',
  'a cookie of null': '{"cookie":null,"views":3}',
  'no object': '[1,2]',
  'a number': '3',
  'null': 'null',
  'an empty text': '',
  'broken': '{"cookie":{',
  'no JSON': 'hello',
});

const sign = (id, secret) => encodeURIComponent(`s:${id}.${createHmac('sha256', secret).update(id).digest('base64').replace(/=+$/, '')}`);

async function visit(port, redis, text, requests) {
  const visitor = new Visitor(), masks = new Masks(), seen = [];
  const id = 'kept-by-hand-0123456789abcdefghi';
  visitor.cookie = sign(id, 'my-secret');
  await redis.clear();
  await redis.set(`sess:${id}`, text, 100);
  await redis.commands();
  for (const [method, path, options] of requests) {
    const answer = await visitor.request(port, method, path, options);
    const [words, record] = await Promise.all([redis.commands(), redis.get(`sess:${id}`)]);
    const commands = words.map((one) => masks.command(one));
    seen.push({
      status: answer.status,
      // The page of a failure names what has failed in the words of the program; that it fails is what counts.
      text: answer.status === 500 ? '' : masks.text(answer.text),
      cookies: answer.cookies.map((line) => masks.text(line)),
      commands: answer.status === 500 ? commands.length : commands,
      record: record && masks.text(record),
    });
  }
  visitor.leave();
  return seen;
}

const requests = [
  ['GET', '/show'],
  ['POST', '/do', { json: { before: [['set', 'new', 'ü']], after: [] } }],
  ['GET', '/'],
  ['POST', '/do', { json: { before: [['delete', 'new']], call: 'reload', after: [['set', 'views', 1.5]] } }],
  ['POST', '/do', { json: { before: [], call: 'regenerate', after: [] } }],
];

// express-session stores such a record anew when it is merely read, without the keys; ours leaves it until the session changes.
const written = ['keys of the prototype', 'keys of a session'];

export async function recordsByHand(report, name, { reference, candidate, redis }) {
  for (const [what, text] of Object.entries(records())) {
    await report.check(`${name}: ${what}`, async () => {
      const asked = written.includes(what) ? requests.slice(1) : requests;
      const wanted = await visit(reference, redis, text, asked);
      const got = await visit(candidate, redis, text, asked);
      for (const [i, one] of wanted.entries()) same(got[i], one, `${what}, request ${i}`);
    });
  }
}

// What a store says of all sessions: the same from both. In a cluster connect-redis fails at `all` and `clear`, for which it names keys
// of several nodes in one command; so there the candidate is asked alone.
export async function storeCalls(report, name, { reference, candidate, redis, cluster = false }) {
  await report.check(`${name}: ids, length, all and clear`, async () => {
    const wanted = [], got = [];
    for (const [port, list] of [[reference, wanted], [candidate, got]]) {
      await redis.clear();
      for (let i = 0; i < 250; i++) await redis.set(`sess:by-hand-${i}`, `{"cookie":{"originalMaxAge":null,"expires":null,"httpOnly":true,"path":"/"},"n":${i}}`);
      await redis.set('other:1', 'is not ours');
      const visitor = new Visitor();
      const ask = async (what) => JSON.parse((await visitor.request(port, 'GET', `/store/${what}`)).text);
      list.push(await ask('length'), (await ask('ids')).sort());
      if (!cluster || list === got) {
        list.push((await ask('all')).sort((a, b) => a.n - b.n), await ask('clear'), await ask('length'), await ask('ids'), await ask('all'));
        list.push((await redis.keys()).sort());
      }
      visitor.leave();
    }
    for (const [i, one] of wanted.entries()) same(got[i], one, `answer ${i}`);
    same([got[2].length, got[3], got[4], got[7]], [250, null, 0, ['other:1']], 'what the candidate says of all');
  });
}
