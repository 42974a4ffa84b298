'use strict';
// Organisations, teams and members: routers in routers with mergeParams, params that are looked up once, roles, one place for errors.
const express = require('express');
const createError = require('http-errors');

const ROLES = Object.freeze({ guest: 0, member: 1, admin: 2, owner: 3 });
const db = {
  orgs: [
    { id: 'acme', name: 'Acme', plan: 'pro' },
    { id: 'init', name: 'Initech', plan: 'free' },
  ],
  teams: new Map([
    [
      'acme',
      [
        {
          id: 1,
          name: 'Web',
          members: [
            { user: 'ann', role: 'owner' },
            { user: 'bob', role: 'member' },
          ],
        },
      ],
    ],
    ['init', []],
  ]),
};
const tokens = { 't-ann': 'ann', 't-bob': 'bob', 't-cem': 'cem' };

// Wraps a handler, so that what it returns is sent.
const send =
  (fn, status = 200) =>
  async (req, res, next) => {
    try {
      const result = await fn(req, res);
      if (result === undefined) res.sendStatus(204);
      else res.status(status).json(result);
    } catch (err) {
      next(err);
    }
  };

const authenticate = (req, res, next) => {
  const [scheme, token] = (req.get('Authorization') ?? '').split(' ');
  if (scheme !== 'Bearer' || !(token in tokens))
    return next(createError(401, 'Who are you?', { headers: { 'WWW-Authenticate': 'Bearer' } }));
  req.user = { name: tokens[token] };
  next();
};

const authorize =
  (...roles) =>
  (req, res, next) => {
    const { role = 'guest' } = req.team.members.find((member) => member.user === req.user.name) ?? {};
    if (!roles.includes(role)) throw createError(403, `${req.user.name} is ${role}, and not ${roles.join(' or ')}`);
    req.user.role = role;
    next();
  };

const atLeast = (role) => authorize(...Object.keys(ROLES).filter((name) => ROLES[name] >= ROLES[role]));

const requireFields =
  (...fields) =>
  ({ body = {} }, res, next) => {
    const missing = fields.filter((field) => !body[field]);
    missing.length ? next(createError(400, `Missing: ${missing}`, { missing })) : next();
  };

// /orgs/:orgId/teams/:teamId/members
const members = express.Router({ mergeParams: true });
members.get(
  '/',
  send(({ team }) => team.members),
);
members.post(
  '/',
  atLeast('admin'),
  requireFields('user'),
  send(({ team, body: { user, role = 'member' }, params }) => {
    if (!(role in ROLES)) throw createError.UnprocessableEntity(`No such role: ${role}`);
    if (team.members.some((member) => member.user === user))
      throw createError.Conflict(`${user} is in team ${params.teamId} of ${params.orgId} already`);
    const member = { user, role };
    team.members.push(member);
    return member;
  }, 201),
);
members.delete(
  '/:user',
  authorize('owner'),
  send(({ team, params: { user } }) => {
    const index = team.members.findIndex((member) => member.user === user);
    if (index === -1) throw createError(404, `${user} is no member`);
    team.members.splice(index, 1);
  }),
);

// /orgs/:orgId/teams
const teams = express.Router({ mergeParams: true });
teams.param('teamId', (req, res, next, id) => {
  req.team = db.teams.get(req.params.orgId).find((team) => team.id === Number(id));
  next(req.team ? undefined : createError(404, `No team ${id} in ${req.org.name}`));
});
teams.get(
  '/',
  send(({ org }) => db.teams.get(org.id).map(({ members: list, ...team }) => ({ ...team, size: list.length }))),
);
teams.post(
  '/',
  requireFields('name'),
  send(({ org, user, body: { name } }) => {
    const list = db.teams.get(org.id);
    if (org.plan === 'free' && list.length >= 1)
      throw createError(402, 'The free plan has one team', { upgrade: `/orgs/${org.id}/upgrade` });
    const team = {
      id: 1 + Math.max(0, ...list.map(({ id }) => id)),
      name,
      members: [{ user: user.name, role: 'owner' }],
    };
    list.push(team);
    return team;
  }, 201),
);
teams.get(
  '/:teamId',
  send(({ team }) => team),
);
teams.use('/:teamId/members', members);

const orgs = express.Router();
orgs.param('orgId', (req, res, next, id) => {
  req.org = db.orgs.find((org) => org.id === id);
  if (!req.org) return next('route');
  next();
});
orgs.get(
  '/',
  send(() => db.orgs.map(({ id, name }) => ({ id, name, teams: db.teams.get(id).length }))),
);
orgs.get(
  '/:orgId',
  send(({ org }) => org),
);
orgs.post(
  '/:orgId/upgrade',
  send(({ org }) => Object.assign(org, { plan: 'pro' })),
);
orgs.use('/:orgId/teams', (req, res, next) => (req.org ? next() : next('router')), teams);

const app = express();
const port = process.env.PORT || 3000;
app.use(express.json());
app.use('/orgs', authenticate, orgs);
app.use((req, res, next) => next(createError(404, `${req.method} ${req.originalUrl} is not here`)));
app.use((err, req, res, next) => {
  const { status = 500, message, expose, headers = {}, ...more } = err;
  res
    .set(headers)
    .status(status)
    .json({ error: expose ? message : 'Something broke', ...more });
});

app.listen(port, () => console.log(`Teams on port ${port}`));
