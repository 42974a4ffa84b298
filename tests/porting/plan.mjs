// Reads steps/NAME.json. What it does not know is an error, so that a slip of the pen is no test that passes.
import fs from 'node:fs';

const PLAN = ['env', 'needs', 'https', 'ports', 'line_by_line', 'ignore', 'why', 'mask', 'files', 'steps', 'stdout'];
const STEP = ['request', 'form', 'json', 'text', 'multipart', 'headers', 'client', 'cookies', 'follow', 'save', 'repeat', 'port', 'for', 'wait', 'signal'];
const PART = ['name', 'value', 'file', 'type', 'text', 'base64'];
const BODIES = ['form', 'json', 'text', 'multipart'];

function only(what, object, known) {
  for (const key of Object.keys(object)) if (!known.includes(key)) throw new Error(`${what} has '${key}', which is none of ${known.join(', ')}`);
}

function step(written, at) {
  const read = typeof written === 'string' ? { request: written } : written;
  only(`step ${at}`, read, STEP);
  if (read.wait !== undefined || read.signal !== undefined) {
    if (Object.keys(read).length > 1) throw new Error(`step ${at}: 'wait' and 'signal' stand alone`);
    return read;
  }
  if (!/^[A-Z-]+ \/\S*$/.test(read.request ?? '')) throw new Error(`step ${at}: 'request' is not like "GET /path": ${read.request}`);
  if (BODIES.filter((name) => read[name] !== undefined).length > 1) throw new Error(`step ${at} has more than one body`);
  for (const part of read.multipart ?? []) only(`a part of step ${at}`, part, PART);
  return read;
}

// The plan of an example, with defaults; throws with a sentence.
export function readPlan(file) {
  const plan = JSON.parse(fs.readFileSync(file, 'utf8'));
  only('the file', plan, PLAN);
  if (!Array.isArray(plan.steps) || !plan.steps.length) throw new Error('it has no steps');
  if ((plan.ignore?.length || plan.mask?.length) && !plan.why) throw new Error("what is ignored or masked needs its reason in 'why'");
  for (const need of plan.needs ?? []) if (need !== 'redis') throw new Error(`'needs' knows redis, and not ${need}`);
  const steps = plan.steps.map((written, i) => step(written, i + 1));
  const signal = steps.findIndex((one) => one.signal);
  if (signal >= 0 && signal !== steps.length - 1) throw new Error("'signal' is the last step");
  return {
    env: {}, needs: [], ports: [], ignore: [], mask: [], files: [], ...plan, steps, masks: (plan.mask ?? []).map((text) => new RegExp(text, 'g')),
  };
}
