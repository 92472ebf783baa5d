// What is said of a database's limits before anybody asks.

import assert from "node:assert/strict";
import { ceiling } from "../../../core/policy/ceiling.ts";
import { policySource } from "../../support/policy_source.ts";

const LIMITS = { maxRows: 100, maxBytes: 100_000, timeoutMs: 1_000 };

Deno.test("a policy lowers a database's limits for everybody, and raises none", async () => {
  const lower = await policySource("policy: {max_rows_per_query: 10, max_bytes_per_query: 2000}");
  assert.deepEqual(ceiling(LIMITS, lower), { ...LIMITS, maxRows: 10, maxBytes: 2_000 });
  const higher = await policySource(
    "policy: {max_rows_per_query: 101, max_bytes_per_query: 100001}",
  );
  assert.deepEqual(ceiling(LIMITS, higher), LIMITS);
  const ofRole = await policySource("policy: {roles: {support: {max_rows_per_query: 1}}}");
  assert.deepEqual(ceiling(LIMITS, ofRole), LIMITS);
  assert.equal(ceiling(LIMITS, undefined), LIMITS);
});
