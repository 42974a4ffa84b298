// Makes a case that differs smaller, as long as it still differs.

// Each smaller form of a tree: without an element of a list or a member of an object, or with a part in the place of the whole.
function* smaller(value) {
  if (Array.isArray(value)) {
    for (let size = Math.floor(value.length / 2); size > 1; size = Math.floor(size / 2)) {
      for (let i = 0; i < value.length; i += size) yield [...value.slice(0, i), ...value.slice(i + size)];
    }
    for (let i = 0; i < value.length; i++) yield [...value.slice(0, i), ...value.slice(i + 1)];
    for (let i = 0; i < value.length; i++) for (const less of smaller(value[i])) yield value.with(i, less);
  } else if (value && typeof value === 'object') {
    const keys = Object.keys(value);
    for (const key of keys) {
      const { [key]: dropped, ...rest } = value;
      yield rest;
    }
    for (const key of keys) for (const less of smaller(value[key])) yield { ...value, [key]: less };
  } else if (typeof value === 'string' && value.length > 1) {
    yield value.slice(0, Math.ceil(value.length / 2));
    yield value.slice(Math.floor(value.length / 2));
    if (value.length < 60) for (let i = 0; i < value.length; i++) yield value.slice(0, i) + value.slice(i + 1);
  }
}

const text = (value) => typeof value === 'string';
const whole = ({ requests }) => requests?.length > 0 && requests.every((r) => /^[A-Z-]{3,}$/.test(r.method) && r.target && text(r.target) && /^HTTP\/1\.[01]$/.test(r.version)
  && Array.isArray(r.headers) && r.headers.every((field) => field.length === 2 && field.every(text)) && (text(r.body) || !r.body)
  && r.headers.filter(([name]) => /^content-length$/i.test(name)).every(([, value]) => Number(value) === (r.body ?? '').length)
  && (!r.body || r.chunks || r.headers.some(([name]) => /^content-length$/i.test(name))));

// differs(app, connection) resolves to whether it still does. What the language does not allow any more counts as no difference.
export async function shrink({ app, connection }, differs, most = 500) {
  let best = { app, connection };
  let left = most;
  for (let again = true; again && left > 0;) {
    again = false;
    for (const part of ['connection', 'app']) {
      for (let found = true; found && left > 0;) {
        found = false;
        for (const less of smaller(best[part])) {
          if (left-- <= 0) break;
          const candidate = { ...best, [part]: less };
          if (!whole(candidate.connection) || !candidate.app.layers || !candidate.app.settings) continue;
          if (await differs(candidate.app, candidate.connection)) {
            best = candidate;
            found = again = true;
            break;
          }
        }
      }
    }
  }
  return best;
}
