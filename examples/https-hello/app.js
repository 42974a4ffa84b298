// Express over TLS.
const express = require('express');
const fs = require('fs');
const https = require('https');

const app = express();
const port = process.env.PORT || 3443;

const options = {
  key: fs.readFileSync(process.env.KEY || 'key.pem'),
  cert: fs.readFileSync(process.env.CERT || 'cert.pem'),
};

app.get('/', (req, res) => { res.type('text').send('hello over https'); });

https.createServer(options, app).listen(port, () => {
  console.log(`Server running on https://localhost:${port}`);
});
