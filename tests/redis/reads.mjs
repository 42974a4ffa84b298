// node reads.mjs URL CA: what npm's redis finds over TLS.
import fs from 'node:fs';
import { createClient } from 'redis';

const [url, ca] = process.argv.slice(2);
const client = createClient({ url, socket: { ca: fs.readFileSync(ca) } });
await client.connect();
const text = await client.get('written by crema');
console.log(text.length, text[0]);
await client.close();
