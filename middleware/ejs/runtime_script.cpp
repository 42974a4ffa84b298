// What runs inside the engine. `ask(what, a, b)` is answered by template_runner.cpp: "=" and a text, or "!" and an error.
// `main(what, a, b)` is what it calls. Values cross as script_value.hpp says.
#include "runtime_script.hpp"

namespace crema::scripts {

const char* const runtime_script = R"JS((function (ask) {
'use strict';
const { Array, Date, Error, Function, Map, Number, Object, RangeError, RegExp, String, TypeError, WeakMap, Uint8Array } = globalThis;
const { stringify, parse } = JSON;
const kinds = { Error, EvalError, RangeError, ReferenceError, SyntaxError, TypeError, URIError };
const hasOwn = (object, key) => Object.prototype.hasOwnProperty.call(object, key);
const AsyncFunction = (async function () {}).constructor;
const deepest = 200;                 // includes within includes

let owners = new Map();              // what is rendered now: templates with their options, by number
let wrappers = new Map();            // C++ functions, by number
const codes = new Map();             // compiled functions, by number
const numbers = new WeakMap();       // of C++ functions
const origins = new WeakMap();       // of errors that came from C++
const reworded = new WeakMap();

// ---- values

class Buffer extends Uint8Array {
  toString(encoding, start, end) {
    return decode(question('buffer', latin1(this.subarray(start, end)), encoding === undefined ? 'utf8' : String(encoding)));
  }
  toJSON() { return { type: 'Buffer', data: Array.from(this) }; }
  toLocaleString(encoding, start, end) { return this.toString(encoding, start, end); }
  equals(other) { return this.length === other.length && this.every((byte, i) => byte === other[i]); }
}
function latin1(bytes) {
  let text = '';
  for (let i = 0; i < bytes.length; i += 4096) text += String.fromCharCode.apply(null, bytes.subarray(i, i + 4096));
  return text;
}

function at(holder, key) {
  if (key !== '__proto__') return holder[key];
  const own = Object.getOwnPropertyDescriptor(holder, key);
  return own && own.value;
}
function put(holder, key, value) {
  if (key === '__proto__') Object.defineProperty(holder, key, { value, writable: true, enumerable: true, configurable: true });
  else holder[key] = value;
}

function wrapper(id) {
  let found = wrappers.get(id);
  if (!found) {
    found = (...args) => decode(question('call', id, encode(args)));
    numbers.set(found, id);
    wrappers.set(id, found);
  }
  return found;
}

function hidden(object, key, value) {
  Object.defineProperty(object, key, { value, writable: true, enumerable: false, configurable: true });
}

function makeError(data, own) {
  const kind = kinds[data.name] || Error;
  const made = new kind(data.message === null ? '' : data.message);
  if (made.name !== data.name) hidden(made, 'name', data.name);
  if (data.stack !== undefined && data.stack !== null) hidden(made, 'stack', data.stack);
  for (const key in data.hidden) hidden(made, key, data.hidden[key]);
  Object.assign(made, own);
  if (data.id !== undefined) origins.set(made, data.id);
  reworded.set(made, true);
  return made;
}

function revive(kind, data, now, box) {
  switch (kind) {
    case 'n': return data === '-0' ? -0 : Number(data);
    case 'd': return new Date(data === null ? NaN : data);
    case 'f': return wrapper(data);
    case 'e': return makeError(data, now);
    case 'b': { const made = new Buffer(data.length); for (let i = 0; i < data.length; i++) made[i] = data.charCodeAt(i); return made; }
    case 'x': return new RegExp(data[0], data[1]);
    case 'r': return data.reduce(at, box);
  }
  return undefined;
}

function decode(text) {
  const end = text.indexOf('\n');
  if (end < 0) return text === '' ? undefined : parse(text);
  const box = [parse(text.slice(0, end))];
  for (const [path, kind, data] of parse(text.slice(end + 1))) {
    const last = path.pop();
    const holder = path.reduce(at, box);
    put(holder, last, revive(kind, data, at(holder, last), box));
  }
  return box[0];
}

function encode(value) {
  if (value === undefined) return '';
  const patches = [], seen = new Map();
  const patch = (path, kind, data) => { patches.push([path, kind, data === undefined ? null : data]); return null; };
  const members = (object, made, path) => {
    for (const key of Object.keys(object)) put(made, key, strip(object[key], [...path, key], key));
    return made;
  };
  const strip = (v, path, key) => {
    switch (typeof v) {
      case 'string': case 'boolean': return v;
      case 'number': return Number.isFinite(v) && !Object.is(v, -0) ? v : patch(path, 'n', Object.is(v, -0) ? '-0' : String(v));
      case 'bigint': return String(v);
      case 'function': return numbers.has(v) ? patch(path, 'f', numbers.get(v)) : patch(path, 'g');
      case 'object': break;
      default: return patch(path, 'u');
    }
    if (v === null) return v;
    if (seen.has(v)) return patch(path, 'r', seen.get(v));
    if (v instanceof Date) return patch(path, 'd', Number.isFinite(+v) ? +v : null);
    if (v instanceof RegExp) return patch(path, 'x', [v.source, v.flags]);
    if (v instanceof Uint8Array) return patch(path, 'b', latin1(v));
    if (v instanceof Number || v instanceof String || v instanceof Boolean) return strip(v.valueOf(), path, key);
    seen.set(v, path);
    if (path.length > 1000) throw new RangeError('Arguments are nested more than 1000 deep');
    if (v instanceof Error) {
      patch(path, 'e', { name: String(v.name), message: String(v.message), id: origins.get(v) });
      return members(v, {}, path);
    }
    if (typeof v.toJSON === 'function') { seen.delete(v); return strip(v.toJSON(key), path, key); }
    return Array.isArray(v) ? Array.from(v, (one, i) => strip(one, [...path, i], String(i))) : members(v, {}, path);
  };
  const json = stringify(strip(value, [0], ''));
  return patches.length ? json + '\n' + stringify(patches) : json;
}

// ---- questions and errors

function question(what, a, b) {
  const answer = ask(what, a, b === undefined ? '' : b);
  if (answer[0] === '!') throw decode(answer.slice(1));
  return answer.slice(1);
}

// Engines word these errors differently; they are told as Node tells them.
const wordings = [
  [/^Can't find variable: (.+)$/, '$1 is not defined'],
  [/^'(.+)' is not defined$/, '$1 is not defined'],
  [/^(undefined|null) is not an object \(evaluating '[^]*[.]([\w$]+)'\)$/, "Cannot read properties of $1 (reading '$2')"],
  [/^(undefined|null) is not an object \(evaluating '[^]*\[(?:(\d+)|'([^']*)'|"([^"]*)")\]'\)$/, "Cannot read properties of $1 (reading '$2$3$4')"],
  [/^cannot read property '(.*)' of (undefined|null)$/, "Cannot read properties of $2 (reading '$1')"],
  [/^([^]+ is not a (?:function|constructor))[.]? \((?:In|evaluating) [^]*$/, '$1'],
  [/^undefined is not a function \(near '[.]{3}[^]* of ([^]*)[.]{3}'\)$/, '$1 is not iterable'],
  [/^(Cannot access '.+' before initialization)[.]$/, '$1'],
  [/^(Maximum call stack size exceeded)[.]$/, '$1'],
  [/^stack overflow$/, 'Maximum call stack size exceeded'],
];
function reword(error) {
  if (!(error instanceof Error) || reworded.has(error)) return;
  reworded.set(error, true);
  for (const [engines, nodes] of wordings) {
    if (!engines.test(error.message)) continue;
    hidden(error, 'message', error.message.replace(engines, nodes));
    if (error.name === 'InternalError') hidden(error, 'name', 'RangeError');
    return;
  }
}

function fail(error) {
  reword(error);
  ask('fail', encode([error]), '');
}

// ---- templates

const entities = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&#34;', "'": '&#39;' };
const entity = (letter) => entities[letter];
const special = /[&<>'"]/g, any = /[&<>'"]/;
function escapeXML(markup) {
  if (markup === undefined || markup === null) return '';
  const text = String(markup);
  return any.test(text) ? text.replace(special, entity) : text;
}

// Own members alone, in an object without a prototype: nothing that was smuggled into Object.prototype is a local.
function copy(to, from) {
  for (const key in from) {
    if (hasOwn(from, key) && key !== '__proto__' && key !== 'constructor') to[key] = from[key];
  }
  return to;
}

// Tells where in the template an error arose: the line, and three before and after it.
function rethrow(error, source, file, line, escape) {
  if (error === undefined || error === null) throw new TypeError(`Cannot set properties of ${error} (setting 'path')`);
  const name = escape(file);
  if (typeof error !== 'object' && typeof error !== 'function') {
    throw new TypeError(`Cannot create property 'path' on ${typeof error} '${String(error)}'`);
  }
  reword(error);
  const lines = source.split('\n');
  const first = Math.max(line - 3, 0), end = Math.min(lines.length, line + 3);
  let context = '';
  for (let i = first; i < end; i++) context += `${i > first ? '\n' : ''}${i + 1 === line ? ' >> ' : '    '}${i + 1}| ${lines[i]}`;
  error.path = name;
  error.message = `${name || 'ejs'}:${line}\n${context}\n\n${error.message}`;
  throw error;
}

function compile(owner, source) {
  const kind = owner.async ? AsyncFunction : Function;
  try {
    return new kind(owner.parameters, source);
  } catch (error) {
    if (error instanceof SyntaxError) {
      reword(error);
      error.message += (owner.file ? ' in ' + owner.file : '') + ' while compiling ejs\n\n' +
        'If the above error is not helpful, you may want to try EJS-Lint:\nhttps://github.com/RyanZim/EJS-Lint' +
        (owner.async ? '' : '\nOr, if you meant to create an async function, pass `async: true` as an option.');
    }
    throw error;
  }
}

function ownerOf(number) {
  let owner = owners.get(number);
  if (owner) return owner;
  owner = decode(question('owner', number));
  owner.number = number;
  owner.fn = owner.call || codes.get(owner.code);
  if (!owner.fn) {
    owner.fn = compile(owner, decode(question('source', number)));
    codes.set(owner.code, owner.fn);
  }
  owner.escape = owner.escape || escapeXML;
  owners.set(number, owner);
  return owner;
}

function invoke(owner, data, depth) {
  const include = (path, more) => {
    if (depth >= deepest) throw new RangeError(`Includes are nested more than ${deepest} deep`);
    const merged = copy(Object.create(null), data);
    if (more) copy(merged, more);
    return invoke(ownerOf(question('include', owner.number, encode(path))), merged, depth + 1);
  };
  const locals = owner.unsafe ? data || Object.create(null) : copy(Object.create(null), data);
  return owner.fn.call(owner.context, locals, owner.escape, include, rethrow);
}

// What a template gives: its text, as a rule. An async one settles once this returns; `settled` asks for it then.
const pending = [];
function finish(result) {
  if (typeof result === 'string') return result;
  ask('result', encode(result), '');
  return '';
}

const calls = {
  first(number, data) { calls.begin(); return calls.render(number, data); },
  render(number, data) {
    const owner = ownerOf(number);
    const result = invoke(owner, decode(data), 0);
    if (!owner.async) return finish(result);
    const state = { done: false };
    pending.push(state);
    Promise.prototype.then.call(result,
      (value) => { state.done = true; state.value = value; },
      (error) => { state.done = true; state.failed = true; state.error = error; });
    return '';
  },
  settled() {
    const state = pending.pop();
    if (!state.done) throw new Error('The template awaits something that never comes');
    if (state.failed) throw state.error;
    return finish(state.value);
  },
  prepare(number) { ownerOf(number); return ''; },
  helper(name, id) {
    const fn = (...args) => decode(question('call', id, encode(args)));
    numbers.set(fn, id);
    hidden(globalThis, name, fn);
    return '';
  },
  begin() { owners = new Map(); wrappers = new Map(); pending.length = 0; return ''; },
  forget() { codes.clear(); return ''; },
};

// ---- what of Node templates see

const console = {};
for (const level of ['log', 'info', 'debug', 'warn', 'error']) console[level] = (...args) => { question('log', level, encode(args)); };
hidden(globalThis, 'console', console);

return function main(what, a, b) {
  try {
    return calls[what](a, b);
  } catch (error) {
    fail(error);
    return '';
  }
};
}))JS";

}  // namespace crema::scripts
