// The limits of one call: never wider than the database's own, and never none.

import assert from "node:assert/strict";
import { boundLimits } from "../../../core/services/bound_limits.ts";

const CEILING = { maxRows: 100, maxBytes: 1_000, timeoutMs: 10_000 };

Deno.test("a caller narrows each limit, and widens none", () => {
  const narrow = { maxRows: 1, maxBytes: 2, timeoutMs: 3 };
  assert.deepEqual(boundLimits(CEILING, { limits: narrow }), narrow);
  const wide = { maxRows: 101, maxBytes: 1_001, timeoutMs: 10_001 };
  assert.deepEqual(boundLimits(CEILING, { limits: wide, deadlineMs: 20_000 }), CEILING);
  assert.deepEqual(boundLimits(CEILING, { limits: { maxRows: 5 } }), { ...CEILING, maxRows: 5 });
  assert.deepEqual(boundLimits(CEILING, {}), CEILING);
});

Deno.test("whoever still waits a while has that long, and a deadline that has passed is no endless one", () => {
  assert.equal(boundLimits(CEILING, { deadlineMs: 41.9 }).timeoutMs, 41);
  const limits = { timeoutMs: 40 };
  assert.equal(boundLimits(CEILING, { limits, deadlineMs: 50 }).timeoutMs, 40);
  for (const deadlineMs of [0.4, 0, -5]) {
    assert.equal(boundLimits(CEILING, { deadlineMs }).timeoutMs, 1, String(deadlineMs));
  }
});
