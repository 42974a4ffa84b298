// Counts the lines of a program: without blank lines, comments, what brings in modules, the frame of main, and lone brackets.
import fs from 'node:fs';
import path from 'node:path';

const FRAME = [
  /^#!/, /^#include\b/, /^#pragma once$/, /^using namespace \w+;$/, /^using std::\w+;$/, /^int main\(\) \{$/, /^'use strict';?$/,
  /^import .*;?$/, /^(const|let|var) [^=]+ = require\([^)]*\)(\.\w+)?;?$/, /^module\.exports = \w+;?$/, /^export default \w+;?$/,
  /^[{}()[\];,]+$/,
];

export function countLines(text) {
  const bare = text.replace(/^\s*\/\*[\s\S]*?\*\/\s*$/gm, '');
  return bare.split('\n').map((line) => line.trim()).filter((line) => line && !line.startsWith('//') && !FRAME.some((form) => form.test(line))).length;
}

// bin/www has no extension.
const extensionOf = (name) => (name === 'www' ? '.js' : path.extname(name));

// The lines of all sources of an example in one language: what its folder holds, without what browsers get.
export function countFolder(folder, extensions) {
  let total = 0;
  for (const entry of fs.readdirSync(folder, { withFileTypes: true })) {
    if (entry.isDirectory()) {
      if (!['public', 'views', 'static', 'node_modules'].includes(entry.name)) total += countFolder(path.join(folder, entry.name), extensions);
    } else if (extensions.includes(extensionOf(entry.name)) && !/(_test\.cpp|\.test\.js)$/.test(entry.name)) {
      total += countLines(fs.readFileSync(path.join(folder, entry.name), 'utf8'));
    }
  }
  return total;
}
