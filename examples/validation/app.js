// Input that is checked and cleaned before anybody works with it: chains, a schema, and errors as JSON.
const express = require('express');
const { body, checkSchema, matchedData, oneOf, param, query, validationResult } = require('express-validator');

const app = express();
const port = process.env.PORT || 3000;

// In place of a database.
const users = [{ id: 1, email: 'ann@example.com', name: 'Ann' }];

async function findByEmail(email) {
  return users.find((user) => user.email === email);
}

app.use(express.json());

// Stands behind the checks of a route.
function validate(req, res, next) {
  const errors = validationResult(req);
  if (errors.isEmpty()) return next();
  res.status(422).json({ errors: errors.array() });
}

// A check of one's own: an async one says no by throwing.
async function isFree(email) {
  const user = await findByEmail(email);
  if (user) throw new Error('E-mail already in use');
}

const newUser = [
  body('email').trim().isEmail().withMessage('Not a valid e-mail address').bail().normalizeEmail().custom(isFree),
  body('name').trim().notEmpty().withMessage('Name is required').isLength({ max: 40 }).escape(),
  body('password')
    .isLength({ min: 8 })
    .withMessage('Password must have at least 8 characters')
    .matches(/\d/)
    .withMessage('Password must contain a number'),
  body('passwordConfirmation')
    .custom((value, { req }) => value === req.body.password)
    .withMessage('Passwords do not match'),
  body('age')
    .optional()
    .isInt({ min: 18, max: 120 })
    .withMessage((value) => `${value} is not an age of an adult`)
    .toInt(),
  body('website').optional({ values: 'falsy' }).isURL({ protocols: ['https'], require_protocol: true }),
  body('address.zip').optional().isPostalCode('DE'),
  body('tags').optional().isArray({ max: 3 }),
  body('tags.*').isString().isLength({ min: 2 }).toLowerCase(),
];

const search = [
  query('q', 'What are you looking for?').trim().notEmpty(),
  query('page').default(1).isInt({ min: 1 }).toInt(),
  query('sort').default('name').isIn(['name', 'date']),
  query('exact').optional().isBoolean().toBoolean(),
];

// All of a product in one object.
const product = {
  name: {
    in: 'body',
    trim: true,
    isLength: { options: { min: 3 }, errorMessage: 'A name has at least 3 letters' },
  },
  price: {
    isFloat: { options: { gt: 0 } },
    toFloat: true,
    errorMessage: 'A price is a positive number',
  },
  sku: {
    matches: { options: [/^[A-Z]{2}-\d{4}$/] },
    errorMessage: 'A SKU looks like AB-1234',
  },
  available: { optional: true, isDate: true, toDate: true },
};

// One of two ways to say who it is.
const contact = oneOf([body('email').isEmail(), body('phone').isMobilePhone('de-DE')], {
  message: 'Leave an e-mail address or a phone number',
});

app.post('/users', newUser, validate, (req, res) => {
  const { password, passwordConfirmation, ...data } = matchedData(req);
  const user = { id: users.length + 1, ...data };
  users.push(user);
  res.status(201).json(user);
});

app.get('/users/:id', param('id').isInt({ min: 1 }).toInt(), validate, (req, res) => {
  const { id } = matchedData(req);
  const user = users.find((user) => user.id === id);
  if (!user) return res.status(404).json({ error: 'User not found' });
  res.json(user);
});

app.get('/search', search, (req, res) => {
  const result = validationResult(req);
  if (!result.isEmpty()) return res.status(400).json(result.mapped());
  res.json(matchedData(req));
});

app.post('/products', checkSchema(product, ['body']), validate, (req, res) => {
  res.status(201).json(matchedData(req));
});

// Of each error its text alone.
app.post('/contact', contact, (req, res) => {
  const errors = validationResult(req).formatWith((error) => error.msg);
  if (!errors.isEmpty()) return res.status(422).json({ errors: errors.array({ onlyFirstError: true }) });
  res.json(matchedData(req));
});

app.listen(port, () => console.log(`Listening on port ${port}`));
