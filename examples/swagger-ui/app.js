// An API, its description as OpenAPI, and a page by Swagger UI on which one reads and tries it.
const fs = require('fs');
const path = require('path');
const express = require('express');

const app = express();
const port = process.env.PORT || 3000;
const spec = JSON.parse(fs.readFileSync(path.join(__dirname, 'openapi.json'), 'utf8'));
const swaggerUi = process.env.SWAGGER_UI || path.join(__dirname, 'node_modules', 'swagger-ui-dist');
const kinds = spec.components.schemas.NewPet.properties.kind.enum;
let pets = [{ id: 1, name: 'Tom', kind: 'cat' }, { id: 2, name: 'Rex', kind: 'dog' }];
let nextId = 3;

// The description says on which server it was asked for.
app.get('/openapi.json', (req, res) => {
  const servers = [{ url: `${req.protocol}://${req.get('host')}` }];
  res.set('Access-Control-Allow-Origin', '*').json({ ...spec, servers: servers });
});

// The page is ours; what it loads are the files of Swagger UI, wherever they are.
app.get('/', (req, res) => { res.redirect('/docs/'); });
app.use('/docs/assets', express.static(swaggerUi, { index: false, maxAge: '1d' }));
app.use(express.static(path.join(__dirname, 'public')));

const api = express.Router();
api.use(express.json());

api.get('/pets', (req, res) => {
  const { kind } = req.query;
  res.json(kind ? pets.filter((pet) => pet.kind === kind) : pets);
});

api.post('/pets', (req, res) => {
  const { name, kind } = req.body || {};
  if (!name) return res.status(400).json({ error: 'name is required' });
  if (!kinds.includes(kind)) return res.status(400).json({ error: `kind is one of ${kinds.join(', ')}` });
  const pet = { id: nextId++, name: name, kind: kind };
  pets.push(pet);
  res.status(201).location(`/api/pets/${pet.id}`).json(pet);
});

api.param('id', (req, res, next, id) => {
  req.pet = pets.find((pet) => pet.id === Number(id));
  if (!req.pet) return res.status(404).json({ error: 'There is no such pet' });
  next();
});

api.get('/pets/:id', (req, res) => {
  res.json(req.pet);
});

api.delete('/pets/:id', (req, res) => {
  pets = pets.filter((pet) => pet !== req.pet);
  res.status(204).end();
});

app.use('/api', api);

app.use((err, req, res, next) => {
  res.status(err.status || 500).json({ error: err.message });
});

app.listen(port, () => { console.log(`Server running on http://localhost:${port}/docs`); });
