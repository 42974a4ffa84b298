// Compares what lab.js and the C++ lab give for the same calls: node compare.mjs LAB SEED COUNT. The last line is 'N passed, N failed'.
import { execFileSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import zlib from 'node:zlib'

const [lab, seed, count] = process.argv.slice(2)
const script = fileURLToPath(new URL('lab.js', import.meta.url))
const options = { encoding: 'utf8', maxBuffer: 2 ** 30, env: { ...process.env, TZ: 'America/New_York' } }
const lines = (text) => text.split('\n').filter(Boolean)

const cases = execFileSync('node', [script, 'cases', seed, count], options)
const wanted = lines(execFileSync('node', [script, 'run'], { ...options, input: cases }))
const got = lines(execFileSync(lab, [], { ...options, input: cases }))

// Two builds of zlib find other matches: what is packed must be the same once Node has unpacked it.
const unpackerOf = { gzipSync: 'gunzipSync', deflateSync: 'inflateSync', deflateRawSync: 'inflateRawSync', brotliCompressSync: 'brotliDecompressSync' }
function unpacked(packer, result, options) {
  if (result === undefined || result.startsWith('throws')) return result
  const lenient = options.finishFlush !== undefined ? { finishFlush: 2 } : {}
  return zlib[unpackerOf[packer]](Buffer.from(JSON.parse(result), 'hex'), packer.startsWith('brotli') ? {} : lenient).toString('hex')
}
function same(line, a, b) {
  if (a === b) return true
  const { f, a: [packer, , options] } = JSON.parse(line)
  return f === 'zlib.pack' && unpacked(packer, a, options) === unpacked(packer, b, options)
}

const shown = new Map()
let failed = 0
lines(cases).forEach((line, i) => {
  if (same(line, wanted[i], got[i])) return
  ++failed
  const { f } = JSON.parse(line)
  shown.set(f, (shown.get(f) ?? 0) + 1)
  if (shown.get(f) <= Number(process.env.SHOWN ?? 3)) console.log(`${line}\n  node:  ${wanted[i]}\n  crema: ${got[i]}`)
})
for (const [f, n] of shown) console.log(`${f}: ${n} differ`)
console.log(`${wanted.length - failed} passed, ${failed} failed`)
process.exitCode = failed === 0 && wanted.length === Number(count) && got.length === wanted.length ? 0 : 1
