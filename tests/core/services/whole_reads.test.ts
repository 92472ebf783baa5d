// Which scans of a plan read a whole table, and how many rows of 1,000 each.

import assert from "node:assert/strict";
import type { PlanNode } from "../../../core/services/format/read_plan.ts";
import { wholeReads } from "../../../core/services/whole_reads.ts";

const WALK = {
  ...{ "Node Type": "Index Scan", "Schema": "public", "Relation Name": "orders" },
  ...{ "Index Name": "orders_pkey", "Plan Rows": 1000 },
};

function above(type: string, rows: number, below: PlanNode): PlanNode {
  return { "Node Type": type, "Plan Rows": rows, "Plans": [below] };
}

function rowsOf(plan: PlanNode): readonly number[] {
  return wholeReads(plan).map((read) => Math.round(read.rowsOf(1000)));
}

Deno.test("an index is walked as far as a LIMIT above it asks, as the planner thinks", () => {
  assert.deepEqual(rowsOf(WALK), [1000]);
  assert.deepEqual(rowsOf(above("Limit", 10, WALK)), [10]);
  assert.deepEqual(rowsOf(above("Limit", 10, above("Subquery Scan", 1000, WALK))), [10]);
  assert.deepEqual(rowsOf(above("Limit", 10, above("Limit", 100, WALK))), [10]);
  // One row is thought to pass, and looked for to the end.
  assert.deepEqual(rowsOf(above("Limit", 1, { ...WALK, "Plan Rows": 1, "Filter": "x" })), [1000]);
  assert.deepEqual(rowsOf(above("Limit", 1, above("Nested Loop", 1, WALK))), [1000]);
  assert.deepEqual(rowsOf(above("Limit", 0, { ...WALK, "Plan Rows": 0 })), [1000]);
});

Deno.test("what reads all below it before it gives a row is ended by no LIMIT", () => {
  for (const type of ["Aggregate", "Hash", "Sort", "WindowAgg"]) {
    assert.deepEqual(rowsOf(above("Limit", 1, above(type, 1000, WALK))), [1000], type);
  }
  for (const relationship of ["InitPlan", "SubPlan"]) {
    const apart = { ...WALK, "Parent Relationship": relationship };
    assert.deepEqual(rowsOf(above("Limit", 1, apart)), [1000], relationship);
  }
});

Deno.test("a sample is as large as its method says, where it does not look at every row", () => {
  const sample = { ...WALK, "Node Type": "Sample Scan" };
  const by = (method: string, amount: string) =>
    rowsOf({ ...sample, "Sampling Method": method, "Sampling Parameters": [amount] });
  assert.deepEqual(by("system", "'25.5'::real"), [255]);
  assert.deepEqual(by("system_rows", "'40'::bigint"), [40]);
  assert.deepEqual(by("system_rows", "'4000'::bigint"), [1000]);
  assert.deepEqual(by("bernoulli", "'1'::real"), [1000]);
  assert.deepEqual(by("system_time", "'5'::double precision"), [1000]);
  assert.deepEqual(by("system", "(now_share)"), [1000]);
});

Deno.test("a scan that a condition narrows by an index is none", () => {
  assert.deepEqual(rowsOf({ ...WALK, "Index Cond": "(id = 7)" }), []);
  assert.deepEqual(rowsOf({ ...WALK, "Node Type": "Bitmap Heap Scan" }), []);
  const [walked] = wholeReads(WALK);
  assert.deepEqual(walked?.walked, { schema: "public", name: "orders_pkey" });
});
