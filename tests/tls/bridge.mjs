// node bridge.mjs PORT: speaks plain HTTP on a free port, which it prints, and TLS to 127.0.0.1:PORT, so that tests that know no TLS
// reach a server that speaks nothing else. Ends and resets pass through; how slowly a client reads does not.
import net from 'node:net';
import tls from 'node:tls';

const to = Number(process.argv[2]);
const server = net.createServer({ allowHalfOpen: true, noDelay: true }, (client) => {
  const secure = tls.connect({ port: to, host: '127.0.0.1', rejectUnauthorized: false, allowHalfOpen: true });
  secure.setNoDelay(true);
  client.pipe(secure).pipe(client);
  client.on('error', () => secure.destroy());
  secure.on('error', () => client.resetAndDestroy());
  client.on('close', () => secure.destroy());
  secure.on('close', () => client.destroySoon());
});
server.listen({ port: 0, host: '127.0.0.1', backlog: 1024 }, () => console.log(server.address().port));
