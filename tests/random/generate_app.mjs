// Makes an application up: settings, layers, handlers. What it registers is noted, so that requests nearly meet it.
import * as words from './words.mjs';

const LEVELS = 2; // of routers and apps below the first

export class AppMaker {
  constructor(random, themes) {
    this.r = random;
    this.themes = themes;
    this.places = []; // {method, target}: targets that match, percent-encoded
  }

  has(theme) {
    return this.themes.includes(theme);
  }

  make() {
    const app = this.app('', 0);
    // What nobody has answered is told by a last handler, or by Express's own.
    if (this.r.chance(0.7)) app.layers.push({ kind: 'use', handlers: [{ kind: 'error', steps: [['json', { error: { $err: 'told' }, notes: { $res: ['locals'] } }]] }] });
    // A parameter of this name is lost when params are merged (docs/differences.md).
    const text = JSON.stringify(app);
    return text.includes('"mergeParams":true') ? JSON.parse(text.replace(/([:*])__proto__/g, '$1proto')) : app;
  }

  app(at, level) {
    const settings = this.settings(level);
    const app = { settings, layers: this.layers(at, level) };
    const { r } = this;
    if (!this.has('views')) return app;
    if (r.chance(0.9)) app.locals = Object.fromEntries(r.some(Object.keys(words.appLocals), 3).map((name) => [name, r.pick(words.appLocals[name])]));
    // All that the names of views ask for: what a missing engine is told as differs (docs/differences.md).
    app.engines = r.pick([[['marks', 'marks'], ['html', 'ejs']], [['.marks', 'marks'], ['.html', 'ejs']], [['html', 'ejs'], ['marks', 'marks'], ['ejs', 'ejs']]]);
    return app;
  }

  // ---- settings --------------------------------------------------------------------------------------------------------

  settings(level) {
    const { r } = this;
    const most = this.has('settings') ? 0.35 : 0.06;
    const made = [];
    const maybe = (name, values) => {
      if (r.chance(level ? most / 2 : most)) made.push([name, r.pick(values)]);
    };
    maybe('etag', ['weak', 'strong', false, true, { $fn: 'etagLength' }, { $fn: 'etagEncoding' }, { $fn: 'etagNone' }]);
    maybe('query parser', ['simple', 'extended', 'extended', false, true, { $fn: 'queryRaw' }, { $fn: 'queryText' }]);
    maybe('case sensitive routing', [true, false]);
    maybe('strict routing', [true, true, false]);
    maybe('json spaces', [2, 1, 0, '\t', '--', 11, '            x', null]);
    maybe('json escape', [true, false]);
    maybe('json replacer', [{ $fn: 'replaceNumbers' }, { $fn: 'dropPrivate' }, ['a', 'b'], null]);
    maybe('x-powered-by', [true, false, 0, 'yes']);
    maybe('subdomain offset', [0, 1, 2, 3, 5, -1]);
    maybe('jsonp callback name', ['callback', 'cb', 'a']);
    maybe('env', ['production', 'test', '']);
    if (this.has('views') && r.chance(level ? 0.4 : 0.97)) made.push(['views', r.chance(0.85) ? words.viewFolders[0] : r.pick(words.viewFolders)]);
    if (this.has('views') && r.chance(level ? 0.4 : 0.9)) made.push(['view engine', r.weighted([[6, 'ejs'], [1, '.ejs'], [1, 'marks'], [1, 'html']])]);
    if (this.has('views') && r.chance(0.3)) made.push(['view cache', r.chance(0.5)]);
    if (this.has('views') && r.chance(0.06)) made.push(['view options', r.pick([{ delimiter: '?' }, { rmWhitespace: true }, {}])]);
    if (r.chance(this.has('proxy') ? 0.7 : 0.04)) made.push(['trust proxy', r.pick([true, false, 1, 2, 0, 'loopback', '127.0.0.1', 'loopback, 10.0.0.0/8', ['10.0.0.1', '127.0.0.0/8'], { $fn: 'trustFirst' }, { $fn: 'trustTen' }, 'uniquelocal', '10.0.0.1/255.0.0.0', '::1', ''])]);
    return made;
  }

  // ---- layers ----------------------------------------------------------------------------------------------------------

  layers(at, level) {
    const { r } = this;
    const made = [];
    if (level === 0 && this.has('cookies')) made.push({ kind: 'use', handlers: [{ cookies: true, secrets: r.pick([['s3cret'], ['one', 's3cret'], [], 's3cret', '']) }] });
    if (this.has('middleware') && level === 0) made.push(...r.list(0, 2, () => ({ ...this.mounted('use', at, level, 0.1, true), handlers: [this.module()] })));
    if (this.has('sessions') && r.chance(level ? 0.04 : 0.97)) made.push({ ...(r.chance(0.1) ? this.mounted('use', at, level, 1, true) : { kind: 'use' }), handlers: [r.chance(0.15) ? this.module('cookie-session') : this.sessions()] });
    for (let n = r.between(2, level ? 4 : 7); n > 0; n--) made.push(this.layer(at, level));
    return made;
  }

  layer(at, level) {
    const { r } = this;
    const nested = level < LEVELS ? 1 : 0;
    const kind = r.weighted([
      [8, 'method'], [2.5, 'use'], [1.2, 'route'], [this.has('routing') ? 1.2 : 0.3, 'param'], [2 * nested, 'router'], [1 * nested, 'app'], [this.has('errors') ? 2 : 0.5, 'errorHandler'],
      [this.has('bodies') ? 3 : 0.1, 'parser'], [this.has('files') ? 2 : 0.05, 'static'],
    ]);
    if (kind === 'method') return this.route(at, level);
    if (kind === 'use') return { ...this.mounted('use', at, level, 0.5), handlers: this.handlers(false, true) };
    if (kind === 'param') return { kind, name: this.paramName(level), handler: this.handler({ param: true, passes: true }) };
    if (kind === 'errorHandler') return { ...this.mounted('use', at, level, 0.3), handlers: [this.handler({ error: true })] };
    if (kind === 'parser') return { ...this.mounted('use', at, level, 0.15), handlers: [this.parser()] };
    if (kind === 'static') {
      const layer = { ...this.mounted('use', at, level, 0.6, true), handlers: [this.statics()] };
      for (const file of r.some(words.files.filter((name) => typeof name === 'string'), 4)) this.places.push({ method: 'GET', target: `${this.last === '/' ? '' : this.last}/${encodeURI(file)}` });
      return layer;
    }
    if (kind === 'route') {
      const path = this.path(at);
      const on = r.list(1, 3, () => ({ method: this.method(), handlers: this.handlers() }));
      for (const { method } of on) this.place(method, this.last);
      return { kind, path, on };
    }
    const layer = this.mounted(kind, at, level, 0.85);
    if (r.chance(0.15)) {
      const first = this.last;
      layer.also = r.list(1, 2, () => this.path(at, true));
      if (r.chance(0.5)) this.last = first;
    }
    const base = this.last;
    if (kind === 'router') {
      const options = {};
      for (const name of ['caseSensitive', 'mergeParams', 'strict']) if (r.chance(0.3)) options[name] = r.chance(0.7);
      return { ...layer, options, layers: this.layers(base, level + 1) };
    }
    return { ...layer, ...this.app(base, level + 1) };
  }

  // An app takes several at once.
  paramName(level) {
    const names = words.paramNames.filter((name) => !(name in {}));
    return level === 0 && this.r.chance(0.15) ? this.r.some(names, 3) : this.r.pick(names);
  }

  method() {
    return this.r.weighted([[6, 'get'], [3, 'post'], [1, 'all'], [3, this.r.pick(words.methods)]]);
  }

  route(at) {
    const method = this.method();
    const path = this.path(at);
    this.place(method, this.last);
    return { kind: 'method', method, path, handlers: this.handlers() };
  }

  place(method, target) {
    this.places.push({ method: method === 'all' ? 'GET' : method.toUpperCase(), target });
  }

  mounted(kind, at, level, pathful, plain = false) {
    if (!this.r.chance(pathful)) {
      this.last = at;
      return { kind };
    }
    if (plain) {
      const name = this.r.pick(['a', 'files', 'x y']);
      this.last = `${at}/${encodeURIComponent(name)}`;
      return { kind, path: `/${name}` };
    }
    return { kind, path: this.path(at, true) };
  }

  // ---- paths -----------------------------------------------------------------------------------------------------------

  // A pattern; `this.last` becomes a target that it means, as far as that can be told.
  path(at, prefix = false) {
    const { r } = this;
    const base = at === '/' ? '' : at;
    if (r.chance(0.004)) {
      this.last = base;
      return r.pick(words.wrongPaths);
    }
    if (r.chance(0.06)) {
      this.last = `${base}${r.pick(['/re', '/42', '/a', '/users/7', '/butterfly', '/xyy', '/', '/a/b', '/users'])}`;
      return { $regex: r.pick(words.regexes) };
    }
    if (r.chance(0.05)) {
      const all = r.list(1, 3, () => this.path(at, prefix));
      return all;
    }
    if (r.chance(0.08)) {
      this.last = `${base}${r.pick(['', '/'])}`;
      return r.pick(['/', '', '/', '*all', '/*all', '{/*all}', '/{*all}']);
    }
    let pattern = '';
    let target = '';
    const seen = new Set();
    const param = () => {
      let name = r.pick(words.paramNames);
      while (seen.has(name)) name = r.pick(['p', 'q', 'r', 's', 't', 'u', 'v', 'w']);
      seen.add(name);
      return /^[$_\p{L}][$\w\p{L}]*$/u.test(name) ? name : JSON.stringify(name);
    };
    const literal = () => {
      const word = r.pick(this.has('routing') ? words.segments : words.segments.slice(0, 12));
      return [word.replace(/[(){}[\]?+!:*\\]/g, '\\$&'), encodeURIComponent(decodeURIComponent(word))];
    };
    const piece = () => r.weighted([
      [5, () => { const [p, t] = literal(); pattern += `/${p}`; target += `/${t}`; }],
      [4, () => { pattern += `/:${param()}`; target += `/${r.pick(words.paramValues)}`; }],
      [0.7, () => { pattern += `/*${param()}`; target += `/${r.pick(words.paramValues)}${r.chance(0.5) ? `/${r.pick(words.paramValues)}` : ''}`; }],
      [0.7, () => { pattern += `{/:${param()}}`; if (r.chance(0.5)) target += `/${r.pick(words.paramValues)}`; }],
      [0.5, () => { const [p, t] = literal(); pattern += `{/${p}}`; if (r.chance(0.5)) target += `/${t}`; }],
      [0.6, () => { pattern += `/:${param()}-:${param()}`; target += `/a-${r.pick(words.paramValues)}`; }],
      [0.6, () => { pattern += `/:${param()}{.:${param()}}`; target += `/a${r.chance(0.5) ? '.txt' : ''}`; }],
      [0.4, () => { pattern += `/file-:${param()}.txt`; target += '/file-7.txt'; }],
      [0.3, () => { pattern += `{/a/:${param()}}/b`; target += r.chance(0.5) ? '/a/x/b' : '/b'; }],
      [0.2, () => { pattern += `/:${param()}/*${param()}/x`; target += '/p/q/r/x'; }],
      [0.2, () => { pattern += `/x{:${param()}}y`; target += `/x${r.chance(0.5) ? 'z' : ''}y`; }],
    ])();
    for (let n = r.weighted([[5, 1], [4, 2], [1, 3]]); n > 0; n--) piece();
    if (r.chance(0.08)) {
      pattern += '/';
      target += r.chance(0.7) ? '/' : '';
    }
    if (r.chance(0.02)) pattern = pattern.slice(1);
    this.last = `${base}${target}`;
    return pattern;
  }

  // ---- handlers --------------------------------------------------------------------------------------------------------

  handlers(error = false, passes = false) {
    const { r } = this;
    const made = r.chance(0.25) ? [this.handler({ passes: true })] : [];
    if (r.chance(0.05)) made.push(this.handler({ error: true }));
    if (this.has('bodies') && r.chance(0.15)) made.unshift(this.parser());
    if (this.has('middleware') && r.chance(0.15)) made.unshift(this.module(r.pick(['cors', 'compression', 'helmet'])));
    made.push(this.handler({ error, passes: passes && r.chance(0.8) }));
    return made;
  }

  // ---- sessions, views, events -----------------------------------------------------------------------------------------

  sessions() {
    const { r } = this;
    const made = { secret: r.pick(['s3cret', 's3cret', ['s3cret'], ['new', 's3cret'], ['s3cret', 'old']]) };
    for (const [name, values] of Object.entries(words.sessionOptions)) if (/^(resave|saveUninitialized)$/.test(name) || r.chance(0.2)) made[name] = r.pick(values);
    const cookie = {};
    for (const [name, values] of Object.entries(words.sessionCookie)) if (r.chance(name === 'maxAge' ? 0.4 : 0.1)) cookie[name] = r.pick(values);
    if (Object.keys(cookie).length) made.cookie = cookie;
    return { session: made };
  }

  module(name = this.r.pick(['cors', 'cors', 'compression', 'compression', 'method-override', 'cookie-session', 'helmet'])) {
    const { r } = this;
    const options = {};
    for (const [key, values] of Object.entries(words.modules[name])) if (r.chance(0.25)) options[key] = r.pick(values);
    if (name === 'cookie-session') options.keys = r.pick([['k1'], ['k1', 'k2'], ['k2', 'k1']]);
    return { npm: name, options };
  }

  sessionStep() {
    const { r } = this;
    return r.weighted([
      [4, () => ['sessionCount', r.pick(words.sessionKeys.slice(0, 2))]],
      [3, () => ['sessionSet', r.pick(words.sessionKeys), r.pick(words.sessionValues)]],
      [1, () => ['sessionDelete', r.pick(words.sessionKeys)]],
      [0.7, () => { const name = r.pick(Object.keys(words.sessionAttributes)); return ['sessionCookie', name, r.pick(words.sessionAttributes[name])]; }],
      [0.5, () => ['sessionTouch']],
      [0.3, () => ['sessionDrop', r.pick([null, { $u: 1 }])]],
      [0.3, () => ['save']],
      [0.15, () => ['destroy']],
      [2, () => ['note', { $try: { $req: [r.pick(['session', 'sessionID'])] } }]],
    ])();
  }

  // What comes in a callback: its error, or the answer.
  then(c, steps) {
    return [['if', { $err: '' }, [['json', { $err: 'told' }]], steps]];
  }

  sessionEnding(c) {
    const { r } = this;
    const change = r.list(0, 2, () => this.sessionStep());
    return [...r.list(0, 1, () => this.sessionStep()), [r.pick(['regenerate', 'regenerate', 'save', 'save', 'destroy', 'reload']), this.then(c, [...change, ...(r.chance(0.2) ? [this.flow(c)] : this.simple(c))])]];
  }

  // An answer that is there at once.
  simple(c) {
    const { r } = this;
    return r.weighted([
      [4, () => [['json', this.report(c)]]],
      [2, () => [['send', r.pick(words.texts)]]],
      [1, () => [['redirect', r.pick(['/', '/a', '/users/1'])]]],
      [0.5, () => [['sendStatus', r.pick(words.statuses)]]],
      [0.5, () => [['end']]],
    ])();
  }

  view(c) {
    const { r } = this;
    const name = () => (r.chance(0.7) ? r.pick(words.viewNames.slice(0, 18)) : r.pick(words.viewNames));
    const locals = () => (r.chance(0.8) ? r.pick(words.viewLocals) : { title: { $try: { $req: [r.pick(['path', 'url', 'originalUrl', 'baseUrl', 'method', 'ip', 'ips', 'hostname', 'protocol', 'xhr'])] } } });
    const before = r.chance(0.3) ? [['local', r.pick(['title', 'a', 'user', 'site']), r.pick(['of res.locals', 5, { id: 3, name: 'R' }])]] : [];
    const told = () => this.then(c, r.weighted([[3, () => [['send', { $given: '' }]]], [1, () => [['json', { text: { $given: '' } }]]], [1, () => this.simple(c)]])());
    return r.weighted([
      [7, () => [...before, ['render', name(), locals()]]],
      [2, () => [...before, ['render', name(), locals(), told()]]],
      [1.5, () => [...before, ['appRender', name(), r.pick(words.viewLocals.filter((one) => !one.$u)), told()]]],
    ])();
  }

  // What a listener or a timer does without answering.
  quiet(c) {
    return [['journal', this.r.pick(['one', 'two', { $res: ['headersSent'] }, { $res: ['statusCode'] }, { $res: ['writableEnded'] }, { $req: ['url'] }, { $req: ['baseUrl'] }, { $req: ['method'] }])]];
  }

  event(c) {
    const { r } = this;
    return r.weighted([
      [3, () => ['on', r.pick(['finish', 'close', 'finish', 'close', 'prefinish', 'pipe', 'x']), this.quiet(c)]],
      [2, () => ['journal', r.pick(['here', 'there', { $req: ['path'] }, { $res: ['statusCode'] }])]],
    ])();
  }

  // passes: it more likely calls next than answers
  handler({ error = false, param = false, passes = false }) {
    const { r } = this;
    const handler = { steps: [] };
    if (error) handler.kind = 'error';
    if (r.chance(0.2)) handler.async = true;
    const c = { error, param };
    for (let n = r.weighted([[4, 0], [3, 1], [2, 2], [1, 4]]); n > 0; n--) handler.steps.push(this.step(c));
    if (handler.async && r.chance(0.4)) handler.steps.splice(r.below(handler.steps.length + 1), 0, ['wait', r.between(0, 2)]);
    handler.steps.push(...(passes && r.chance(0.9) ? [this.flow(c)] : this.ending(c)));
    // A file is sent later: what comes behind it would race with it.
    if (/^(sendFile|download|render|appRender|later|collect|echo|regenerate|reload|save|destroy)$/.test(handler.steps.at(-1)[0])) return handler;
    if (r.chance(0.07)) handler.steps.push(this.step(c));
    // Not behind next(): whether Node has written the 404 page by then depends on when the body came.
    if (!handler.steps.some(([op]) => op === 'next') && r.chance(0.02)) handler.steps.push(r.pick([['end'], ['send', 'again'], ['json', {}]]));
    // Two ways at once: not where both may wait for a disk, a body or a store, which decide the order.
    if (!['files', 'bodies', 'sessions', 'views'].some((theme) => this.has(theme)) && r.chance(0.02)) handler.steps.push(this.flow(c));
    return handler;
  }

  flow(c) {
    const { r } = this;
    return r.weighted([
      [10, () => ['next']],
      [1, () => ['next', 'route']],
      [0.7, () => ['next', 'router']],
      [this.has('errors') ? 3 : 0.6, () => [r.pick(['next', 'throw']), this.error(c)]],
      [0.2, () => ['next', r.pick([null, { $u: 1 }, false, 0, '', 5, 'text', {}])]],
      [0.2, () => ['throw', r.pick([null, { $u: 1 }, false, 0, '', 5, 'text', {}, 'route', 'router'])]],
    ])();
  }

  error(c) {
    const { r } = this;
    if (c.error && r.chance(0.4)) return { $err: '' };
    const props = {};
    const maybe = (name, values) => {
      if (r.chance(0.3)) props[name] = r.pick(values);
    };
    maybe('status', [400, 404, 500, 503, 600, 200, '404', 'x', null, 0, 399, 99, 1000, 404.5]);
    maybe('statusCode', [400, 422, 500, '500', 302, null]);
    maybe('expose', [true, false]);
    maybe('code', ['E_X', 5]);
    maybe('headers', [{ 'X-Error': 'yes' }, { 'Retry-After': '5', 'x-a': 'b' }, null, {}, 'x']);
    return { $error: { type: r.pick(['Error', 'Error', 'TypeError', 'RangeError', 'SyntaxError', 'HttpError']), status: r.pick([400, 404, 500, 418]), message: r.pick(['broken', '', '<b>&"', 'é\n  two  spaces', 'x']), props } };
  }

  step(c) {
    const { r } = this;
    // A Trailer that may not be is found when the answer ends; under express-session it then never does (docs/differences.md).
    const names = this.has('sessions') ? words.fieldNames.filter((name) => name !== 'Trailer') : words.fieldNames;
    const field = () => (r.chance(0.03) ? r.pick(words.wrongFieldNames) : r.pick(names));
    const value = () => (r.chance(0.12) ? r.pick(words.oddFieldValues) : r.pick(words.fieldValues));
    const fields = () => Object.fromEntries(r.list(1, 3, () => [field(), value()]));
    const more = this.has('headers') ? 2 : 1;
    return r.weighted([
      [2, () => ['status', r.chance(0.08) ? r.pick(words.wrongStatuses) : r.pick(words.statuses)]],
      [0.3, () => ['statusCode', r.chance(0.1) ? r.pick(words.wrongStatuses) : r.pick(words.statuses)]],
      [0.2, () => ['statusMessage', r.pick(['Fine', '', 'é', 'a\nb', 'Not  So  Good'])]],
      [3 * more, () => ['set', field(), value()]],
      [0.5 * more, () => ['setAll', fields()]],
      [0.5 * more, () => ['setHeader', field(), value()]],
      [0.3 * more, () => ['appendHeader', field(), value()]],
      [0.4 * more, () => ['removeHeader', field()]],
      [1 * more, () => ['append', field(), value()]],
      [0.8 * more, () => ['vary', r.pick(['Accept', 'accept', 'Origin', '*', 'Accept, Origin', ['A', 'B'], ['Accept', 'accept'], '', 'a b', [], 'X,,Y'])]],
      [0.5 * more, () => ['links', r.pick([{ next: '/a', last: '/b' }, { self: 'http://x/é' }, {}, { next: ['/a', '/b'] }, { 'a b': '/x y' }])]],
      [1 * more, () => ['type', r.pick(words.types)]],
      [this.has('cookies') ? 4 : 0.4, () => this.cookie()],
      [0.7, () => ['location', r.pick(words.urls)]],
      [0.4, () => (r.chance(0.3) ? ['attachment'] : ['attachment', r.pick(words.dispositionNames)])],
      [0.6, () => ['note', this.reading(c)]],
      [0.4, () => ['local', r.pick(['a', 'b']), this.value(c)]],
      [0.3, () => ['reqSet', 'url', r.pick(['/a', '/users/1', '/a?x=1', '/', '/b/c', '', '/?y', '/caf%C3%A9'])]],
      [0.15, () => ['reqSet', 'method', r.pick(['GET', 'POST', 'OPTIONS'])]],
      [0.1, () => ['reqSet', 'params', { own: 1 }]],
      [this.has('sessions') ? 8 : 0, () => this.sessionStep()],
      [this.has('events') ? 8 : 0, () => this.event(c)],
      [0.3, () => ['if', { $req: [r.pick(['fresh', 'xhr', 'secure'])] }, [this.step(c)], [['note', 'no']]]],
    ])();
  }

  cookie() {
    const { r } = this;
    const options = {};
    for (const [name, values] of Object.entries(words.cookieOptions)) if (r.chance(0.2)) options[name] = r.pick(values);
    const name = r.chance(0.8) ? r.pick(words.cookieNames.slice(0, 7)) : r.pick(words.cookieNames);
    if (r.chance(0.2)) return r.chance(0.5) ? ['clearCookie', name] : ['clearCookie', name, options];
    return r.chance(0.3) ? ['cookie', name, r.pick(words.cookieValues)] : ['cookie', name, r.pick(words.cookieValues), options];
  }

  value(c) {
    const { r } = this;
    return r.weighted([[3, () => r.pick(words.texts)], [1.5, () => r.pick(words.scalars)], [2, () => r.pick(words.structures)], [2, () => this.reading(c)]])();
  }

  // What req tells, and what an error handler or a param callback knows.
  reading(c) {
    const { r } = this;
    if (c.error && r.chance(0.5)) return { $err: 'told' };
    if (c.param && r.chance(0.5)) return [{ $param: 'name' }, { $param: 'value' }];
    if (this.has('sessions') && r.chance(0.4)) return { $try: { $req: [r.pick(['session', 'session', 'sessionID'])] } };
    if (this.has('events') && r.chance(0.4)) return { $journal: '' };
    const types = () => r.some(['html', 'json', 'text', 'text/plain', 'image/*', 'png', '*/*', 'application/json', 'urlencoded', 'multipart', '+json', 'utf-8', 'gzip', 'br', 'identity', 'en', 'fr', 'en-US', 'x/y', 'multipart/*', 'application/*', 'text/*'], 3);
    return { $try: { $req: r.weighted([
      [6, () => r.pick(words.reads)],
      [1.5, () => ['get', r.pick(['X-A', 'host', 'Referer', 'Referrer', 'content-type', 'Cookie', 'Range', 'x-b', '', 'if-none-match', 'Accept', 'toString', 'set-cookie'])]],
      [this.has('negotiation') ? 5 : 0.7, () => [r.pick(['accepts', 'acceptsCharsets', 'acceptsEncodings', 'acceptsLanguages']), ...(r.chance(0.2) ? [] : r.chance(0.2) ? [types()] : types())]],
      [this.has('bodies') || this.has('negotiation') ? 2 : 0.5, () => ['is', ...(r.chance(0.2) ? [types()] : types())]],
      [0.7, () => ['range', r.pick([1000, 10, 0, 5, 1]), ...(r.chance(0.4) ? [{ combine: true }] : [])]],
      [0.2, () => ['setting', r.pick(['etag', 'env', 'trust proxy', 'x-powered-by', 'json spaces', 'nope', 'subdomain offset'])]],
    ])() } };
  }

  // Several readings in one answer.
  report(c) {
    const report = {};
    this.r.list(2, 7, () => this.reading(c)).forEach((reading, i) => { report[`r${i}`] = reading; });
    if (this.r.chance(0.3)) report.locals = { $res: ['locals'] };
    if (this.r.chance(0.1)) report.fields = { $res: [this.r.pick(['getHeaders', 'getHeaderNames', 'getRawHeaderNames', 'headersSent', 'statusCode'])] };
    return report;
  }

  ending(c) {
    const { r } = this;
    return r.weighted([
      [7, () => [['json', this.report(c)]]],
      [3, () => [['send', this.value(c)]]],
      [0.5, () => [['send']]],
      [2, () => [['json', this.value(c)]]],
      [0.7, () => [['jsonp', this.value(c)]]],
      [0.8, () => [['sendStatus', r.chance(0.1) ? r.pick(words.wrongStatuses) : r.pick(words.statuses)]]],
      [1, () => [r.chance(0.6) ? ['redirect', r.pick(words.urls)] : ['redirect', r.pick([301, 302, 303, 307, 308, 200, 404, 600, '301', 304, 204]), r.pick(words.urls)]]],
      [this.has('files') ? 4 : 0.4, () => [this.file(c)]],
      [this.has('views') ? 12 : 0, () => this.view(c)],
      [this.has('sessions') ? 5 : 0, () => this.sessionEnding(c)],
      [this.has('events') ? 4 : 0.2, () => [['later', r.between(0, 3), this.simple(c)]]],
      [this.has('bodies') || this.has('events') ? 1 : 0, () => [r.chance(0.7) ? ['collect', [['json', { text: { $given: '' }, r: this.reading(c) }]]] : ['echo']]],
      [this.has('streams') ? 5 : 0.8, () => this.pieces(c)],
      [1, () => [r.chance(0.3) ? ['end'] : ['end', r.pick(words.texts)]]],
      [this.has('negotiation') ? 4 : 0.6, () => [['format', r.some(['text', 'html', 'json', 'text/plain', 'application/json', 'text/html', 'default', 'png', 'application/vnd.x+json', 'x'], 4).map((type) => [type, [...(r.chance(0.2) ? [this.step(c)] : []), ['send', r.pick([type, { type }])]]])]]],
      [this.has('errors') ? 4 : 0.8, () => [['throw', this.error(c)]]],
      [this.has('errors') ? 3 : 0.8, () => [['next', this.error(c)]]],
      [0.8, () => [this.flow(c)]],
    ])();
  }

  pieces(c) {
    const { r } = this;
    const made = [];
    const chunk = () => (r.chance(0.06) ? r.pick([null, { $u: 1 }, 5, {}, true, []]) : r.pick([...words.texts, { $buf: '\x00\xff' }, { $buf: '' }]));
    const piece = (op) => (r.chance(0.12) ? [op, ...r.pick([['hello', 'utf8'], ['é', 'utf8'], ['é', 'latin1'], ['hello', 'ascii'], ['6869', 'hex'], ['aGk=', 'base64'], ['', 'latin1'], ['é☃', 'utf16le']])] : [op, chunk()]);
    if (r.chance(0.3)) made.push(['writeHead', r.chance(0.05) ? r.pick(words.wrongStatuses) : r.pick(words.statuses), ...(r.chance(0.6) ? [r.pick([{ 'X-H': 'v' }, { 'Content-Type': 'text/plain', 'X-A': '2' }, ['X-A', '1', 'X-A', '2'], { 'X-B': 'é' }, { 'Transfer-Encoding': 'chunked' }, { Connection: 'close' }, {}, { 'X-A': ['1', '2'] }])] : [])]);
    if (r.chance(0.1)) return [...made, ['setHeader', 'Content-Length', r.pick(['5', 5])], ...r.pick([[['write', 'hello'], ['end']], [['end', 'hello']], [['write', 'hé'], ['end', 'lo']], [['write', { $buf: 'hello' }], ['end']]])];
    if (r.chance(0.1)) made.push(['flushHeaders']);
    for (let n = r.between(0, 3); n > 0; n--) made.push(piece('write'));
    if (r.chance(0.15)) made.push(this.step(c));
    if (r.chance(0.06)) made.push(this.flow(c));
    made.push(r.chance(0.5) ? ['end'] : piece('end'));
    return made;
  }

  // ---- files and bodies ------------------------------------------------------------------------------------------------

  file(c) {
    const { r } = this;
    const { options } = this.fileOptions();
    if (r.chance(0.9)) options.root = r.pick(['public', 'public', 'public', 'public/edge', 'missing', 'public/hello.txt']);
    if (r.chance(0.15)) options.headers = r.pick([{ 'X-File': 'yes' }, { 'Content-Type': 'text/x' }, { ETag: '"own"' }, { 'Cache-Control': 'no-store' }, { 'Last-Modified': 'x' }]);
    if (r.chance(0.06)) options.start = r.pick([0, 3, 100, 1000000]);
    const callback = r.chance(0.25) ? [[['if', { $err: '' }, [['if', { $res: ['headersSent'] }, [['note', 'sent']], [['json', { $err: 'told' }]]]], [['note', 'done']]]]] : [];
    if (r.chance(0.3)) return ['download', r.pick(words.files), r.chance(0.5) ? { $u: 1 } : r.pick(words.dispositionNames), options, ...callback];
    return ['sendFile', r.chance(0.03) ? r.pick([5, null, { $u: 1 }, {}]) : r.pick(words.files), options, ...callback];
  }

  fileOptions() {
    const { r } = this;
    const options = {};
    const maybe = (name, values) => {
      if (r.chance(0.18)) options[name] = r.pick(values);
    };
    maybe('dotfiles', ['allow', 'deny', 'ignore']);
    maybe('extensions', [false, ['html'], ['txt', 'html'], 'html', []]);
    maybe('immutable', [true, false]);
    maybe('index', [false, 'index.html', ['x.html', 'index.html'], 'nested.txt', []]);
    maybe('maxAge', [0, 1000, '1d', 1500, 3600000, '2 hours', 1e12]);
    maybe('lastModified', [true, false]);
    maybe('cacheControl', [true, false]);
    maybe('acceptRanges', [true, false]);
    return { options, maybe };
  }

  statics() {
    const { options, maybe } = this.fileOptions();
    maybe('etag', [true, false]);
    maybe('fallthrough', [true, false]);
    maybe('redirect', [true, false]);
    maybe('setHeaders', [true]);
    return { static: this.r.pick(['public', 'public', 'public/edge', 'public/sub', 'missing']), options };
  }

  parser() {
    const { r } = this;
    const parser = r.pick(['json', 'json', 'urlencoded', 'urlencoded', 'text', 'raw']);
    const options = {};
    const maybe = (name, values, p = 0.15) => {
      if (r.chance(p)) options[name] = r.pick(values);
    };
    maybe('inflate', [true, false]);
    maybe('limit', ['100kb', 10, 5, '1kb', 0, '1mb', 1000]);
    maybe('type', ['*/*', 'text/*', ['json', 'text'], 'application/*', { $fn: 'wantsParsing' }, '+json', 'application/vnd.api+json', 'multipart/*', 'x', 'urlencoded'], 0.25);
    maybe('verify', [true]);
    if (parser === 'json') {
      maybe('strict', [true, false], 0.3);
      maybe('reviver', [true]);
    }
    if (parser === 'urlencoded') {
      maybe('extended', [true, false], 0.6);
      maybe('parameterLimit', [1, 2, 5, 1000]);
      maybe('depth', [0, 1, 2, 32]);
      maybe('defaultCharset', ['utf-8', 'iso-8859-1']);
      maybe('charsetSentinel', [true]);
      maybe('interpretNumericEntities', [true]);
    }
    if (parser === 'text') maybe('defaultCharset', ['utf-8', 'iso-8859-1', 'windows-1252', 'utf-16le', 'x']);
    return { parser, options };
  }
}
