'use strict';
// Messages in three languages: by the query, a cookie or Accept-Language; plurals, placeholders, dates and money; errors in the reader's language.
const express = require('express');
const cookieParser = require('cookie-parser');

const messages = {
  en: {
    greeting: 'Hello, {name}!',
    items: { zero: 'Your cart is empty', one: 'One item in your cart', other: '{count} items in your cart' },
    errors: { notFound: 'There is no {what}', invalid: '{field} must be {rule, lowercase}' },
    date: { order: ['month', 'day', 'year'], separator: '/' },
  },
  de: {
    greeting: 'Hallo, {name}!',
    items: { zero: 'Der Korb ist leer', one: 'Ein Artikel im Korb', other: '{count} Artikel im Korb' },
    errors: { notFound: '{what} gibt es nicht' },
    date: { order: ['day', 'month', 'year'], separator: '.' },
  },
  fr: {
    greeting: 'Bonjour, {name} !',
    items: { one: '{count} article', other: '{count} articles' },
    date: { order: ['day', 'month', 'year'], separator: '/' },
  },
};
const supported = Object.keys(messages);
const fallback = 'en';

const lookup = (language, key) => key.split('.').reduce((node, part) => node?.[part], messages[language]);

const filters = { uppercase: (s) => s.toUpperCase(), lowercase: (s) => s.toLowerCase(), quoted: (s) => `"${s}"` };

const translator = (language) =>
  function t(key, values = {}) {
    let message = lookup(language, key) ?? lookup(fallback, key);
    if (message === undefined) return key;
    if (typeof message === 'object') {
      const { count = 0 } = values;
      const form = count === 0 && message.zero ? 'zero' : count === 1 ? 'one' : 'other';
      message = message[form];
    }
    return message.replace(/\{(\w+)(?:,\s*(\w+))?\}/g, (match, name, filter) => {
      if (!(name in values)) return match;
      const text = String(values[name]);
      return filter && filters[filter] ? filters[filter](text) : text;
    });
  };

const formatDate = (date, language) => {
  const { order, separator } = messages[language].date;
  const parts = { year: date.getUTCFullYear(), month: date.getUTCMonth() + 1, day: date.getUTCDate() };
  return order.map((part) => String(parts[part]).padStart(part === 'year' ? 4 : 2, '0')).join(separator);
};
const formatMoney = (cents, language) => {
  const [whole, fraction] = (Math.abs(cents) / 100).toFixed(2).split('.');
  const [thousands, point] = { en: [',', '.'], de: ['.', ','], fr: [' ', ','] }[language];
  const number = `${whole.replace(/\B(?=(\d{3})+(?!\d))/g, thousands)}${point}${fraction}`;
  return `${cents < 0 ? '-' : ''}${language === 'en' ? `€${number}` : `${number} €`}`;
};

// Own parser of Accept-Language, to compare with that of Express.
const parseLanguages = (header = '') =>
  header
    .split(',')
    .map((item) => item.trim().split(';'))
    .filter(([tag]) => tag)
    .map(([tag, q = 'q=1']) => ({ tag: tag.toLowerCase(), q: parseFloat(q.replace(/^\s*q=/, '')) || 0 }))
    .sort((a, b) => b.q - a.q);

const app = express();
const port = process.env.PORT || 3000;
app.use(cookieParser());

app.use((req, res, next) => {
  const wished = [
    req.query.lang,
    req.cookies.lang,
    ...parseLanguages(req.get('Accept-Language')).map(({ tag }) => tag.slice(0, 2)),
  ];
  req.language = wished.find((language) => supported.includes(language)) ?? fallback;
  if (req.query.lang === req.language) res.cookie('lang', req.language, { maxAge: 31536000000, httpOnly: true });
  res.vary('Accept-Language').set('Content-Language', req.language);
  res.locals = { ...res.locals, t: translator(req.language) };
  next();
});

app.get('/', (req, res) => {
  const { t } = res.locals;
  const { name = 'you' } = req.query;
  res.send(
    `<html lang="${req.language}"><h1>${t('greeting', { name })}</h1><p>${[0, 1, 2].map((count) => t('items', { count })).join('; ')}</p></html>`,
  );
});

app.get('/format', (req, res) => {
  const date = new Date(req.query.date ?? '2026-03-05');
  if (Number.isNaN(+date))
    return res.status(400).json({ error: res.locals.t('errors.invalid', { field: 'date', rule: 'AN ISO DATE' }) });
  const amounts = [0, 5, 123456789, -99900];
  res.json({
    date: formatDate(date, req.language),
    money: amounts.map((cents) => formatMoney(cents, req.language)),
    weekday: date.toLocaleDateString('en-US', { weekday: 'long', timeZone: 'UTC' }),
  });
});

app.get('/negotiate', (req, res) => {
  res.json({
    own: parseLanguages(req.get('Accept-Language')),
    express: req.acceptsLanguages(),
    best: req.acceptsLanguages(...supported),
  });
});

app.get('/keys', (req, res) => {
  const flatten = (node, prefix = '') =>
    Object.entries(node).flatMap(([key, value]) =>
      typeof value === 'object' && !Array.isArray(value) ? flatten(value, `${prefix}${key}.`) : `${prefix}${key}`,
    );
  const all = [...new Set(supported.flatMap((language) => flatten(messages[language])))];
  const missing = Object.fromEntries(
    supported.map((language) => [language, all.filter((key) => lookup(language, key) === undefined)]),
  );
  res.json({ count: all.length, missing });
});

app.use((req, res) =>
  res
    .status(404)
    .type('txt')
    .send(res.locals.t('errors.notFound', { what: decodeURI(req.path).slice(1) })),
);

app.listen(port, () => console.log(`${supported.length} languages on port ${port}`));
