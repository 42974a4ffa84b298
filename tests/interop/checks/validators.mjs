// The validator beside npm's express-validator: every rule on values made up for it, schemas and paths at random, and programs' chains.
import { inside, matching, mutated } from '../lib/matching.mjs';
import { same } from '../lib/report.mjs';

// Numbers between 0 and 1, the same for the same seed.
function generator(seed) {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = Math.imul(state ^ (state >>> 15), state | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}

async function ask(port, path, data, { method = 'POST', headers = {} } = {}) {
  const answer = await fetch(`http://127.0.0.1:${port}${path}`, { method, headers: { 'content-type': 'application/json', ...headers }, body: JSON.stringify(data) });
  const text = await answer.text();
  return { status: answer.status, text };
}

// Values that every rule is asked about.
const odd = ['', ' ', 'a', 'Abc', 'abc def', '0', '1', '-1', '+1', '1.5', '01', '1e5', 'true', 'FALSE', 'yes', 'null', 'undefined', 'NaN', 'Infinity', '\u00a0x\u00a0', 'é', 'ß', 'ÄÖ', '漢字', 'ｆｕｌｌ', '😀', 'a😀b', '☎️', 'a\nb', 'a\u0000b',
  '<b>"x" & \'y\' `z` / \\</b>', '&lt;b&gt;&amp;amp;', '[]', '{}', '{"a":1}', '"x"', '٣', 'K', 'ſ', 0, 1, -1, 1.5, 1e21, 1e-7, true, false, null, {}, { a: 1 }, [], ['a'], ['1', 'x', 2], [['a', 'b'], null], [{}]];

const mails = ['a@b.com', 'a.b+c@gmail.com', 'A.B+C@GoogleMail.com', 'x-y-z@yahoo.com', 'a+b@outlook.com', 'some.name@me.com', 'U.Ser@yandex.kz', 'user@localhost', 'a..b@c.com', '.a@b.com', 'a.@b.com', '"quoted name"@b.com', '"a\\"b"@c.com', '"@b.com', 'a@b', 'a@b.c', 'a@b.co', 'a@-b.com',
  'a@b-.com', 'a@b_c.com', 'a@[127.0.0.1]', 'a@127.0.0.1', 'a@[::1]', 'Name <a@b.com>', '"A. Name" <a@b.com>', 'A. Name <a@b.com>', ' <a@b.com>', 'a@b.com.', 'a@@b.com', 'a b@c.com', 'é@é.com', 'a@xn--fsq.com', 'a@b.123', `${'a'.repeat(64)}@b.com`, `${'a'.repeat(65)}@b.com`,
  `a@${'b'.repeat(63)}.com`, `a@${'b'.repeat(64)}.com`, `a@${'b.'.repeat(130)}com`, 'a@b.com\n', '@b.com', 'a@', 'gmail@gmail.com', 'a.b.c.d.e.f@gmail.com', '+@gmail.com', '-@yahoo.com', 'some_name@gmail.com', 'foo@bar.co.uk', 'foo😀@bar.com', 'foo@😀.com', 'ſ@ſſ.com', 'a@b.K K'];
const urls = ['http://a.com', 'https://a.com/', 'ftp://a.com', 'a.com', '//a.com', 'http://a.com:80', 'http://a.com:0', 'http://a.com:65535', 'http://a.com:65536', 'http://a.com:', 'http://a.com:x', 'http://user:pass@a.com', 'http://user@a.com', 'http://:@a.com', 'http://@a.com', 'http://a:b:c@a.com', 'http://a.com?x=1', 'http://a.com#f',
  'http://a.com/?q=<x>', 'http://a b.com', 'mailto:a@b.com', 'javascript:alert(1)', 'javascript:alert(1)@a.com', 'javascript:%61lert@a.com', 'user:pass@a.com', 'a.com:80', 'a.com:80/x', 'localhost', 'http://localhost:3000', 'http://127.0.0.1', 'http://[::1]:80/', 'http://[::1]', 'http://[x]', 'http://a_b.com', 'http://-a.com', 'http://a.com.', 'http://a',
  'rtmp://a.com', 'http://', 'http:///x', 'http:a.com', 'HTTP://A.COM', 'xyz://a.com', 'http://é.com', 'http://a.com/é', 'http://1.2.3', 'http://256.0.0.1', 'http://a.com/x@y', 'http://😀.com', '/x', '?x', '#x', 'http://a.com?x#y?z', `http://a.com/${'x'.repeat(2100)}`, 'http://*.a.com', 'http://a..com', 'data:text/plain,x', 'http://a@b@c.com', 'http:////a.com', 'a:b@c:80', 'a/b@c'];
const hosts = ['a.com', 'a.com.', '*.a.com', 'a', 'a.b', 'a.1', '1.2.3.4', 'a_b.com', '-a.com', 'a-.com', 'é.com', 'xn--a.com', 'a.xn--b', 'ａ.com', `${'a'.repeat(64)}.com`, '', '.', '..', 'a..b', 'a. com', 'a.c om', 'a.ｃom', 'a.©©', '😀.com', 'a.😀😀'];
const ips = ['1.2.3.4', '255.255.255.255', '256.1.1.1', '01.2.3.4', '1.2.3', '::', '::1', '1::', 'fe80::1%eth0', 'fe80::1%', '1:2:3:4:5:6:7:8', '1:2:3:4:5:6:7', '::ffff:1.2.3.4', '1::2::3', 'g::', '2001:db8::1', '1.2.3.4/24', '1.2.3.4/33', '::1/128', '::1/129', '1.2.3.4/01', '1.2.3.4/', '/24', '1.2.3.4/24/1', '::1/64'];
const dates = ['2020/01/31', '2020-01-31', '2020-02-30', '2020-2-3', '31/12/2020', '12/31/2020', '20/01/31', '2020.01.31', '99-12-31', '2019-02-29', '2020-02-29', '2020/1-1', '-020/01/01', '2020-13-01', '2020-00-10', '2020-01-01T00:00:00Z', '2020-01-01T10:20:30.5+02:00', '2020-01-01 10:20', '20200101', '2020-W10-5', '2020-W00', '2020-060', '2020-366', '2019-366', '2020-01', '2020', '+2020-01-01',
  '2020-01-01T25:00', '2020-01-01T24:00', '2020-06-31', '2009-02-31', 'Jan 1 2020', '1 January 2020', 'Thu, 01 Jan 1970 00:00:00 GMT', '2030-01-01', '1999-12-31T23:59:59.999Z', '10:20', '9:05', '23:59:59', '24:00', '10:20 AM', '13:00 PM', '1:5', '01:02:03 PM', '2020-01-01t00:00:00z', '2020-01-01 00:00:60+01:00', 'tomorrow', '0', '1577836800000'];
const numbers = ['0', '-0', '+0', '00', '007', '1', '12', '-12', '+12', '1.0', '1.', '.1', '.', '-', '+', ',', '1,5', '1.5', '1e3', '1E-3', '1e', 'e1', '0x10', '1_000', ' 1', '1 ', '1.2.3', '99999999999999999999', '65535', '65536', '-1', '3.14', '100', '5', '10', '50', '1٫5', '1,234.56', '$1', '$1,234.56', '-$1', '$-1', '($1)', '1$', '$ 1', '€1', '1 €', '$0.50', '$.50', '$1.5', '0.1', '- 1', 'R-1', '$1234', '$12,34'];
const colours = ['#fff', 'fff', '#FFFF', '#ffffff', '#ggg', '#ffffff80', 'rgb(0,0,0)', 'rgb(255,255,256)', 'rgba(1,2,3,0.5)', 'rgba(1,2,3,.123)', 'rgb(5%,5%,5%)', 'rgba(5%,5%,5%,.3)', 'rgb( 1, 2, 3 )', 'rgb (1,2,3)', 'hsl(360,100%,50%)', 'hsl(360 100% 50%)', 'hsla(1.5deg 10% 10% / .5)', 'hsl( 3 , 2% , 1% )', 'HSL(1,2%,3%)', 'hsl(1,2,3)'];
const hexes = ['abcdef', 'ABCDEF0123', '0xff', '0hff', 'xyz', 'd41d8cd98f00b204e9800200998ecf8427e'.slice(0, 32), 'D41D8CD98F00B204E9800998ECF8427E', 'a'.repeat(40), 'a'.repeat(64), 'a'.repeat(96), 'a'.repeat(128), 'a'.repeat(8), 'a'.repeat(24), 'a'.repeat(48), '507f1f77bcf86cd799439011', '0o17', '18', 'aGk=', 'aGk', 'aGkh', 'aG k', 'a-_b', 'a+/b', 'aa==', 'a===', 'MFRGG===', 'MFRGG', 'ZG======', '91JPRV3F41BPYWKCCGGG', '2NEpo7TZRRrLZSi2U'];
const codes = ['4111111111111111', '4111-1111-1111-1111', '4111111111111112', '378282246310005', '5555555555554444', '6011111111111117', '30569309025904', '3530111333300000', '6200000000000005', '8171999927660000', '79927398713', '79927398710', '9780306406157', '978-0-306-40615-7', '0306406152', '030640615X', '080442957X', '0-8044-2957-X', '2217-3838', '22173838', '0378-5955', '2434-561X', '2434-561x', '2434561X', '4006381333931', '73513537', '12345678901231', '40123455', 'US0378331005', 'US0378331006', 'AU0000XVGZA3', '490154203237518', '490154203237517', '49-015420-323751-8', 'CSQU3054383', 'CSQU3054384', 'HLXU2008419', 'AAAJ123456',
  '021000021', '021000022', '011401533', 'GB82WEST12345698765432', 'GB82 WEST 1234 5698 7654 32', 'GB82WEST12345698765433', 'DE89370400440532013000', 'de89370400440532013000', 'FR1420041010050500013M02606', 'DEUTDEFF', 'DEUTDEFF500', 'XXUTDEFF', 'KKKKXKKK', 'USUGD1234567', 'GBAYE0000351', 'DE', 'de', 'DEU', 'XX', 'XXX', '276', '004', 'EUR', 'eur', 'Latn', 'latn', 'en', 'zz', 'EN', 'XK'];
const words = ['abc', 'ABC', 'a-b', 'a_b', 'a--b', '-a', 'en', 'en-US', 'en_GB', 'x-private', 'i-klingon', 'zh-Hans-CN', 'de-DE-1996', '1.2.3', '1.2.3-alpha.1+b', 'v1.2.3', '01.2.3', 'magnet:?xt=urn:btih:06E2A9683BF4DA92C73A661AC56F0ECC9C63C5B4&dn=x', 'magnet:?xt=urn:x', 'data:text/plain,hi', 'data:text/plain;base64,aGk=', 'data:,', 'data:x', 'data:text/html;charset=utf-8,%3Cb%3E', 'data:a/b;c;base64,x', 'text/plain', 'text/html; charset=utf-8', 'TEXT/HTML', 'multipart/form-data; boundary=x', 'application/x', 'foo/bar', 'meſſage/x', 'mailto:a@b.com', 'mailto:?subject=x', 'mailto:a@b.com?cc=c@d.com&bcc=e@f.com', 'mailto:a@b.com,c@d.com?subject=a&subject=b', 'mailto:', 'mailto:x?y=z', 'a.b.c', 'eyJh.eyJi.c2ln', 'eyJh.eyJi.', 'a.b', '3f2504e0-4f89-11d3-9a0c-0305e82c3301', '3F2504E0-4F89-41D3-9A0C-0305E82C3301', '00000000-0000-0000-0000-000000000000', 'ffffffff-ffff-ffff-ffff-ffffffffffff', '3f2504e0-4f89-91d3-9a0c-0305e82c3301', '01ARZ3NDEKTSV4RRFFQ69G5FAV', '81ARZ3NDEKTSV4RRFFQ69G5FAV',
  '00:11:22:33:44:55', '00-11-22-33-44-55', '00 11 22 33 44 55', '00:11-22:33:44:55', '001122334455', '0011.2233.4455', '00:11:22:33:44:55:66:77', '0011223344556677', '0011.2233.4455.6677', '1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNa', 'bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t4', '0xde0b295669a9fd93d5f28d9ec85e40f4cb697bae', '40.7,-74.0', '(40.7,-74.0)', '(40.7,-74.0', '91,0', '90.0, 180.0', '40°42\'46"N,74°0\'21"W', '{"a":[1]}', '[1', 'Passw0rd!', 'password', 'PASSWORD1!', 'aA1!aA1!', 'Pässw0rd£', 'aA1 aA1 a', '  padded  ', 'xxpaddedxx', '..a..', 'a]b^c-d', '\u0000low\u001f\n\r\t', 'ÀÉ', 'abc123', 'abc 123', 'привет', 'مرحبا', '½', 'hello hello', 'HELLO', 'straße', '\ufeffx'];
const papers = ['12345678Z', 'X1234567L', '02070803628', '010190-123A', '131052-308T', '234123412346', '2341 2341 2346', '0499370899', 'CA12345AA', 'CA00000AA', '29029900157', '1101700203451', '123456789V', '199012345678', '012345674', '100000000001', '12345678', '11010519491231002X', '110105491231002', '11010519491231002x', 'A123456(3)', 'Z6833655', 'AB987654(2)', 'A123456789', '35202-1234567-1', '51824753556', '83914521865', '53004085616', 'CHE-116.281.710 MWST', 'CHE116281710', 'PT501964843', '501964843', 'DE123456789', 'U12345678', 'EL123456789', '00000000000'];

// Options that each rule is asked with, as a schema has them.
const many = (list, name) => list.map((one) => [name, [one]]);
const rules = {
  contains: [odd, ['a'], ['L', { ignoreCase: true }], ['l', { minOccurrences: 2 }], [1]], equals: [odd, ['a'], ['1'], [1]], isAbaRouting: [codes, []], isAfter: [dates, [], ['2019-06-01'], [{ comparisonDate: '2010-01-01' }]], isBefore: [dates, [], ['2019-06-01'], [{ comparisonDate: '2010-01-01' }]],
  isAlpha: [words, [], ['de-DE'], ['fr-FR'], ['ru-RU'], ['ar'], ['en-US', { ignore: ' -' }], ['en-US', { ignore: ['1', 's'] }], ['en-US', { ignore: { $re: ['\\d', 'g'] } }], ['xx'], ['en-US', { ignore: 5 }]], isAlphanumeric: [words, [], ['de-DE'], ['en-US', { ignore: '-_.' }], ['xx']],
  isAscii: [words, []], isBase32: [hexes, [], [{ crockford: true }]], isBase58: [hexes, []], isBase64: [hexes, [], [{ urlSafe: true }], [{ urlSafe: true, padding: true }], [{ padding: false }]], isBIC: [codes, []], isBoolean: [odd, [], [{ strict: true }], [{ loose: true }]], isBtcAddress: [words, []],
  isByteLength: [words, [{ min: 3 }], [{ min: 2, max: 5 }], [{ max: 4 }]], isCreditCard: [codes, []], isDataURI: [words, []], isDecimal: [numbers, [], [{ force_decimal: true }], [{ decimal_digits: '2' }], [{ decimal_digits: '1,2', locale: 'de-DE' }], [{ locale: 'ar' }], [{ locale: 'xx' }]], isDivisibleBy: [numbers, [5], ['2'], [0]], isEAN: [codes, []],
  isCurrency: [numbers, [], [{ require_symbol: true }], [{ symbol: '€', symbol_after_digits: true, allow_space_after_digits: true }], [{ parens_for_negatives: true }], [{ negative_sign_before_digits: true }], [{ negative_sign_after_digits: true }], [{ allow_negatives: false, allow_decimal: false }], [{ thousands_separator: '.', decimal_separator: ',' }], [{ digits_after_decimal: [1, 2], require_decimal: true }], [{ symbol: 'R', negative_sign_before_digits: true, allow_negative_sign_placeholder: true }], [{ allow_space_after_symbol: true }]],
  isDate: [dates, [], ['DD/MM/YYYY'], [{ format: 'MM-DD-YYYY' }], [{ format: 'YYYY-MM-DD', strictMode: true }], [{ format: 'YY/MM/DD' }], [{ format: 'D.M.YYYY', delimiters: ['.'] }], [{ format: 'x' }], [{ format: 'DD.MM.YYYY' }]], isEmpty: [odd, [], [{ ignore_whitespace: true }]], notEmpty: [odd, [], [{ ignore_whitespace: true }]], isEthereumAddress: [words, []],
  isEmail: [mails, [], [{ allow_display_name: true }], [{ require_display_name: true }], [{ allow_utf8_local_part: false }], [{ require_tld: false }], [{ ignore_max_length: true }], [{ allow_ip_domain: true }], [{ allow_underscores: true }], [{ domain_specific_validation: true }], [{ blacklisted_chars: 'abc' }], [{ host_blacklist: ['b.com', { $re: ['^g', ''] }] }], [{ host_whitelist: ['b.com', { $re: ['mail', 'i'] }] }]],
  isURL: [urls, [], [{ require_protocol: true }], [{ require_tld: false }], [{ protocols: ['rtmp', 'javascript'] }], [{ require_valid_protocol: false }], [{ require_host: false }], [{ require_port: true }], [{ allow_underscores: true }], [{ allow_trailing_dot: true }], [{ allow_protocol_relative_urls: true }], [{ allow_fragments: false }], [{ allow_query_components: false }], [{ disallow_auth: true }], [{ validate_length: false }], [{ host_whitelist: ['a.com', { $re: ['^l', ''] }] }], [{ host_blacklist: ['a.com'] }]],
  isFQDN: [hosts, [], [{ require_tld: false }], [{ allow_underscores: true }], [{ allow_trailing_dot: true }], [{ allow_numeric_tld: true }], [{ allow_wildcard: true }], [{ ignore_max_length: true }]], isIP: [ips, [], [4], ['6'], [5], [{ version: 4 }]], isIPRange: [ips, [], [4], ['6']], isMACAddress: [words, [], [{ no_separators: true }], [{ eui: '48' }], [{ eui: '64' }], [{ no_colons: true, eui: '64' }]],
  isFloat: [numbers, [], [{ min: 1, max: 50 }], [{ gt: 1, lt: 12 }], [{ locale: 'de-DE' }], [{ min: null }]], isInt: [numbers, [], [{ min: 1, max: 50 }], [{ gt: 1, lt: 12 }], [{ allow_leading_zeroes: false }], [{ min: '5' }]], isNumeric: [numbers, [], [{ no_symbols: true }], [{ locale: 'fr-FR' }]], isPort: [numbers, []], isFreightContainerID: [codes, []], isFullWidth: [odd, []], isHalfWidth: [odd, []], isVariableWidth: [odd, []], isMultibyte: [odd, []], isSurrogatePair: [odd, []],
  isHash: [hexes, ['md5'], ['sha1'], ['sha256'], ['crc32'], ['tiger192'], ['nothing']], isHexColor: [colours, []], isHexadecimal: [hexes, []], isHSL: [colours, []], isRgbColor: [colours, [], [true], [false], [{ allowSpaces: true }], [{ includePercentValues: false }]], isIBAN: [codes, [], [{ whitelist: ['DE', 'GB'] }], [{ blacklist: ['GB'] }], [{ whitelist: ['ZZ'] }]], isIMEI: [codes, [], [{ allow_hyphens: true }]], isISBN: [codes, [], [10], ['13'], [{ version: '10' }]], isISSN: [codes, [], [{ case_sensitive: true }], [{ require_hyphen: true }]], isISIN: [codes, []],
  isISO6346: [codes, []], isISO6391: [codes, []], isISO31661Alpha2: [codes, []], isISO31661Alpha3: [codes, []], isISO31661Numeric: [codes, []], isISO4217: [codes, []], isISO15924: [codes, []], isISRC: [codes, []], isISO8601: [dates, [], [{ strict: true }], [{ strictSeparator: true }]], isRFC3339: [dates, []], isTime: [dates, [], [{ hourFormat: 'hour12' }], [{ mode: 'withSeconds' }], [{ mode: 'withOptionalSeconds' }], [{ hourFormat: 'hour12', mode: 'withSeconds' }], [{ mode: 'x' }], [{ hourFormat: 'x' }]],
  isIn: [odd, [['a', 1, null]], [[]], [[['a', '1', 2, true]]], [{ a: 1 }], ['abc']], isJSON: [words, [], [{ allow_primitives: true }], [{ allow_any_value: true }]], isJWT: [words, []], isLatLong: [words, [], [{ checkDMS: true }]], isLength: [words, [{ min: 3 }], [{ min: 1, max: 5 }], [{ max: 0 }], [{ discreteLengths: [3, 5] }], []], isLocale: [words, []], isLowercase: [words, []], isUppercase: [words, []], isLuhnNumber: [codes, []], isMagnetURI: [words, []], isMailtoURI: [words, [], [{ require_tld: false }]], isMD5: [hexes, []], isMimeType: [words, []], isMongoId: [hexes, []], isOctal: [hexes, []], isSemVer: [words, []], isSlug: [words, []],
  isStrongPassword: [words, [], [{ minLength: 4, minSymbols: 0 }], [{ returnScore: true }], [{ minUppercase: 2 }]], isULID: [words, []], isUUID: [words, [], [1], ['4'], ['loose'], ['nil'], ['max'], [9]], isWhitelisted: [words, ['abc-'], ['1.23']], matches: [words, ['^a'], ['^A', 'i'], [{ $re: ['b', 'i'] }], [{ $re: ['\\d+', 'g'] }, 'i']],
  isArray: [odd, [], [{ min: 1 }], [{ max: 1 }]], isObject: [odd, [], [{ strict: false }]], isString: [odd, []], exists: [odd, [], [{ values: 'null' }], [{ values: 'falsy' }], [{ checkNull: true }], [{ checkFalsy: true }]],
  isMobilePhone: [numbers, ['any'], [['de-DE', 'en-GB']], ['xx'], [], ['en-US', { strictMode: true }]], isPostalCode: [codes, ['any'], ['xx']], isPassportNumber: [codes, ['GB'], ['XX'], ['gb'], []], isLicensePlate: [codes, ['any'], ['xx']], isVAT: [papers, ['XX'], ['AU'], ['CH'], ['PT'], ['DE'], [5], []], isIdentityCard: [papers, ...['PL', 'ES', 'FI', 'IN', 'IR', 'IT', 'NO', 'TH', 'LK', 'he-IL', 'ar-LY', 'ar-TN', 'zh-CN', 'zh-HK', 'zh-TW', 'PK', 'any', 'xx'].map((one) => [one])],
  blacklist: [words, ['abc'], ['\\d'], ['a-c']], whitelist: [words, ['a-z'], ['\\s\\d']], escape: [odd, []], unescape: [odd, []], ltrim: [words, [], ['x'], ['.-'], [']^']], rtrim: [words, [], ['x'], ['.-'], ['d😀']], trim: [words, [], ['x'], ['a-d']], stripLow: [words, [], [true]], toBoolean: [odd, [], [true]], toDate: [dates, []], toFloat: [numbers, []], toInt: [numbers, [], [16], [2]], toArray: [odd, []], toLowerCase: [words, []], toUpperCase: [words, []], default: [odd, ['d'], [{ a: 1 }], [null]], replace: [odd, ['a', 'b'], [['a', 1, null], 'c'], [true, { x: [] }]],
  normalizeEmail: [mails, [], ...['all_lowercase', 'gmail_lowercase', 'gmail_remove_dots', 'gmail_remove_subaddress', 'gmail_convert_googlemaildotcom', 'outlookdotcom_remove_subaddress', 'yahoo_remove_subaddress', 'yandex_convert_yandexru', 'icloud_remove_subaddress'].map((name) => [{ [name]: false, ...(name.endsWith('lowercase') && { all_lowercase: false }) }])],
};

// Rules with an expression for each country: texts made of that expression.
const tables = { isMobilePhone: ['isMobilePhone', 'phones'], isPostalCode: ['isPostalCode', 'patterns'], isPassportNumber: ['isPassportNumber', 'passportRegexByCountryCode'], isAlpha: ['alpha', 'alpha'], isAlphanumeric: ['alpha', 'alphanumeric'] };
// Expressions that stand alone, or in functions of a text.
const sources = { isIBAN: ['isIBAN', 'ibanRegexThroughCountryCode'], isUUID: ['isUUID', 'uuid'], isCreditCard: ['isCreditCard', 'cards'] };

async function rule(report, name, args, values, a, b) {
  const label = `${name}(${JSON.stringify(args).slice(1, -1)})`;
  await report.check(label, async () => {
    const data = { name, args, values };
    const [wanted, got] = await Promise.all([ask(a, '/rule', data), ask(b, '/rule', data)]);
    if (wanted.text === got.text) return;
    const [all, ours] = [JSON.parse(wanted.text), JSON.parse(got.text)];
    for (const [i, one] of all.entries()) same(ours[i], one, `${label} of ${JSON.stringify(values[i])}`);
    same(got.text, wanted.text, `${label}: the order of members`);
  });
}

async function everyRule(report, a, b, random, rounds) {
  const variations = (list) => Array.from({ length: rounds }, () => mutated(String(list[Math.floor(random() * list.length)]), random));
  for (const [name, [own, ...options]] of Object.entries(rules)) {
    for (const args of options) await rule(report, name, args, [...new Set([...own, ...odd, ...variations(own)])], a, b);
  }
  for (const [name, [file, variable]] of Object.entries(tables)) {
    for (const [locale, re] of Object.entries(inside(file, variable))) {
      const right = Array.from({ length: Math.max(8, rounds / 4) }, () => matching(re.source, random));
      await rule(report, name, [locale], [...right, ...right.map((one) => mutated(one, random))], a, b);
    }
  }
  for (const [name, [file, variable]] of Object.entries(sources)) {
    const right = Object.values(inside(file, variable)).flatMap((re) => Array.from({ length: 8 }, () => matching(re.source, random)));
    await rule(report, name, [], [...right, ...right.map((one) => mutated(one, random))], a, b);
  }
  for (const [file, variable, name] of [['isVAT', 'vatMatchers', 'isVAT'], ['isLicensePlate', 'validators', 'isLicensePlate']]) {
    for (const [locale, f] of Object.entries(inside(file, variable))) {
      const right = [...f.toString().matchAll(/\/(\^.*?\$|\(\^.*\$\)\|.*|\^.*\$.*?)\/[a-z]*\.test/g)].flatMap(([, source]) => Array.from({ length: 12 }, () => matching(source, random)));
      await rule(report, name, [locale], [...right, ...right.map((one) => mutated(one, random)), ...papers, ...odd], a, b);
    }
  }
  const digits = (n) => Array.from({ length: n }, () => Math.floor(random() * 10)).join('');
  const cards = Array.from({ length: 60 * rounds }, () => digits([7, 8, 9, 10, 11, 12, 13, 15, 16, 18][Math.floor(random() * 10)]));
  for (const name of ['isLuhnNumber', 'isEAN', 'isISBN', 'isIMEI', 'isAbaRouting', 'isISSN']) await rule(report, name, [], cards, a, b);
  for (const locale of ['PL', 'IN', 'IR', 'NO', 'TH', 'he-IL', 'zh-CN']) await rule(report, 'isIdentityCard', [locale], cards, a, b);
  for (const country of ['AU', 'PT', 'CH']) await rule(report, 'isVAT', [country], cards, a, b);
  const lettered = (head, n, tail = '') => Array.from({ length: 20 * rounds }, () => [...head].map((c) => (c === '?' ? 'ABCXYZ'[Math.floor(random() * 6)] : c)).join('') + digits(n) + (tail && tail[Math.floor(random() * tail.length)]));
  await rule(report, 'isIdentityCard', ['ES'], [...lettered('', 8, 'TRWAGMYFPDXBNJZSQVHLCKE'), ...lettered('?', 7, 'TRWAGMYFPDXBNJZSQVHLCKE')], a, b);
  await rule(report, 'isIdentityCard', ['zh-HK'], lettered('?', 7, ''), a, b);
  await rule(report, 'isIdentityCard', ['zh-TW'], lettered('?', 9, ''), a, b);
  await rule(report, 'isISIN', [], lettered('US', 10, ''), a, b);
  await rule(report, 'isISO6346', [], [...lettered('???U', 7, ''), ...lettered('???J', 7, '')], a, b);
}

// A value as JSON has them, of names that paths have.
function randomValue(random, depth) {
  const kind = random();
  if (depth === 0 || kind < 0.4) return odd[Math.floor(random() * odd.length)];
  const size = Math.floor(random() * 4);
  if (kind < 0.6) return Array.from({ length: size }, () => randomValue(random, depth - 1));
  return Object.fromEntries(Array.from({ length: size }, () => [['a', 'b', 'c', '0', '10', 'x.y', 'x y', '*', ''][Math.floor(random() * 9)], randomValue(random, depth - 1)]));
}
const paths = ['a', 'b', 'a.b', 'a[0]', 'a[0].b', '*', 'a.*', '*.a', 'a.*.b', '**', '**.a', 'a.**', 'a.**.b', '["x.y"]', "a['x.y']", 'a["x.y"].b', 'x.y', '', '0', '[0]', 'a..b', 'a[]', '[', ']', 'a.length', 'a.0', '*.*', '**.**', 'b.a.c', '\\*', 'a.10', 'x y', '.a', 'a.', '*.length', '**.0'];

async function compare(report, label, path, data, a, b, options) {
  await report.check(label, async () => {
    const [wanted, got] = await Promise.all([ask(a, path, data, options), ask(b, path, data, options)]);
    // Where several fail at once, another may be told of.
    if (path === '/together' && wanted.status === 500) return same(got.status, 500, label);
    same(got, wanted, `${label} ${JSON.stringify(data)} ${JSON.stringify(options ?? {})}`);
  });
}

// Chains that run at once and change one another's fields do so at other moments than npm's.
const sanitizers = ['blacklist', 'whitelist', 'escape', 'unescape', 'ltrim', 'rtrim', 'trim', 'stripLow', 'toBoolean', 'toDate', 'toFloat', 'toInt', 'toArray', 'toLowerCase', 'toUpperCase', 'default', 'replace', 'normalizeEmail'];
const withoutSanitizers = (schema) => Object.fromEntries(Object.entries(schema).map(([path, checks]) => [path, Object.fromEntries(Object.entries(checks).filter(([name]) => !sanitizers.includes(name)))]));

async function fieldsAndSchemas(report, a, b, random, rounds) {
  const somePaths = () => Array.from({ length: 1 + Math.floor(random() * 3) }, () => paths[Math.floor(random() * paths.length)]);
  const names = Object.keys(rules);
  for (let i = 0; i < rounds * 12; i++) {
    const data = randomValue(random, 4);
    await compare(report, 'paths', '/paths', { fields: somePaths(), data }, a, b);
    const schema = Object.fromEntries(somePaths().map((path) => [path, Object.fromEntries(Array.from({ length: 1 + Math.floor(random() * 3) }, () => {
      const name = names[Math.floor(random() * names.length)];
      const [, ...options] = rules[name];
      const chosen = options[Math.floor(random() * options.length)];
      return [name, { options: chosen, negated: random() < 0.2, bail: random() < 0.2, ...(random() < 0.3 && { errorMessage: `no ${name}` }) }];
    }).concat(random() < 0.3 ? [['optional', [true, { options: { values: 'falsy' } }, { options: { nullable: true } }][Math.floor(random() * 3)]]] : [], random() < 0.2 ? [['errorMessage', { of: path }]] : []))]));
    await compare(report, 'schema', '/schema', { schema, data }, a, b);
    await compare(report, 'together', '/together', { schema: withoutSanitizers(schema), data }, a, b);
    await compare(report, 'exact', '/exact', { schema: Object.fromEntries(somePaths().map((path) => [path, { isString: true }])), data }, a, b);
  }
}

async function programs(report, a, b, random, rounds) {
  const one = (list) => list[Math.floor(random() * list.length)];
  const maybe = (object) => Object.fromEntries(Object.entries(object).filter(() => random() < 0.75));
  const small = () => one([undefined, null, '', '1', 1, 'x', true, [], ['1', 'x'], {}, { c: 1 }, 'throw', 'bad', 'taken', 'text', 'empty', 'a@b.com', 0, false]);
  for (let i = 0; i < rounds * 4; i++) {
    const password = one(['longenough1', 'short', 'longenough', '']);
    await compare(report, 'signup', '/signup', maybe({ email: one(mails), password, confirm: one([password, 'other']), age: one(['17', '18', 18, 'x', '', 0, null]), name: one(['  <b> ', 'Ann', '', ['a ', '']]), tags: one(['one', ['a', 'toolong', 3], [], null]), site: one(urls), secret: one(['', 'x']), plan: one(['', 'paid', 'gold', null]), old: one([1, 'one', null, 2]), token: one(['3f2504e0-4f89-41d3-9a0c-0305e82c3301', 'x', null]) }), a, b);
    for (const path of ['/async', '/sync', '/one-of', '/one-of-flat', '/one-of-least', '/known', '/bail', '/if', '/throw', '/own', '/locale']) {
      const data = maybe({ a: small(), b: small(), c: small(), x: small(), user: small(), other: small(), n: small(), when: small() });
      await compare(report, path, path, path === '/own' ? maybe({ a: one([2, 3]), b: one([4, 5]) }) : path === '/async' ? { ...data, n: 'n' } : path === '/sync' ? { ...data, c: 'c' } : data, a, b);
    }
    const search = one(['', '?page=2', '?page=0', '?page=x&sort=up', '?sort=up&sort=side', '?order[a]=up', '?everywhere=true', '?everywhere=x&everywhere=1']);
    await compare(report, 'places', `/places/${one(['1', 'x', '1e3', '%20'])}${search}`, maybe({ everywhere: one(['1', 'x']) }), a, b, { headers: maybe({ 'x-kind': one(['abc', 'a1']), cookie: one(['flavour=a-b', 'flavour=%20', 'everywhere=0']) }) });
  }
}

export async function validators(report, a, b, { seed, rounds }) {
  const random = generator(seed);
  await everyRule(report, a, b, random, rounds);
  await fieldsAndSchemas(report, a, b, random, rounds);
  await programs(report, a, b, random, rounds);
}
