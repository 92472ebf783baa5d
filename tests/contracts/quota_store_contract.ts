// The contract of a QuotaStore, run on every adapter. The clock is the test's.

import assert from "node:assert/strict";
import fc from "fast-check";
import type { QuotaAnswer, QuotaStore } from "../../core/ports/quota_store.ts";

/** A store and the clock it looks at. */
export interface QuotaTarget {
  readonly store: QuotaStore;
  /** Sets the clock, in milliseconds since 1970. */
  setNow(ms: number): void;
}

const HOUR = 3_600_000;
const START = Date.parse("2026-11-22T10:00:00Z");

function hourly(limit: number, amount = 1) {
  return { windowMs: HOUR, limit, amount };
}

const CASES: Readonly<Record<string, (target: QuotaTarget) => Promise<void>>> = {
  async "as much as the limit is taken, and no more"({ store }) {
    const answers: QuotaAnswer[] = [];
    for (let call = 0; call < 4; call++) answers.push(await store.take("ada", hourly(3)));
    assert.deepEqual(answers.map(({ allowed }) => allowed), [true, true, true, false]);
    assert.deepEqual(answers.map(({ remaining }) => remaining), [2, 1, 0, 0]);
  },
  async "subjects and spans are counted apart"({ store }) {
    assert.equal((await store.take("ada", hourly(1))).allowed, true);
    assert.equal((await store.take("ada", hourly(1))).allowed, false);
    assert.equal((await store.take("bob", hourly(1))).allowed, true);
    assert.equal(
      (await store.take("ada", { windowMs: 60_000, limit: 1, amount: 1 })).allowed,
      true,
    );
  },
  async "what a clock counted that was a year ahead blocks nobody for a year"({ store, setNow }) {
    setNow(START + 365 * 24 * HOUR);
    assert.equal((await store.take("ada", hourly(1))).allowed, true);
    setNow(START);
    const { allowed } = await store.take("ada", hourly(1));
    assert.equal(allowed, true);
    assert.equal((await store.take("ada", hourly(1))).allowed, false);
    // A clock that is set back a little forgets nothing.
    setNow(START - HOUR / 2);
    assert.equal((await store.take("ada", hourly(1))).allowed, false);
  },
  async "what does not fit takes nothing, and a smaller amount still fits"({ store }) {
    assert.equal((await store.take("ada", hourly(10, 8))).remaining, 2);
    assert.deepEqual(
      [(await store.take("ada", hourly(10, 3))).allowed, await store.take("ada", hourly(10, 2))],
      [false, { allowed: true, remaining: 0, resetsAtMs: START + HOUR + 60_000 }],
    );
  },
  async "asking for nothing takes nothing and tells what is left"({ store }) {
    await store.take("ada", hourly(10, 4));
    for (let asked = 0; asked < 3; asked++) {
      assert.equal((await store.take("ada", hourly(10, 0))).remaining, 6);
    }
  },
  async "an overdraft is counted although it is too much"({ store, setNow }) {
    const answer = await store.take("ada", { ...hourly(10, 25), overdraw: true });
    assert.equal(answer.allowed, false);
    assert.equal(answer.remaining, 0);
    assert.equal((await store.take("ada", hourly(10))).allowed, false);
    setNow(answer.resetsAtMs);
    assert.equal((await store.take("ada", hourly(10))).allowed, true);
  },
  async "after an overdraft the next one fits at the time that was said"({ store, setNow }) {
    await store.take("ada", hourly(10, 1));
    setNow(START + 20 * 60_000);
    const { resetsAtMs } = await store.take("ada", { ...hourly(10, 10), overdraw: true });
    setNow(resetsAtMs - 1);
    assert.equal((await store.take("ada", hourly(10))).allowed, false);
    setNow(resetsAtMs);
    assert.equal((await store.take("ada", hourly(10))).allowed, true);
  },
  async "a refused amount fits at the time that was said, and not a millisecond before"(target) {
    const { store, setNow } = target;
    await store.take("ada", hourly(3, 2));
    setNow(START + 20 * 60_000);
    await store.take("ada", hourly(3, 1));
    const { resetsAtMs } = await store.take("ada", hourly(3, 3));
    setNow(resetsAtMs - 1);
    assert.equal((await store.take("ada", hourly(3, 3))).allowed, false);
    setNow(resetsAtMs);
    assert.equal((await store.take("ada", hourly(3, 3))).allowed, true);
  },
  async "no span of time ever has more than the limit"(target) {
    const { store, setNow } = target;
    let subject = 0;
    const steps = fc.array(fc.tuple(fc.nat(20 * 60_000), fc.integer({ min: 1, max: 4 })), {
      maxLength: 60,
    });
    await fc.assert(
      fc.asyncProperty(steps, async (all) => {
        subject++;
        let nowMs = START;
        const taken: { readonly atMs: number; readonly amount: number }[] = [];
        for (const [waitMs, amount] of all) {
          nowMs += waitMs;
          setNow(nowMs);
          const { allowed } = await store.take(`s${subject}`, hourly(7, amount));
          if (allowed) taken.push({ atMs: nowMs, amount });
          const recent = taken.filter(({ atMs }) => atMs > nowMs - HOUR);
          const sum = recent.reduce((total, entry) => total + entry.amount, 0);
          assert.ok(sum <= 7, `${sum} within an hour`);
          // And nothing is refused that would have fit for a minute already.
          const older = taken.filter(({ atMs }) => atMs > nowMs - HOUR - 120_000);
          const most = older.reduce((total, entry) => total + entry.amount, 0);
          assert.ok(allowed || most + amount > 7, "refused although it fits");
        }
      }),
      { numRuns: 40 },
    );
  },
};

/** Registers the contract's tests for the adapter called `name`; `open` makes an empty store. */
export function quotaStoreContract(
  name: string,
  open: (
    now: () => number,
    body: (store: QuotaStore) => Promise<void>,
  ) => Promise<void>,
): void {
  for (const [title, check] of Object.entries(CASES)) {
    Deno.test(`${name}: ${title}`, async () => {
      let nowMs = START;
      await open(() => nowMs, (store) =>
        check({
          store,
          setNow(ms) {
            nowMs = ms;
          },
        }));
    });
  }
}
