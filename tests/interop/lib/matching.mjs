// Texts that an expression takes, made up from its source, and texts that are nearly right.
import fs from 'node:fs';
import Module from 'node:module';
import path from 'node:path';

const pick = (random, list) => list[Math.floor(random() * list.length)];
const printable = Array.from({ length: 95 }, (_, i) => String.fromCharCode(32 + i));
const classes = { d: '0123456789', w: 'abcXYZ019_', s: ' \t', D: 'a-.', W: '-. ', S: 'a1-' };

// A class or an escape: the characters it may be.
function escaped(source, at) {
  const c = source[at + 1];
  if (classes[c]) return { chars: [...classes[c]], next: at + 2 };
  const code = { x: 2, u: 4 }[c];
  if (code) return { chars: [String.fromCharCode(parseInt(source.slice(at + 2, at + 2 + code), 16))], next: at + 2 + code };
  return { chars: [{ t: '\t', n: '\n', r: '\r' }[c] ?? c], next: at + 2 };
}

function charClass(source, at) {
  const negated = source[at + 1] === '^';
  const chars = [];
  let i = at + (negated ? 2 : 1);
  while (source[i] !== ']') {
    const one = source[i] === '\\' ? escaped(source, i) : { chars: [source[i]], next: i + 1 };
    i = one.next;
    if (source[i] === '-' && source[i + 1] !== ']' && one.chars.length === 1) {
      const end = source[i + 1] === '\\' ? escaped(source, i + 1) : { chars: [source[i + 1]], next: i + 2 };
      i = end.next;
      const [from, to] = [one.chars[0].charCodeAt(0), end.chars[0].charCodeAt(0)];
      for (let code = from; code <= to; code += Math.max(1, Math.floor((to - from) / 60))) chars.push(String.fromCharCode(code));
    } else {
      chars.push(...one.chars);
    }
  }
  return { chars: negated ? printable.filter((c) => !chars.includes(c)) : chars, next: i + 1 };
}

// A text that the source takes, but for look-aheads and anchors, which it does not heed: most of them fit.
export function matching(source, random) {
  let at = 0;
  const groups = [];
  function alternatives() {
    const all = [];
    for (;;) {
      all.push(sequence());
      if (source[at] !== '|') break;
      at++;
    }
    return () => pick(random, all)();
  }
  function sequence() {
    const parts = [];
    while (at < source.length && source[at] !== '|' && source[at] !== ')') parts.push(quantified());
    return () => parts.map((part) => part()).join('');
  }
  function quantified() {
    const one = atom();
    const found = /^(?:[*+?]|\{(\d+)(?:(,)(\d*))?\})\??/.exec(source.slice(at));
    if (!found) return one;
    at += found[0].length;
    const [least, most] = { '*': [0, 4], '+': [1, 4], '?': [0, 1] }[found[0][0]] ?? [Number(found[1]), found[2] ? Number(found[3] || Number(found[1]) + 3) : Number(found[1])];
    return () => Array.from({ length: least + Math.floor(random() * (Math.min(most, least + 12) - least + 1)) }, one).join('');
  }
  function atom() {
    const c = source[at];
    if (c === '(') {
      const head = /^\((\?[:=!])?/.exec(source.slice(at));
      at += head[0].length;
      const inner = alternatives();
      at++;
      if (head[1] === '?!' || head[1] === '?=') return () => '';
      if (head[1]) return inner;
      const group = groups.push('') - 1;
      return () => (groups[group] = inner());
    }
    if (c === '[') {
      const { chars, next } = charClass(source, at);
      at = next;
      return () => pick(random, chars);
    }
    if (c === '^' || c === '$') { at++; return () => ''; }
    if (c === '.') { at++; return () => pick(random, printable); }
    if (c !== '\\') { at++; return () => c; }
    if (/[1-9]/.test(source[at + 1])) {
      const [number] = /^\d+/.exec(source.slice(at + 1));
      at += 1 + number.length;
      return () => groups[number - 1] ?? '';
    }
    if (source[at + 1] === 'b') { at += 2; return () => ''; }
    const { chars, next } = escaped(source, at);
    at = next;
    return () => pick(random, chars);
  }
  return alternatives()();
}

// One character more, less or another.
export function mutated(text, random) {
  const chars = [...text];
  const at = Math.floor(random() * (chars.length + 1));
  const other = pick(random, [...'aZ09 -._@:/+()é\n', '\u212a', '\u017f', '😀', '']);
  chars.splice(at, pick(random, [0, 1, 1]), other);
  return chars.join('');
}

// What a file of npm's validator keeps to itself.
export function inside(file, name) {
  const require = Module.createRequire(import.meta.url);
  const filename = path.join(path.dirname(require.resolve('validator/package.json')), 'lib', `${file}.js`);
  const module = new Module(filename);
  module.filename = filename;
  module.paths = Module._nodeModulePaths(path.dirname(filename));
  module._compile(`${fs.readFileSync(filename, 'utf8')}\nmodule.exports.__inside = ${name};`, filename);
  return module.exports.__inside;
}
