// Counts what was checked; a failure says what was expected and what came.
import assert from 'node:assert/strict';

export class Report {
  passed = 0;
  failed = 0;

  async check(name, work) {
    try {
      await work();
      this.passed++;
      if (process.env.VERBOSE) console.log(`ok      ${name}`);
    } catch (err) {
      this.failed++;
      console.log(`FAILED  ${name}\n        ${String(err.message).slice(0, 1500).replaceAll('\n', '\n        ')}`);
      if (process.env.VERBOSE) console.log(err.stack);
    }
  }

  end() {
    console.log(`${this.passed} passed, ${this.failed} failed`);
    return this.failed === 0;
  }
}

export const same = (got, wanted, what) => assert.deepEqual(got, wanted, `${what}\ngot    ${JSON.stringify(got)}\nwanted ${JSON.stringify(wanted)}`);
export const ok = (truth, what) => assert.ok(truth, what);
