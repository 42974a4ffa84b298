// What is rendered by both: {text | file, data, options, globals, functions, special, compile}. `features` are those that an old QuickJS
// does not know; `words`: the message is the engine's own but for what is named.
const tags = ['<% %>', '<%= %>', '<%- %>', '<%# %>', '<%% %>', '<%_ _%>', '<% -%>', '<%= 1 -%>', '<%- 1 _%>', '<%_ _%%>', '%%>', '<%%>', '<%= 1;%>', '<%= 1 ; %>',
  '<%- "a;b" %>', '<%=1%>', '<%-1%>', '<%_1_%>', '<%% 1 %%>', '<%% 1 -%>', '<%#\n\n%>', '<%#%>', '<%%', '<%= "%" %>', '<%= "<" + "%" %>', '<%= `a\nb` %>'];
const around = [['', ''], ['a ', ' b'], ['\n', '\n'], ['  \t', '\t  \n'], ['a\r\n', '\r\nb'], ['\n\n  ', '  \n\n'], ['"', '\\'], ["'", '\r'], ['é\u2028', '😀\u2029']];

function* tagCases() {
  for (const tag of tags) {
    for (const [before, after] of around) {
      yield { text: before + tag + after };
    }
    yield { text: `x\n  ${tag}  \n y \r\n\n\n z${tag}`, options: { rmWhitespace: true } };
  }
}

const values = ['null', 'undefined', '0', '-0', 'NaN', 'true', '""', '"<>&\\"\'"', '[]', '[1,[2,3]]', '({})', '({ toString() { return "<o>" } })', 'new Date(0).toISOString()', '/a<b/g', '() => 1',
  '10n ** 20n', '1e21', '1e-7', '0.1 + 0.2', '"\\ud800"', '"\\u0000"', 'new Error("x")', 'new String("<s>")', 'JSON.stringify({ a: ["<"] })', '[null, undefined]', 'String(Symbol("s"))'];
function* valueCases() {
  for (const value of values) {
    yield { text: `<%= ${value} %>|<%- ${value} %>`, escapes: value.includes('ud800') };
  }
  yield { text: '<%= Symbol("s") %>', words: true };
  for (const name of ['when', 'never', 'undef', 'nil', 'nan', 'infinity', 'minus', 'zero', 'bytes', 'error', 'pattern', 'first', 'list']) {
    yield { text: `<%= ${name} %>|<%= typeof ${name} %>|<%= JSON.stringify(${name}) %>|<%= Object.prototype.toString.call(${name}) %>`, special: true, zone: true };
  }
}

const special = [
  'plural(1, "cat")', 'plural(2, "cat")', 'upper("é<ß>")', 'kind(undefined)', 'kind(null)', 'kind(NaN)', 'kind("x")', 'kind([1])', 'kind(upper)', 'sum([1, 2, 3.5])', 'sum([])', 'nothing()', 'JSON.stringify(nothing())',
  'JSON.stringify(make(3))', 'make(1).when.getTime()', 'make(1).when instanceof Date', 'JSON.stringify(count(1))', 'JSON.stringify(count(1, "b", null, true, [5]))', 'JSON.stringify(count(1, 2, 3, 4, 5, 6))',
  'same(undefined)', 'typeof same(undefined)', 'same(null) === null', 'Object.is(same(-0), -0)', 'Number.isNaN(same(NaN))', 'same(-Infinity)', 'same(new Date(5)).getTime()', 'same([new Date(5), undefined, NaN]).map(String).length',
  'same({ a: { b: [1, { c: undefined }] } }).a.b[1].hasOwnProperty("c")', 'same(upper)("x")', 'same(upper) === upper', 'same("\\ud83d\\ude00")', 'same({ "__proto__x": 1 })["__proto__x"]', 'same(/x/i).flags',
  'first === second', 'loop.self === loop', 'loop.self.self.name', 'when.getTime()', 'when.toISOString()', 'new Date(+when + 1).getTime()', 'isNaN(never)', 'error.message', 'error.status',
  'error instanceof TypeError', 'error.name', 'String(error)', 'bytes.toString("hex")', 'bytes.toString("base64")', 'bytes.length', 'bytes[0]', 'bytes.slice(1, 3).toString("latin1")', 'pattern.test("xAAB")', 'pattern.flags', 'list.length',
  'list[1] === undefined', '"undef" in locals', 'list[4][0].getTime()', '(() => { try { fail("f") } catch (e) { return e.name + e.message + (e instanceof RangeError) } })()',
  '(() => { try { refuse() } catch (e) { return e.status + e.message + e.expose } })()', 'Object.keys(error).join()', 'Object.keys(make(1)).join()', '[3, 1, 2].map(plural).join()', '["a", "b"].map(upper).join()', 'same.name === "x"',
];
function* specialCases() {
  for (const one of special) yield { text: `<%= ${one} %>`, special: true };
  yield { text: 'a\nb\n<%= fail("boom") %>\nc', special: true };
  yield { text: '<%= refuse() %>', special: true };
  yield { text: '<% refuse() %>', special: true, options: { compileDebug: false } };
  yield { text: '<%= same({ self: loop }).self.self.name %>', special: true };
}

const features = [
  'user?.name ?? "none"', 'user?.[0]?.b', 'none?.()', '[...[1, 2], 3].join()', '(({ a, ...rest }) => JSON.stringify(rest))({ a: 1, b: 2 })', '`t ${1 + 1} ${`n ${3}`}`', '2 ** 10', '[1, [2, [3]]].flat(Infinity).join()',
  'Object.fromEntries([["a", 1]]).a', 'Object.entries({ a: 1, b: 2 }).map(([k, v]) => k + v).join("&")', '"a-b-c".replaceAll("-", "+")', '"x".padStart(3, "·")', '[..."h😀i"].length', '[1, 2, 3].includes(2)', '1_000', '(a => b => a + b)(1)(2)',
  'new Map([[1, 2]]).get(1)', '[...new Set([1, 1, 2])].length', 'Array.from({ length: 3 }, (_, i) => i * i).join()', '(class { #p = 4; get p() { return this.#p } }).prototype.constructor.name', 'new (class { #p = 4; get p() { return this.#p } })().p',
  '(function* () { yield* [1, 2] })().next().value', 'String.raw`\\n`', '"abc".at(-1)', '[1, 2, 3].findLast((n) => n < 3)', 'Object.hasOwn({ a: 1 }, "a")', '[3, 1, 2].toSorted().join()', '/(?<y>\\d{4})/.exec("in 2024").groups.y', '"aBc".replace(/b/i, (m) => m + m)',
  '[..."a1b2".matchAll(/\\d/g)].map((m) => m[0]).join()', 'typeof globalThis', 'parseInt("12px")', 'encodeURIComponent("a b&c/é")', '(1234.5678).toFixed(2)', '[10, 9, 1].sort().join()', '[10, 9, 1].sort((a, b) => a - b).join()', '(255).toString(16)',
  'JSON.stringify({ a: [1, { b: null }], c: "é" }, null, 2)', 'isNaN("x")', '"ß".toUpperCase()', '"İ".toLowerCase().length', '(() => { let a = null; a ??= 5; return a })()', '(() => { let a = 0; a ||= 6; return a })()', '"x".codePointAt(0)', '"a\\u0301".normalize("NFC").length',
  'Math.max(...[1, 5, 3])', 'Math.hypot(3, 4)', 'Number.MAX_SAFE_INTEGER', '(() => { label: for (;;) { break label } return 1 })()', 'void 0', '(1, 2)', 'typeof undefinedName', '[1, 2, 3].reduce((a, b) => a + b)', '[..."abc"].reverse().join("")', '"%d <%"', 'new Date(2024, 0, 31).getDate()',
  '(1234567.891).toLocaleString("en-US")', 'new Intl.NumberFormat("de-DE", { style: "currency", currency: "EUR" }).format(1234.5)', 'new Date(0).toLocaleDateString("en-US", { timeZone: "UTC" })', 'new Date(0).toLocaleDateString("de-DE", { timeZone: "UTC", dateStyle: "long" })',
  '(1234567.891).toLocaleString()', 'new Date(0).toLocaleDateString()', 'new Date(0).toLocaleString("en-US", { timeZone: "UTC" })', '["ä", "z", "a"].sort((a, b) => a.localeCompare(b)).join()', 'new Intl.PluralRules("en").select(1)', 'new Date(0).getTimezoneOffset()',
];
function* featureCases() {
  for (const one of features) yield { text: `<%= ${one} %>`, data: {}, feature: one };
}

const programs = [
  '<% if (a) { %>yes<% } else { %>no<% } %>', '<% if (!a) { -%>\nyes\n<% } else if (b) { -%>\nmaybe\n<% } else { -%>\nno\n<% } -%>', '<% for (let i = 0; i < 3; i++) { %><%= i %>,<% } %>', '<% list.forEach((x, i) => { %>\n  <%= i %>:<%= x %>\n<% }) %>',
  '<% while (n-- > 0) { %><%= n %> <% } %>', '<% switch (b) { case 2: %>two<% break; default: %>other<% } %>', '<% const f = (x) => { %>[<%= x %>]<% } %><% f(1); f(2) %>', '<% function g(x) { return x * 2 } %><%= g(4) %>', '<% var t = "x" %><%= t %><% t = "y" %><%= t %>',
  '<% // a comment %>after', '<% // a comment\n%>after', '<%= a // why %>', '<%= "http://x" %>', '<% /* c */ %>x', '<%= a /* c */ %>', '<% try { throw new Error("x") } catch (e) { %><%= e.message %><% } %>', '<%= list.map((x) => `<li>${x}</li>`).join("") %>',
  '<%- list.map((x) => `<li>${x}</li>`).join("") %>', '<% for (const k in o) { %><%= k %>=<%= o[k] %>;<% } %>', '<% for (const [k, v] of Object.entries(o)) { %><%= k %>=<%= v %>;<% } %>', '<% __append("direct") %>', '<%= __line %>\n<%= __line %>', '<%= locals.a %> <%= locals.nope %>',
  '<%= typeof nope %>', '<%= this === undefined %>|<%= typeof this %>', '<% return "early" %>late', 'a<% if (a) return %>b', 'a<% if (a) return 5 %>b', 'a<% return { b: 1 } %>', '<%= (() => { return arguments.length })() %>', '<% let x = 1; { let x = 2; %><%= x %><% } %><%= x %>',
  '<% do { %>.<% } while (--n > 0) %>', '<%= a ? "t" : "f" %>', '<% a = 5 %><%= a %> <%= locals.a %>', '<% locals.fresh = 7 %><%= fresh %>', '<% o.x = 9 %><%= o.x %>', '<%= Object.keys(locals).join() %>', '<%= "a" %><%= "b" %>\n\n<%= "c" -%>\n<%= "d" -%>\r\n<%= "e" -%>\r<%= "f" %>',
  '<script>var x = "<%= o.x %>";</script>', '<p title="<%= text %>"><%- text %></p>', '<%_ if (a) { _%>\n   kept\n  <%_ } _%>   \nend', '   <%_ const q = 1 _%>\n<%= q %>', '<%= escapeFn("<") %>', '<%= include.name %>', '<%= typeof rethrow %>', '<%= __output.length %>abc<%= __output.length %>',
  '<%\n  const total = list.reduce((s, x) => s + x, 0)\n%>\n<%= total %>\n', '<%= [\n  a,\n  b\n].join(\n",") %>', '<% if (a) { %>\n\t<b>\n\t\t<%= a %>\n\t</b>\n<% } %>\n', '<%= typeof constructor %>', '<%= typeof hasOwnProperty %>', '<%= locals.__proto__ === undefined %>',
];
const data = { a: 1, b: 2, n: 3, list: [1, 2, 3], o: { x: '</script>', 10: 'ten', y: null }, text: '"quoted" & <b>' };
function* programCases() {
  for (const text of programs) {
    yield { text, data };
    yield { text, data, options: { rmWhitespace: true } };
    yield { text, data, options: { compileDebug: false } };
    yield { text, data, options: { delimiter: '?' } };
  }
  for (const text of programs) yield { text: text.replaceAll('<%', '[$').replaceAll('%>', '$]'), data, options: { openDelimiter: '[', closeDelimiter: ']', delimiter: '$' } };
}

function* delimiterCases() {
  const sets = [{ delimiter: '?' }, { delimiter: '$' }, { delimiter: '|' }, { delimiter: '&' }, { delimiter: '.' }, { delimiter: '^' }, { openDelimiter: '[', closeDelimiter: ']' }, { openDelimiter: '{', closeDelimiter: '}', delimiter: '%' },
    { openDelimiter: '{{', closeDelimiter: '}}', delimiter: '?' }, { openDelimiter: '(', closeDelimiter: ')', delimiter: '*' }, { delimiter: '@@' }, { openDelimiter: '<!--', closeDelimiter: '-->', delimiter: ':' }, { delimiter: '' }];
  for (const set of sets) {
    const o = set.openDelimiter || '<', c = set.closeDelimiter || '>', d = set.delimiter || '%';
    const text = `a ${o}${d}= x ${d}${c} ${o}${d}- x -${d}${c}\n ${o}${d}_ if (x) { _${d}${c} y ${o}${d} } ${d}${c} ${o}${d}# no ${d}${c}${o}${d}${d} lit ${d}${d}${c} <% %> <?`;
    yield { text, data: { x: '<1>' }, options: set };
    yield { text, data: { x: '<1>' }, globals: set };
  }
  yield { text: '<?= it.x ?>', data: { x: 1 }, globals: { delimiter: '?', localsName: 'it' }, options: { _with: false } };
  yield { text: '<%= 1 %>', globals: { delimiter: '?' }, options: { delimiter: '%' } };
}

function* optionCases() {
  const text = '<%= a %>|<%= locals.a %>';
  for (const options of [{}, { strict: true }, { _with: false }, { strict: true, destructuredLocals: ['a'] }, { _with: false, destructuredLocals: ['a', 'nope'] }, { localsName: 'data' }, { localsName: 'locals', strict: true, localsName2: 1 }, { compileDebug: false },
    { cache: true }, { cache: true, filename: 'x' }, { outputFunctionName: 'echo' }, { outputFunctionName: 'a b' }, { outputFunctionName: '1' }, { localsName: 'a-b' }, { destructuredLocals: ['a', '1b'] }, { destructuredLocals: [] }, { context: { a: 3 } }, { unsafePrototypeLocals: true },
    { async: true }, { async: true, strict: true }, { filename: '/x/<y>.ejs' }, { escapeFunction: null }, { legacyInclude: false }]) {
    for (const body of [text, '<%= nope %>', '<% if ( %>', '<% with ({ a: 2 }) { %><%= a %><% } %>', '<% undeclared = 1 %>x', '<%= this && this.a %>', '<% echo("e") %>', '<%= locals.a %>']) {
      yield { text: body, data: { a: '<1>' }, options, words: body.includes('if (') || body.includes('with') || body.includes('undeclared') };
    }
  }
  yield { text: '<%= a %><%- a %>', data: { a: '<1>' }, functions: ['escape'] };
  yield { text: '\n<%= nope %>', options: { filename: 'a<b' }, functions: ['escape'] };
  yield { text: 'twice <%= a %>', data: { a: 1 }, compile: true };
  yield { text: '<% locals.n = (locals.n || 0) + 1 %><%= n %>', data: {}, compile: true };
  yield { text: '<%= await a %>', data: { a: 1 }, compile: true, options: { async: true } };
  for (const given of [undefined, null, [1, 2], 'text', 5, true]) yield { text: '<%= Object.keys(locals).join() %>', data: given };
}

const mistakes = [
  '<%= nope %>', 'a\nb\nc\nd\n<%= nope %>\ne\nf\ng\nh', '<%= o.p.q %>', '<%= n.x %>', '<%= u.name %>', '<%= u["name"] %>', '<%= o.f() %>', '<%= f2() %>', '<%= o() %>', '<%= new o() %>', '<% throw new Error("mine") %>', '<% throw new TypeError("mine") %>', '<% throw new RangeError("r") %>',
  '<% throw "text" %>', '<% throw 5 %>', '<% throw null %>', '<% throw undefined %>', '<% throw { message: "object" } %>', '<% throw Object.assign(new Error("with"), { status: 404, code: "E" }) %>', '<% class Mine extends Error { constructor(m) { super(m); this.name = "Mine" } } throw new Mine("m") %>',
  '<% x; let x = 1 %>', '<% const c = 1; c = 2 %>', '<% null.x %>', '<% undefined.x.y %>', '<% for (const x of n5) {} %>', '<% for (const x of u) {} %>', '<% [].reduce((a) => a) %>', '<% "x".repeat(-1) %>', '<% (1.5).toFixed(200) %>', '<% decodeURIComponent("%") %>', '<% JSON.parse("{") %>', '<% new Array(-1) %>',
  '<% BigInt(1) + 1 %>', '<% (function f() { f() })() %>', '\r\n\r\n<%= nope %>\r\n', '<%# c\n\n %>\n<%= nope %>', '<%\n\n nope %>', 'a\n<%_ nope _%>', '<%%\n%>\n<%= nope %>', '<%= list[5].name %>', '<%= list.map((x) => x.y.z) %>', '<%= list.missing.length %>', '<%= n.toString() %>',
  '<% const { q } = u %>', '<% const [q] = u %>', '<% u.x = 1 %>', '<% Object.defineProperty(1, "x", {}) %>', '<%= x.y %>',
];
const closing = ['<% if (a) %>one<% else %>two', '<%', '<%=', '<% a', '<%= a', '<%- a', '<%_ a', '<%# a', 'x <%= a\n <%= b %>', '<%=%>', '<%%>', '<%-%>', '<%_%>', '<%#%>', 'a %> b', 'a -%>\n b', '<% a %> %>', '<%= a %%>', '<%= "%>" %>', '<% if (a) { %>', '<% } %>', '<%= a b %>', '<%= %>', '<%- %>', '<%= ; %>', '<%= a; b %>', '<% let locals %>', '<% var locals %>', '<%= class %>', '<% await a %>', '<% return; %>'];
const engineWords = /p\.q|"name"|new o|c = 2|of n5|of u\b|reduce|repeat|toFixed|decodeURI|JSON\.parse|Array\(|BigInt|const \{|const \[|u\.x = 1|defineProperty|throw (null|undefined|"|5)|o\.f\(|o\(\)|f2\(|\.missing|x\.y\.z|list\[5|x; let/;
function* errorCases() {
  for (const text of mistakes) {
    yield { text, data: { o: {}, n: null, n5: 5, list: [1] }, loose: engineWords.test(text) };
    if (!/throw (null|undefined)/.test(text)) yield { text, data: { o: {}, n: null, n5: 5, list: [1] }, options: { compileDebug: false }, loose: engineWords.test(text) };
    yield { text, data: { o: {}, n: null, n5: 5, list: [1] }, options: { filename: '/site/page.ejs' }, loose: engineWords.test(text) };
  }
  for (const text of closing) {
    yield { text, data: { a: 1, b: 2 }, words: true };
    yield { text, data: { a: 1, b: 2 }, words: true, options: { async: true, filename: 'f.ejs' } };
  }
}

function* fileCases(views) {
  const items = { items: [1, '<2>', 'é'], user: 'u' };
  for (const name of ['page', 'bom', 'broken', 'outer', 'syntax', 'absolute', 'by_views', 'lost', 'bytes', 'item', 'nothing', 'other/only']) {
    const file = `${views}/${name}.ejs`;
    for (const options of [undefined, {}, { cache: true }, { root: views }, { root: [`${views}/no`, views] }, { views: [`${views}/other`] }, { rmWhitespace: true }, { compileDebug: false }]) {
      yield { file, data: items, options, words: name === 'syntax', filesOnly: true };
    }
    for (const settings of [{ views: [`${views}/other`] }, { views: `${views}/other`, 'view cache': true }, { 'view options': { delimiter: '?' } }, null, 5]) {
      yield { file, data: { ...items, settings, cache: true, delimiter: '?', filename: 'x', escape: 'y', client: true, localsName: 'z' }, words: name === 'syntax' };
    }
  }
  for (const n of [0, 1, 30]) yield { file: `${views}/tree.ejs`, data: { n } };
  yield { file: `${views}/later.ejs`, data: {}, options: { async: true } };
  yield { file: `${views}/later.ejs`, data: {}, words: true };
  for (const name of ['virtual', 'blank', 'moved', 'parts/deep/mark', 'nowhere', '/other/only']) yield { text: `<%- include(${JSON.stringify(name)}, { title: 1 }) %>`, data: { item: 3 }, options: { filename: `${views}/x.ejs`, root: views }, functions: ['includer'] };
  for (const call of ['include("item")', 'include("./item.ejs")', 'include("parts/../item")', 'include("../views/item")', `include(${JSON.stringify(`${views}/item`)})`, 'include("//other/only")', 'include()', 'include(5)', 'include("item", null)', 'include("item", { item: "<x>" })', 'include("item", { item: undefined })',
    'include("item").length', 'include(["item"][0])', 'include("parts/foot.html")', 'include("parts/foot")', 'include("tree", { n: 2 })']) {
    const loose = call === 'include()' || call === 'include(5)';   // Node names the argument of path.resolve otherwise
    yield { text: `<%- ${call} %>`, data: { item: 1, title: 't', n: 1 }, options: { filename: `${views}/x.ejs` }, loose };
    yield { text: `<%- ${call} %>`, data: { item: 1, title: 't', n: 1 }, options: { views: [views], root: views }, loose };
  }
}

// White space within a line, at its ends and between lines, as rmWhitespace and the tags that slurp take it.
function* spaceCases() {
  const spaces = [' ', '\n', '\r', '\t', '\v', '\u00a0', '\u2028', '\u2029', '\ufeff'];
  const between = ['', ...spaces, ...spaces.flatMap((a) => spaces.flatMap((b) => [a + b, ...spaces.map((c) => a + b + c)]))];
  for (const space of between) yield { text: `a${space}b`, options: { rmWhitespace: true } };
  for (const space of spaces) {
    for (const text of [`${space}a${space}`, `<%_%>${space}%>a`, `a${space}<%_ 1 _%>${space}<%_ 2 _%>${space}b`, `<%_ 1${space}_%>${space}_%>`]) {
      yield { text };
      yield { text, options: { rmWhitespace: true } };
    }
  }
  yield { text: `a${' '.repeat(9000)}b`, options: { rmWhitespace: true } };
}

// Templates made of pieces at random, from a seed.
function* randomCases(count, seed) {
  let state = seed;
  const next = (n) => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return Math.floor(state / 2 ** 32 * n);
  };
  const pieces = ['<%', '%>', '<%=', '<%-', '<%_', '_%>', '-%>', '<%#', '<%%', '%%>', ' ', '\n', '\r\n', '\t', '  ', 'a', '1', ';', '"', "'", '//', '/*', '*/', '{', '}', '(', ')', '<', '>', '%', '\\', 'é', '\u2028', '`', '$', 'x', '+', ' if (a) { ', ' } ', ' } else { '];
  const whole = ['<%= a %>', '<%- a -%>\n', '<% if (a) { %>', '<% } %>', '  <%_ a _%>  \n', '<%# c %>', '<%% l %>', 'text\n', ' \t', '\r\n'];
  for (let i = 0; i < count; i++) {
    const list = next(2) ? pieces : [...whole, ...whole, ...pieces];
    const text = Array.from({ length: 1 + next(14) }, () => list[next(list.length)]).join('');
    yield { text, data: { a: 1, x: 'x' }, options: { rmWhitespace: next(4) === 0, compileDebug: next(4) !== 0 }, words: true };
  }
}

export function* allCases(views, { count, seed }) {
  const groups = { tags: tagCases(), values: valueCases(), special: specialCases(), features: featureCases(), programs: programCases(), delimiters: delimiterCases(), options: optionCases(), errors: errorCases(), files: fileCases(views), spaces: spaceCases(), random: randomCases(count, seed) };
  for (const [group, cases] of Object.entries(groups)) {
    for (const one of cases) yield { group, ...one };
  }
}
