// What express-validator makes of requests: rules by their names and schemas that a request brings, and chains as programs have them.
// validator_lab.cpp is its port.
const express = require('express');
const cookieParser = require('cookie-parser');
const { body, check, checkExact, checkSchema, cookie, ExpressValidator, header, matchedData, oneOf, param, query, validationResult } = require('express-validator');

// JSON has no expressions: {"$re": ["^a", "i"]} is one.
function revived(v) {
  if (Array.isArray(v)) return v.map(revived);
  if (v === null || typeof v !== 'object') return v;
  if (v.$re) return new RegExp(v.$re[0], v.$re[1]);
  return Object.fromEntries(Object.entries(v).map(([name, one]) => [name, revived(one)]));
}

const later = (work) => new Promise((resolve, reject) => {
  setTimeout(() => {
    try {
      resolve(work());
    } catch (err) {
      reject(err);
    }
  }, 1);
});

function told(req, res) {
  const result = validationResult(req);
  res.json({
    errors: result.array(), first: result.array({ onlyFirstError: true }), mapped: result.mapped(), matched: matchedData(req),
    all: matchedData(req, { includeOptionals: true, onlyValidData: false }), bodies: matchedData(req, { locations: ['body'] }), body: req.body ?? null, params: req.params,
  });
}

function lab() {
  const app = express();
  app.use(express.json({ limit: '10mb', strict: false }));
  app.use(cookieParser());

  // One rule on each value: the errors, and what has become of it.
  app.post('/rule', async (req, res) => {
    const { name, values } = req.body;
    const options = revived(req.body.args);
    const results = [];
    for (let i = 0; i < values.length; i++) {
      try {
        const [result] = await checkSchema({ [`values[${i}]`]: { [name]: { options } } }, ['body']).run(req);
        results.push({ errors: result.array(), value: req.body.values[i] });
      } catch (err) {
        results.push({ thrown: err.message });
      }
    }
    res.json(results);
  });

  app.post('/schema', async (req, res, next) => {
    const { schema, data } = req.body;
    req.body = data;
    for (const chain of checkSchema(revived(schema), ['body'])) await chain.run(req);
    next();
  }, told);

  // All chains at once.
  app.post('/together', async (req, res, next) => {
    const { schema, data } = req.body;
    req.body = data;
    await Promise.all(checkSchema(revived(schema), ['body']).map((chain) => chain.run(req)));
    next();
  }, told);

  app.post('/exact', async (req, res, next) => {
    const { schema, data } = req.body;
    req.body = data;
    await checkExact(checkSchema(schema, ['body'])).run(req);
    next();
  }, told);

  app.post('/paths', async (req, res, next) => {
    const { fields, data } = req.body;
    req.body = data;
    await body(fields).custom((value, { path, location, pathValues }) => { throw [path, location, pathValues]; }).run(req);
    next();
  }, told);

  app.post('/signup', [
    body('email', 'No mail').isEmail().withMessage('Not a mail').bail().normalizeEmail(),
    body('password').isLength({ min: 8 }).withMessage((value, { path }) => `${path} is short: ${value}`).matches(/\d/).withMessage({ code: 'digit' }).hide('***'),
    body('confirm').custom((value, { req }) => value === req.body.password).withMessage('Passwords differ'),
    body('age').optional({ values: 'falsy' }).isInt({ min: 18, max: 99 }).toInt(),
    body('name').trim().notEmpty().escape(),
    body('tags').toArray().isArray({ max: 3 }),
    body('tags.*').isString().isLength({ max: 5 }).toUpperCase(),
    body('site').if(body('site').exists()).isURL().not().contains('evil'),
    body('secret').hide().isEmpty(),
    body('plan').default('free').isIn(['free', 'paid']),
    body('old').replace([1, 'one', null], 'first'),
    check('token').exists({ values: 'null' }).isUUID(),
  ], told);

  app.post('/async', body('user').custom((value) => later(() => {
    if (value === 'taken') throw new Error('Taken');
    if (value === 'text') throw 'a text';
    if (value === 'empty') throw new Error('');
  })), body('other').not().custom((value) => later(() => { if (value === 'bad') throw new Error('bad'); })), body('n').customSanitizer((value) => later(() => `<${value}>`)), body('when').if((value) => later(() => { if (!value) throw new Error('no'); })).isInt(), told);

  app.post('/sync', body('a').custom((value) => { if (value === 'throw') throw new Error('thrown'); return value; }), body('b').not().custom((value) => { if (value === 'throw') throw new Error('thrown'); return value; }), body('c').customSanitizer((value, { path }) => path + value), told);

  app.post('/places/:id', param('id').isInt().toInt(), query('page').default('1').isInt({ gt: 0 }).toInt(), query(['sort', 'order.*']).optional().isIn(['up', 'down']), header('X-Kind').optional().isAlpha(), cookie('flavour').optional().isSlug(), check('everywhere').isBoolean(), told);

  app.post('/one-of', oneOf([body('a').isInt().toInt(), [body('b').isEmail(), body('c').notEmpty()]]), told);
  app.post('/one-of-flat', oneOf([body('a').isInt(), [body('b').isEmail(), body('c').notEmpty()]], { errorType: 'flat', message: 'One of these' }), told);
  app.post('/one-of-least', oneOf([[body('a').isInt(), body('b').isInt()], body('c').isInt()], { errorType: 'least_errored', message: (nested) => `${nested.length} errors` }), told);
  app.post('/known', checkExact([body('a').exists(), [body('b.*.c').exists()]], { message: (fields) => `${fields.length} unknown` }), told);
  app.post('/bail', body('a').isInt().bail({ level: 'request' }), body('b').isInt(), body('c').exists(), told);
  app.post('/if', body('a').if(oneOf([body('x').exists(), body('y').exists()])).isInt(), body('b').if(() => false).isInt(), told);
  app.post('/throw', body('a').isInt(), (req, res) => {
    try {
      validationResult(req).throw();
      res.send('fine');
    } catch (err) {
      res.status(422).json({ errors: err.array({ onlyFirstError: true }), mapped: err.mapped() });
    }
  });
  app.post('/locale', body('a').isAlpha('xx-XX'), told);

  const { body: own, checkSchema: ownSchema, validationResult: ownResult } = new ExpressValidator({ isEven: (value) => value % 2 === 0 }, { half: (value) => value / 2 }, { errorFormatter: (error) => `${error.path}: ${error.msg}` });
  app.post('/own', own('a').isEven().withMessage('odd').half(), ownSchema({ b: { isEven: true, half: true } }, ['body']), (req, res) => res.json({ errors: ownResult(req).array(), body: req.body }));

  app.use((err, req, res, next) => { res.status(err.status || 500).json({ error: err.message }); });
  return app;
}

lab().listen({ port: process.env.PORT, host: '127.0.0.1' }, () => { console.log('up'); });
