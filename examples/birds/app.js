// Routers as modules: birds, their sightings, and two versions of an API.
const express = require('express');
const birds = require('./birds');
const sightings = require('./sightings');

const app = express();
const port = process.env.PORT || 3000;

app.use(express.json());
app.use('/birds/:bird/sightings', sightings);
app.use('/birds', birds);

const v1 = express.Router();
v1.get('/', (req, res) => { res.send('Hello from APIv1 root route.'); });
v1.get('/users', (req, res) => { res.send('List of APIv1 users.'); });

const v2 = express.Router({ caseSensitive: true });
v2.get('/', (req, res) => { res.send('Hello from APIv2 root route.'); });
v2.get('/users', (req, res) => { res.json({ version: 2, url: req.url, base: req.baseUrl, original: req.originalUrl }); });

app.use('/api/v1', v1);
app.use(['/api/v2', '/api/latest'], v2);

app.get('/', (req, res) => { res.send('Hello from root route.'); });

app.listen(port, () => { console.log(`Server running on http://localhost:${port}`); });
