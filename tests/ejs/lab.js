'use strict'
// Renders what each line of standard input asks for, with npm's ejs: JSON in, JSON out. ejs_lab.cpp does the same.
const path = require('node:path')
const readline = require('node:readline')
const ejs = require('ejs')
const createError = require('http-errors')

function special () {
  const shared = { name: 'shared' }
  const self = { name: 'loop' }
  self.self = self
  const error = new TypeError('something is wrong')
  error.status = 418
  return {
    plural: (n, word) => n === 1 ? word : word + 's',
    upper: (text) => text.toUpperCase(),
    kind: (v) => typeof v,
    sum: (list) => list.reduce((a, b) => a + b, 0),
    same: (v) => v,
    make: (n) => ({ n, list: [n, n + 1], when: new Date(0) }),
    nothing: () => {},
    count: (a, b, c, d, e) => [a, b, c, d, e],
    fail: (text) => { throw new RangeError(text) },
    refuse: () => { throw createError(403, 'not allowed') },
    when: new Date(1700000000123),
    never: new Date('nonsense'),
    undef: undefined,
    nil: null,
    nan: NaN,
    infinity: Infinity,
    minus: -Infinity,
    zero: -0,
    bytes: Buffer.from('h\u00e9llo'),
    error,
    pattern: /a+(b)/gi,
    first: shared,
    second: shared,
    loop: self,
    list: [1, undefined, NaN, new Date(0), [new Date(1)]]
  }
}

function optionsOf (request) {
  const o = { ...request.options }
  const functions = request.functions || []
  if (functions.includes('escape')) o.escape = (v) => '[' + String(v) + ']'
  if (functions.includes('includer')) {
    o.includer = (name, file) => {
      if (name === 'virtual') return { template: 'virtual <%= 1 + 1 %>' }
      if (name === 'blank') return { template: '' }
      if (name === 'moved') return { filename: path.join(path.dirname(file), 'item.ejs') }
      return null
    }
  }
  return o
}

async function answer (request) {
  ejs.clearCache()
  const globals = request.globals || {}
  ejs.delimiter = globals.delimiter
  ejs.openDelimiter = globals.openDelimiter
  ejs.closeDelimiter = globals.closeDelimiter
  ejs.localsName = globals.localsName
  let data = request.data
  if (request.special) data = Object.assign(special(), data)
  const options = optionsOf(request)
  let result
  if (request.file) {
    const take = (err, text) => {
      if (err) throw err
      result = text
    }
    if (request.options || request.functions) ejs.renderFile(request.file, data, options, take)
    else ejs.renderFile(request.file, data, take)
  } else if (request.compile) {
    const page = ejs.compile(request.text, options)
    result = await page(data) + await page(data)
  } else {
    result = ejs.render(request.text, data, options)
  }
  result = await result
  return { text: result, type: typeof result }
}

async function main () {
  for await (const line of readline.createInterface({ input: process.stdin })) {
    let told
    try {
      told = await answer(JSON.parse(line))
    } catch (e) {
      told = typeof e !== 'object' ? { error: { message: e } } : { error: { name: e.name, message: e.message, path: e.path, status: e.status, code: e.code } }
    }
    console.log(JSON.stringify(told))
  }
}

main()
