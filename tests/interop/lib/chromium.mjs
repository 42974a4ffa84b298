// Chromium without a window, told what to do through its DevTools protocol on a pipe.
// https://chromedevtools.github.io/devtools-protocol/
import { spawn } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';

export class Chromium {
  #waiting = new Map();
  #listeners = new Map();
  #last = 0;

  // With a profile of its own; as root it has no sandbox.
  constructor() {
    this.profile = fs.mkdtempSync(path.join(os.tmpdir(), 'crema-chromium-'));
    const options = ['--headless=new', '--remote-debugging-pipe', `--user-data-dir=${this.profile}`, '--no-first-run', '--disable-gpu', '--disable-dev-shm-usage', ...(process.getuid() === 0 ? ['--no-sandbox'] : [])];
    this.child = spawn('chromium', [...options, 'about:blank'], { stdio: ['ignore', 'ignore', 'ignore', 'pipe', 'pipe'] });
    this.ended = new Promise((resolve) => { this.child.on('exit', resolve).on('error', resolve); });
    this.ended.then(() => this.#fail(new Error('chromium has ended')));
    this.child.stdio[3].on('error', (err) => this.#fail(err));
    let text = '';
    this.child.stdio[4].setEncoding('utf8').on('data', (chunk) => {
      const messages = (text + chunk).split('\0');
      text = messages.pop();
      for (const message of messages) this.#take(JSON.parse(message));
    });
  }

  #take({ id, error, result, method, params }) {
    if (id === undefined) {
      this.#listeners.get(method)?.(params);
      this.#listeners.delete(method);
      return;
    }
    const { resolve, reject } = this.#waiting.get(id);
    this.#waiting.delete(id);
    if (error) reject(new Error(error.message)); else resolve(result);
  }

  #fail(err) {
    for (const { reject } of this.#waiting.values()) reject(err);
    this.#waiting.clear();
  }

  call(method, params = {}) {
    const id = ++this.#last;
    return new Promise((resolve, reject) => {
      this.#waiting.set(id, { resolve, reject });
      this.child.stdio[3].write(`${JSON.stringify({ id, method, params, sessionId: this.session })}\0`);
      setTimeout(() => { if (this.#waiting.delete(id)) reject(new Error(`chromium has not answered ${method} within 20 s`)); }, 20000).unref();
    });
  }

  event = (method) => new Promise((resolve) => { this.#listeners.set(method, resolve); });

  // Takes hold of the page that is there at the start.
  async open() {
    const { targetInfos } = await this.call('Target.getTargets');
    const { targetId } = targetInfos.find(({ type }) => type === 'page');
    this.session = (await this.call('Target.attachToTarget', { targetId, flatten: true })).sessionId;
    for (const domain of ['Page', 'Network', 'DOM']) await this.call(`${domain}.enable`);
  }

  // A page of that HTML, in which `act` does something that leads to another page: that one's text.
  async visit(html, headers, act) {
    await this.open();
    await this.call('Network.setExtraHTTPHeaders', { headers });
    const { frameTree } = await this.call('Page.getFrameTree');
    await this.call('Page.setDocumentContent', { frameId: frameTree.frame.id, html });
    const arrived = this.event('Page.loadEventFired');
    await act(this);
    await arrived;
    return (await this.call('Runtime.evaluate', { expression: 'document.body.innerText' })).result.value;
  }

  async setFiles(selector, files) {
    const { root } = await this.call('DOM.getDocument');
    const { nodeId } = await this.call('DOM.querySelector', { nodeId: root.nodeId, selector });
    await this.call('DOM.setFileInputFiles', { nodeId, files });
  }

  // Its helpers may write into the profile for a moment after it has ended.
  async stop() {
    this.child.kill('SIGTERM');
    await this.ended;
    for (let tries = 1; ; tries++) {
      try {
        fs.rmSync(this.profile, { recursive: true, force: true });
        return;
      } catch (err) {
        if (tries === 50) throw err;
        await new Promise((resolve) => { setTimeout(resolve, 100); });
      }
    }
  }
}
