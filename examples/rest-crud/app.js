// An API for users: create, read, update, delete.
const app = require('./api');

const port = process.env.PORT || 3000;

app.listen(port, () => { console.log(`Server running on http://localhost:${port}`); });
