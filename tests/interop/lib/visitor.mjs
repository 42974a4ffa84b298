// A visitor with a cookie jar, who goes to one port or another.
import http from 'node:http';

export class Visitor {
  jar = new Map();
  agent = new http.Agent({ keepAlive: true, maxSockets: 8 });

  request(port, method, path, { form, json, headers = {} } = {}) {
    const body = form ? new URLSearchParams(form).toString() : json !== undefined ? (typeof json === 'string' ? json : JSON.stringify(json)) : undefined;
    const head = { ...headers };
    if (this.jar.size) head.cookie = [...this.jar].map(([name, value]) => `${name}=${value}`).join('; ');
    if (form) head['content-type'] = 'application/x-www-form-urlencoded';
    if (json !== undefined) head['content-type'] = 'application/json';
    if (body !== undefined) head['content-length'] = Buffer.byteLength(body);
    return new Promise((resolve, reject) => {
      const req = http.request({ host: '127.0.0.1', port, method, path, headers: head, agent: this.agent, timeout: 20000 }, (res) => {
        let text = '';
        res.setEncoding('utf8').on('data', (chunk) => { text += chunk; });
        res.on('error', reject).on('end', () => {
          const cookies = res.headers['set-cookie'] ?? [];
          for (const line of cookies) this.keep(line);
          resolve({ status: res.statusCode, text, cookies, headers: res.headers });
        });
      });
      req.on('timeout', () => req.destroy(new Error(`${method} ${path} on port ${port}: no answer within 20 s`)));
      req.on('error', reject);
      req.end(body);
    });
  }

  keep(line) {
    const [pair] = line.split(';');
    const at = pair.indexOf('=');
    this.jar.set(pair.slice(0, at), pair.slice(at + 1));
  }

  get cookie() { return this.jar.get('connect.sid'); }
  set cookie(value) { if (value === undefined) this.jar.delete('connect.sid'); else this.jar.set('connect.sid', value); }
  // The id within the signed cookie.
  get id() { return this.cookie && decodeURIComponent(this.cookie).slice(2).split('.')[0]; }
  get key() { return `sess:${this.id}`; }
  leave() { this.agent.destroy(); }
}
