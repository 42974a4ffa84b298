// Notes in a SQLite database: a JSON API with all of create, read, update and delete, and a search.
const express = require('express');
const { Database } = require('node-sqlite3-wasm');

const db = new Database(process.env.DB || 'notes.db');
db.exec('CREATE TABLE IF NOT EXISTS notes (id INTEGER PRIMARY KEY, title TEXT NOT NULL, body TEXT, stars INTEGER)');
const all = db.prepare('SELECT id, title, stars FROM notes ORDER BY stars DESC, id LIMIT ? OFFSET ?');
const found = db.prepare('SELECT id, title, stars FROM notes WHERE title LIKE ? OR body LIKE ? ORDER BY id');
const count = db.prepare('SELECT count(*) AS total FROM notes');
const one = db.prepare('SELECT * FROM notes WHERE id = ?');
const titled = db.prepare('SELECT id FROM notes WHERE title = ? AND id <> ?');
const insert = db.prepare('INSERT INTO notes (title, body, stars) VALUES (?, ?, ?)');
const update = db.prepare('UPDATE notes SET title = ?, body = ?, stars = ? WHERE id = ?');
const remove = db.prepare('DELETE FROM notes WHERE id = ?');

const app = express();
const port = process.env.PORT || 3000;
app.use(express.json());

app.get('/notes', (req, res) => {
  if (req.query.q) return res.json(found.all([`%${req.query.q}%`, `%${req.query.q}%`]));
  const limit = Math.min(Number(req.query.limit) || 10, 50);
  const page = Number(req.query.page) || 1;
  res.json({ total: count.get().total, page: page, notes: all.all([limit, (page - 1) * limit]) });
});

app.get('/notes/:id', (req, res) => {
  const note = one.get(req.params.id);
  if (!note) return res.status(404).json({ error: 'Not found' });
  res.json(note);
});

app.post('/notes', (req, res) => {
  const { title, body = null, stars = 0 } = req.body || {};
  if (!title) return res.status(400).json({ error: 'title is required' });
  if (titled.get([title, 0])) return res.status(409).json({ error: 'This title is taken' });
  const { lastInsertRowid } = insert.run([title, body, stars]);
  res.status(201).location(`/notes/${lastInsertRowid}`).json(one.get(lastInsertRowid));
});

app.put('/notes/:id', (req, res) => {
  const { title, body = null, stars = 0 } = req.body || {};
  if (!title) return res.status(400).json({ error: 'title is required' });
  if (titled.get([title, req.params.id])) return res.status(409).json({ error: 'This title is taken' });
  const { changes } = update.run([title, body, stars, req.params.id]);
  if (changes === 0) return res.status(404).json({ error: 'Not found' });
  res.json(one.get(req.params.id));
});

app.delete('/notes/:id', (req, res) => {
  if (remove.run(req.params.id).changes === 0) return res.status(404).json({ error: 'Not found' });
  res.status(204).end();
});

app.use((err, req, res, next) => {
  res.status(err.status || 500).json({ error: err.message });
});

app.listen(port, () => { console.log(`Server running on http://localhost:${port}`); });
