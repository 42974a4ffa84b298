'use strict';
// A kanban board in memory: classes, private fields, Map, PATCH with merge semantics.
const express = require('express');

class NotFoundError extends Error {
  constructor(what, id) {
    super(`${what} ${id} not found`);
    this.name = 'NotFoundError';
    this.status = 404;
  }
}

class ValidationError extends Error {
  constructor(fields) {
    super('Validation failed');
    this.name = 'ValidationError';
    this.status = 422;
    this.fields = fields;
  }
}

const COLUMNS = ['backlog', 'doing', 'done'];
const LIMITS = { doing: 2 };

class Board {
  constructor(name, columns = COLUMNS) {
    this.name = name;
    this.columns = columns;
    this.cards = new Map();
    this.nextId = 1;
    this.history = [];
  }

  add({ title, column = 'backlog', tags = [], estimate = null }) {
    const id = this.nextId++;
    const card = { id, title, column, tags: [...new Set(tags)], estimate, position: this.inColumn(column).length };
    this.cards.set(id, card);
    this.log('added', card);
    return card;
  }

  get(id) {
    const card = this.cards.get(Number(id));
    if (!card) throw new NotFoundError('Card', id);
    return card;
  }

  inColumn(column) {
    return [...this.cards.values()].filter((card) => card.column === column).sort((a, b) => a.position - b.position);
  }

  move(id, column, position = Infinity) {
    const card = this.get(id);
    const others = this.inColumn(column).filter((other) => other !== card);
    if (card.column !== column && LIMITS[column] !== undefined && others.length >= LIMITS[column]) {
      throw Object.assign(new Error(`Column ${column} is full`), { status: 409, limit: LIMITS[column] });
    }
    const from = card.column;
    card.column = column;
    others.splice(Math.min(position, others.length), 0, card);
    others.forEach((other, index) => {
      other.position = index;
    });
    this.inColumn(from).forEach((other, index) => (other.position = index));
    this.log('moved', card, { from, to: column });
    return card;
  }

  // RFC 7396: null removes, objects merge, all else replaces.
  patch(id, changes) {
    const card = this.get(id);
    for (const [key, value] of Object.entries(changes)) {
      if (['id', 'position'].includes(key)) continue;
      if (value === null) delete card[key];
      else if (typeof value === 'object' && !Array.isArray(value)) card[key] = { ...card[key], ...value };
      else card[key] = value;
    }
    this.log('changed', card, { keys: Object.keys(changes) });
    return card;
  }

  remove(id) {
    const card = this.get(id);
    this.cards.delete(card.id);
    this.inColumn(card.column).forEach((other, index) => {
      other.position = index;
    });
    this.log('removed', card);
  }

  log(action, { id, title }, extra) {
    this.history.unshift({ action, card: { id, title }, ...extra });
    if (this.history.length > 5) this.history.length = 5;
  }

  toJSON() {
    const columns = this.columns.map((name) => ({ name, limit: LIMITS[name] ?? null, cards: this.inColumn(name) }));
    return { name: this.name, columns, total: this.cards.size };
  }

  get stats() {
    const byTag = {};
    for (const { tags } of this.cards.values()) {
      for (const tag of tags) byTag[tag] = (byTag[tag] ?? 0) + 1;
    }
    const estimates = [...this.cards.values()].map(({ estimate }) => estimate).filter(Number.isFinite);
    return {
      byTag,
      points: estimates.reduce((sum, n) => sum + n, 0),
      largest: estimates.length ? Math.max(...estimates) : null,
    };
  }
}

const check = (body, partial = false) => {
  const fields = {};
  const { title, column, tags, estimate } = body ?? {};
  if (title === undefined ? !partial : typeof title !== 'string' || !title.trim()) fields.title = 'must be a text';
  if (column !== undefined && !COLUMNS.includes(column)) fields.column = `must be one of ${COLUMNS.join(', ')}`;
  if (tags !== undefined && tags !== null && !(Array.isArray(tags) && tags.every((tag) => /^[a-z]+$/.test(tag))))
    fields.tags = 'must be words';
  if (estimate != null && !(Number.isInteger(estimate) && estimate > 0)) fields.estimate = 'must be a positive integer';
  if (Object.keys(fields).length > 0) throw new ValidationError(fields);
};

const app = express();
const port = process.env.PORT || 3000;
const board = new Board('Crema');
app.use(express.json({ type: ['application/json', 'application/merge-patch+json'] }));

app.get('/board', (req, res) => res.json(board));
app.get('/stats', (req, res) => res.json(board.stats));
app.get('/history', (req, res) =>
  res.json(board.history.map(({ action, card, ...rest }) => ({ text: `${action} #${card.id}`, rest }))),
);

app
  .route('/cards')
  .get((req, res) => {
    const { q = '', tag, sort = 'id', order = 'asc' } = req.query;
    const direction = order === 'desc' ? -1 : 1;
    const found = [...board.cards.values()]
      .filter(({ title }) => title.toLowerCase().includes(q.toLowerCase()))
      .filter(({ tags }) => !tag || tags?.includes(tag))
      .sort((a, b) => (a[sort] < b[sort] ? -direction : direction));
    res.set('X-Total-Count', found.length).json(found);
  })
  .post((req, res) => {
    check(req.body);
    const card = board.add(req.body);
    res.status(201).location(`/cards/${card.id}`).json(card);
  });

app
  .route('/cards/:id')
  .all((req, res, next) => {
    req.card = board.get(req.params.id);
    next();
  })
  .get((req, res) => res.json(req.card))
  .patch((req, res) => {
    check(req.body, true);
    res.json(board.patch(req.params.id, req.body));
  })
  .delete((req, res) => {
    board.remove(req.params.id);
    res.sendStatus(204);
  });

app.post('/cards/:id/move', (req, res) => {
  const { column, position } = req.body;
  check({ column }, true);
  res.json(board.move(req.params.id, column, position));
});

app.use((err, req, res, next) => {
  const { name, message, status = 500, fields, limit } = err;
  if (status >= 500) console.error(err.message);
  res.status(status).json({ name, message, fields, limit });
});

app.listen(port, () => console.log(`Board on port ${port}`));
