// Pictures as Chromium writes them: eight bits a channel, not interlaced; and back, with a palette. https://www.w3.org/TR/png-3/
import zlib from 'node:zlib';

const SIGNATURE = Buffer.from('89504e470d0a1a0a', 'hex');
const CHANNELS = { 2: 3, 6: 4 };

function* chunks(png) {
  for (let at = SIGNATURE.length; at < png.length;) {
    const length = png.readUInt32BE(at);
    yield { type: png.toString('latin1', at + 4, at + 8), data: png.subarray(at + 8, at + 8 + length) };
    at += length + 12;
  }
}

const nearest = (a, b, c) => {
  const guess = a + b - c;
  const [da, db, dc] = [a, b, c].map((x) => Math.abs(guess - x));
  if (da <= db && da <= dc) return a;
  return db <= dc ? b : c;
};

// Undoes the filter of each row: what is stored is the difference to what stands left, above, or both.
function unfilter(raw, height, stride, step) {
  const out = Buffer.alloc(height * stride);
  for (let y = 0; y < height; y++) {
    const filter = raw[y * (stride + 1)];
    for (let x = 0; x < stride; x++) {
      const at = y * stride + x;
      const left = x >= step ? out[at - step] : 0;
      const above = y > 0 ? out[at - stride] : 0;
      const corner = x >= step && y > 0 ? out[at - stride - step] : 0;
      const guess = [0, left, above, (left + above) >> 1, nearest(left, above, corner)][filter];
      out[at] = raw[y * (stride + 1) + 1 + x] + guess;
    }
  }
  return out;
}

export const sizeOf = (png) => ({ width: png.readUInt32BE(16), height: png.readUInt32BE(20) });

// {width, height, pixels}: three bytes a pixel.
export function decode(png) {
  if (!png.subarray(0, SIGNATURE.length).equals(SIGNATURE)) throw new Error('this is no PNG');
  const { width, height } = sizeOf(png);
  const [depth, colour, , , interlaced] = png.subarray(24, 29);
  const step = CHANNELS[colour];
  if (depth !== 8 || !step || interlaced) throw new Error(`a PNG of depth ${depth} and colour type ${colour} is not read`);
  const packed = Buffer.concat([...chunks(png)].filter(({ type }) => type === 'IDAT').map(({ data }) => data));
  const rows = unfilter(zlib.inflateSync(packed), height, width * step, step);
  if (step === 3) return { width, height, pixels: rows };
  const pixels = Buffer.alloc(width * height * 3);
  for (let i = 0; i < width * height; i++) rows.copy(pixels, i * 3, i * 4, i * 4 + 3);
  return { width, height, pixels };
}

// Where a page was painted anew in parts, Chromium rounds the edge of a round corner otherwise now and then: by one of 255.
const ALIKE = 2;

// How many pixels are not alike, and the first of them.
export function difference(a, b) {
  let count = 0;
  let first = null;
  for (let i = 0; i < a.pixels.length; i += 3) {
    if ([0, 1, 2].every((channel) => Math.abs(a.pixels[i + channel] - b.pixels[i + channel]) <= ALIKE)) continue;
    count++;
    first ??= { x: (i / 3) % a.width, y: Math.floor(i / 3 / a.width) };
  }
  return { count, first };
}

function chunk(type, data) {
  const body = Buffer.concat([Buffer.from(type, 'latin1'), data]);
  const out = Buffer.alloc(body.length + 8);
  out.writeUInt32BE(data.length);
  body.copy(out, 4);
  out.writeUInt32BE(crc32(body), body.length + 4);
  return out;
}

function crc32(data) {
  let crc = 0xffffffff;
  for (const byte of data) {
    crc ^= byte;
    for (let bit = 0; bit < 8; bit++) crc = (crc >>> 1) ^ (crc & 1 ? 0xedb88320 : 0);
  }
  return (crc ^ 0xffffffff) >>> 0;
}

// The places of the pixels in a palette of at most 256 colours; if there are more, channels lose their lowest bits until these are enough.
function withPalette({ pixels }) {
  for (let lost = 0; ; lost++) {
    const palette = new Map();
    const places = Buffer.alloc(pixels.length / 3);
    const rounded = (value) => (lost === 0 ? value : Math.min(255, Math.round(value / (1 << lost)) << lost));
    for (let i = 0; i < places.length && palette.size <= 256; i++) {
      const colour = (rounded(pixels[i * 3]) << 16) | (rounded(pixels[i * 3 + 1]) << 8) | rounded(pixels[i * 3 + 2]);
      if (!palette.has(colour)) palette.set(colour, palette.size);
      places[i] = palette.get(colour);
    }
    if (palette.size <= 256) return { colours: [...palette.keys()], places };
  }
}

export function encode(picture) {
  const { width, height } = picture;
  const { colours, places } = withPalette(picture);
  const head = Buffer.alloc(13);
  head.writeUInt32BE(width);
  head.writeUInt32BE(height, 4);
  head.set([8, 3, 0, 0, 0], 8);
  const rows = Buffer.alloc(height * (width + 1));
  for (let y = 0; y < height; y++) places.copy(rows, y * (width + 1) + 1, y * width, (y + 1) * width);
  const palette = Buffer.from(colours.flatMap((colour) => [colour >> 16, (colour >> 8) & 255, colour & 255]));
  return Buffer.concat([SIGNATURE, chunk('IHDR', head), chunk('PLTE', palette), chunk('IDAT', zlib.deflateSync(rows, { level: 9 })), chunk('IEND', Buffer.alloc(0))]);
}
