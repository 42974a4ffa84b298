// Tokens and hashes of passwords by npm's jsonwebtoken, bcrypt, bcryptjs and argon2: a list of calls is answered with the list of what
// they gave or threw. login_lab.cpp is its port.
const express = require('express');
const jwt = require('jsonwebtoken');
const bcrypts = { bcrypt: require('bcrypt'), bcryptjs: require('bcryptjs') };
const argon2 = require('argon2');

// What JSON cannot hold: {$buffer: base64}, {$regex: source}, {$undefined: true}.
function revived(v) {
  if (Array.isArray(v)) return v.map(revived);
  if (v === null || typeof v !== 'object') return v;
  if ('$buffer' in v) return Buffer.from(v.$buffer, 'base64');
  if ('$regex' in v) return new RegExp(v.$regex, v.flags);
  if ('$undefined' in v) return undefined;
  return Object.fromEntries(Object.entries(v).map(([key, one]) => [key, revived(one)]));
}

const told = (value) => ({ value: Buffer.isBuffer(value) ? { $buffer: value.toString('base64') } : value });
const failed = (err) => ({ error: { name: err.name, message: err.message, json: JSON.stringify(err) } });

const promised = (start) => new Promise((resolve, reject) => {
  start((err, value) => (err ? reject(err) : resolve(value)));
});

const calls = {
  sign({ payload, key, options, callback }) {
    if (callback) return promised((done) => jwt.sign(payload, key, options, done));
    const token = jwt.sign(payload, key, options);
    return options && options.mutatePayload ? { token, payload } : token;
  },
  verify({ token, key, options, finder, callback }) {
    if (finder) return promised((done) => jwt.verify(token, (header, found) => found(header.kid === 'nobody' ? new Error('no such key') : null, key), options, done));
    if (callback) return promised((done) => jwt.verify(token, key, options, done));
    return jwt.verify(token, key, options);
  },
  decode: ({ token, options }) => jwt.decode(token, options),
  hash: ({ by, data, salt, callback }) => (callback ? promised((done) => bcrypts[by].hash(data, salt, done)) : bcrypts[by].hash(data, salt)),
  hashSync: ({ by, data, salt }) => bcrypts[by].hashSync(data, salt),
  compare: ({ by, data, hash, callback }) => (callback ? promised((done) => bcrypts[by].compare(data, hash, done)) : bcrypts[by].compare(data, hash)),
  compareSync: ({ by, data, hash }) => bcrypts[by].compareSync(data, hash),
  genSalt: ({ by, rounds, minor }) => bcrypts[by].genSalt(rounds, minor),
  getRounds: ({ by, hash }) => bcrypts[by].getRounds(hash),
  getSalt: ({ hash }) => bcrypts.bcryptjs.getSalt(hash),
  truncates: ({ data }) => bcrypts.bcryptjs.truncates(data),
  argon2Hash: ({ data, options }) => argon2.hash(data, options),
  argon2Verify: ({ hash, data, options }) => argon2.verify(hash, data, options),
  needsRehash: ({ hash, options }) => argon2.needsRehash(hash, options),
};

const app = express();
app.use(express.json({ limit: '10mb' }));
app.post('/', async (req, res) => {
  const results = [];
  for (const call of req.body) {
    try {
      results.push(told(await calls[call.do](revived(call))));
    } catch (err) {
      results.push(failed(err));
    }
  }
  res.json(results);
});
app.listen({ port: process.env.PORT, host: '127.0.0.1' }, () => { console.log('up'); });
