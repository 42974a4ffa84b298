// A request, and all of its answer: status, reason, fields in their order as they were written, body.
import http from 'node:http';

const agent = new http.Agent({ keepAlive: true, maxSockets: 8 });

export function ask(port, { method = 'GET', path = '/', headers = {}, body }) {
  return new Promise((resolve, reject) => {
    const req = http.request({ host: '127.0.0.1', port, method, path, headers, agent, timeout: 20000, setHost: headers.host === undefined }, (res) => {
      const chunks = [];
      res.on('data', (chunk) => chunks.push(chunk)).on('error', reject).on('end', () => {
        const fields = [];
        for (let i = 0; i < res.rawHeaders.length; i += 2) fields.push([res.rawHeaders[i], res.rawHeaders[i + 1]]);
        resolve({ status: res.statusCode, reason: res.statusMessage, fields, body: Buffer.concat(chunks) });
      });
    });
    req.on('timeout', () => req.destroy(new Error(`${method} ${path} on port ${port}: no answer within 20 s`)));
    req.on('error', reject);
    req.end(body);
  });
}

export const leave = () => agent.destroy();

// JSON that may stand in a field.
export const fieldOf = (value) => JSON.stringify(value).replace(/[^\x20-\x7e]/g, (letter) => `\\u${letter.charCodeAt(0).toString(16).padStart(4, '0')}`);

// A text that a field may have as Latin-1.
export const latin = (text) => text.replace(/[^\t\x20-\x7e\x80-\xff]/g, '?');
