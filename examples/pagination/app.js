// Lists in pages: search, filters, sorting, the links to the other pages, and the whole number of what was found.
const express = require('express');

const app = express();
const port = process.env.PORT || 3000;

const genres = ['jazz', 'rock', 'folk'];
const sortable = ['id', 'title', 'year'];
const albums = Array.from({ length: 45 }, (_, i) => {
  const id = i + 1;
  return { id, title: `Album ${id}`, genre: genres[i % 3], year: 1960 + ((i * 7) % 50) };
});

function compare(a, b) {
  return a < b ? -1 : a > b ? 1 : 0;
}

function paginate(list, page, limit) {
  const pages = Math.max(1, Math.ceil(list.length / limit));
  const items = list.slice((page - 1) * limit, page * limit);
  return { items, page, limit, total: list.length, pages };
}

app.get('/albums', (req, res) => {
  const page = Math.max(1, parseInt(req.query.page) || 1);
  const limit = Math.min(20, Math.max(1, parseInt(req.query.limit) || 10));
  const { q = '', genre } = req.query;
  const { sort = 'id', order } = req.query;
  if (!sortable.includes(sort)) return res.status(400).json({ error: `Cannot sort by ${sort}` });

  let found = albums.filter((album) => album.title.toLowerCase().includes(q.toLowerCase()));
  if (genre) found = found.filter((album) => album.genre === genre);
  found.sort((a, b) => compare(a[sort], b[sort]));
  if (order === 'desc') found.reverse();

  const result = paginate(found, page, limit);
  const here = `${req.protocol}://${req.host}${req.path}?limit=${limit}&page=`;
  const links = { first: here + 1, last: here + result.pages };
  if (page > 1) links.prev = here + (page - 1);
  if (page < result.pages) links.next = here + (page + 1);
  res.links(links).set('X-Total-Count', String(result.total)).json(result);
});

app.get('/albums/newest', (req, res) => {
  const count = Number(req.query.count || 3);
  if (isNaN(count) || count < 1) return res.status(400).json({ error: 'How many?' });
  const newest = [...albums].sort((a, b) => b.year - a.year || a.id - b.id);
  res.json(newest.slice(0, count).map((album) => `${album.title} (${album.year})`));
});

app.get('/genres', (req, res) => {
  const counts = {};
  albums.forEach((album) => { counts[album.genre] = (counts[album.genre] || 0) + 1; });
  res.json(counts);
});

app.listen(port, () => { console.log(`Server running on http://localhost:${port}`); });
