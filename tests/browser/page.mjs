// A visitor with a browser: does what a flow says, and keeps what was seen after each step.
export const WIDTH = 640;
export const HEIGHT = 400;
const LIMIT = 20000;

const late = (what) => new Promise((resolve, reject) => { setTimeout(() => reject(new Error(`${what}: nothing within ${LIMIT / 1000} s`)), LIMIT).unref(); });
const quoted = JSON.stringify;

// What comes and goes by itself: the browser learns late which links were visited, focuses late, and a caret blinks. The layer leaves a page's own colours alone.
const STILL = `(async () => {
  const sheet = new CSSStyleSheet();
  sheet.replaceSync('@layer still { :visited { color: LinkText } }');
  document.adoptedStyleSheets = [...document.adoptedStyleSheets, sheet];
  for (let frame = 0; frame < 2; frame++) await new Promise(requestAnimationFrame);
  document.activeElement?.blur();
  await new Promise(requestAnimationFrame);
})()`;

export class Page {
  constructor(browser, origin) {
    Object.assign(this, { browser, origin, seen: [], kept: null, masks: [] });
  }

  async begin() {
    await this.browser.call('Network.clearBrowserCookies');
    await this.browser.call('Network.clearBrowserCache');
    await this.browser.call('Emulation.setDeviceMetricsOverride', { width: WIDTH, height: HEIGHT, deviceScaleFactor: 1, mobile: false });
  }

  async evaluate(expression) {
    const { result, exceptionDetails } = await this.browser.call('Runtime.evaluate', { expression, returnByValue: true, awaitPromise: true });
    if (exceptionDetails) throw new Error(`${expression}: ${exceptionDetails.exception?.description ?? exceptionDetails.text}`);
    return result.value;
  }

  // What differs on purpose: the texts of these elements, or what the pattern finds in texts and addresses.
  mask(what) {
    this.masks.push(what);
  }

  // With `pictures` the page is one that fetches so many after it has loaded.
  open = (path, { pictures = 0 } = {}) => this.#arrive(`open ${path}`, () => this.browser.call('Page.navigate', { url: this.origin + path }), pictures);

  // A click that leads to a page.
  press = (selector) => this.#arrive(`press ${selector}`, () => this.#click(selector));

  async fill(selector, text) {
    await this.#click(selector);
    await this.evaluate(`document.querySelector(${quoted(selector)}).select()`);
    await this.browser.call('Input.insertText', { text });
  }

  choose = (selector, files) => this.browser.setFiles(selector, files);

  // Waits until that many pictures are there and shown.
  async #shown(count) {
    const ready = `(() => { const list = [...document.images]; return list.length === ${count} && list.every((one) => one.complete && one.naturalWidth > 0); })()`;
    for (const until = Date.now() + LIMIT; !(await this.evaluate(ready)); await new Promise((resolve) => setTimeout(resolve, 50))) {
      if (Date.now() > until) throw new Error(`there are no ${count} pictures on ${await this.evaluate('location.pathname')}`);
    }
  }

  async pictures(count) {
    await this.#shown(count);
    await this.#look(`${count} pictures`);
  }

  // The page says that.
  async reads(text) {
    const { text: body, what } = this.seen.at(-1);
    if (!body.includes(text)) throw new Error(`after "${what}" the page does not say "${text}", but: ${body.slice(0, 300)}`);
  }

  async answers(status) {
    const { status: got, what } = this.seen.at(-1);
    if (got !== status) throw new Error(`after "${what}" the status is ${got}, not ${status}`);
  }

  // What was seen last becomes the example's picture.
  async keep() {
    this.kept = this.seen.at(-1).png;
  }

  // With the mouse, at the middle of what is there to see.
  async #click(selector) {
    const at = await this.evaluate(`(() => {
      const element = document.querySelector(${quoted(selector)});
      if (!element) return null;
      element.scrollIntoView({ block: 'nearest' });
      const { x, y, width, height } = element.getBoundingClientRect();
      return { x: x + width / 2, y: y + height / 2 };
    })()`);
    if (!at) throw new Error(`${await this.evaluate('location.pathname')} has no ${selector}`);
    for (const type of ['mousePressed', 'mouseReleased']) await this.browser.call('Input.dispatchMouseEvent', { type, ...at, button: 'left', clickCount: 1 });
  }

  async #arrive(what, act, pictures = 0) {
    const arrived = this.browser.event('Page.loadEventFired');
    await act();
    await Promise.race([arrived, late(what)]);
    if (pictures) await this.#shown(pictures);
    await this.#look(what);
  }

  masked(text) {
    return this.masks.filter((mask) => mask instanceof RegExp).reduce((rest, mask) => rest.replaceAll(mask, '«masked»'), text);
  }

  // In the page, too, so that the pictures can be compared.
  async #hide() {
    for (const mask of this.masks) {
      if (typeof mask === 'string') {
        await this.evaluate(`document.querySelectorAll(${quoted(mask)}).forEach((element) => { element.textContent = '«masked»'; })`);
      } else {
        await this.evaluate(`(() => {
          const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
          while (texts.nextNode()) texts.currentNode.data = texts.currentNode.data.replaceAll(${mask}, '«masked»');
        })()`);
      }
    }
  }

  async #look(what) {
    await this.#hide();
    await this.evaluate(STILL);
    const { status, hops, at, title, text } = await this.evaluate(`(() => {
      const [entry] = performance.getEntriesByType('navigation');
      return { status: entry.responseStatus, hops: entry.redirectCount, at: location.pathname + location.search, title: document.title, text: document.body.innerText };
    })()`);
    const { cookies } = await this.browser.call('Network.getCookies');
    const { data } = await this.browser.call('Page.captureScreenshot', { format: 'png' });
    this.seen.push({
      what, status, hops, at: this.masked(at), title, text: this.masked(text),
      cookies: cookies.map(({ name, path, httpOnly, secure, session, sameSite }) => ({ name, path, httpOnly, secure, session, sameSite: sameSite ?? '' })),
      png: Buffer.from(data, 'base64'),
    });
  }
}
