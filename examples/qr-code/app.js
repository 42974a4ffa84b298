// QR codes: a text as a picture (SVG), as characters for the terminal, or as its modules.
const path = require('path');
const express = require('express');
const QRCode = require('qrcode');

const app = express();
const port = process.env.PORT || 3000;

app.use(express.static(path.join(__dirname, 'public')));

function drawSvg(modules, margin) {
  const whole = modules.size + 2 * margin;
  let dark = '';
  for (let i = 0; i < modules.size * modules.size; i++) {
    const x = i % modules.size + margin;
    const y = Math.floor(i / modules.size) + margin;
    if (modules.data[i]) dark += `M${x} ${y}h1v1h-1z`;
  }
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${whole} ${whole}" shape-rendering="crispEdges">
<rect width="${whole}" height="${whole}" fill="#fff"/><path d="${dark}"/>
</svg>
`;
}

// Two rows of modules are one of characters; outside of them all is light.
function drawText(modules, margin) {
  const isDark = (x, y) => x >= 0 && y >= 0 && x < modules.size && y < modules.size && modules.data[y * modules.size + x] === 1;
  let text = '';
  for (let y = -margin; y < modules.size + margin; y += 2) {
    for (let x = -margin; x < modules.size + margin; x++) {
      if (isDark(x, y)) text += isDark(x, y + 1) ? ' ' : '▄';
      else text += isDark(x, y + 1) ? '▀' : '█';
    }
    text += '\n';
  }
  return text;
}

// All that is asked for stands in the query.
app.use('/qr', (req, res, next) => {
  const { text, level = 'M' } = req.query;
  const margin = Number(req.query.margin || 4);
  if (!text || typeof text !== 'string') return res.status(400).json({ error: 'text is required' });
  if (!['L', 'M', 'Q', 'H'].includes(level)) return res.status(400).json({ error: 'level is L, M, Q or H' });
  if (!Number.isInteger(margin) || margin < 0 || margin > 20) return res.status(400).json({ error: 'margin is 0 to 20' });
  try {
    res.locals.code = QRCode.create([{ data: Buffer.from(text), mode: 'byte' }], { errorCorrectionLevel: level });
  } catch (err) {
    return res.status(413).json({ error: 'The text is too long for a QR code' });
  }
  res.locals.margin = margin;
  res.set('Cache-Control', 'public, max-age=86400');
  next();
});

app.get('/qr/svg', (req, res) => {
  res.type('svg').send(drawSvg(res.locals.code.modules, res.locals.margin));
});

app.get('/qr/text', (req, res) => {
  res.type('text').send(drawText(res.locals.code.modules, res.locals.margin));
});

app.get('/qr/json', (req, res) => {
  const { version, modules } = res.locals.code;
  res.json({ version: version, size: modules.size, modules: Array.from(modules.data).join('') });
});

app.listen(port, () => { console.log(`Server running on http://localhost:${port}`); });
