// Nodes as PostgreSQL 18 gives them in JSON, and as its own text format shows them.

import assert from "node:assert/strict";
import { planText } from "../../../../core/services/format/plan_text.ts";
import { readPlan } from "../../../../core/services/format/read_plan.ts";

const NODES: readonly (readonly [Readonly<Record<string, unknown>>, readonly string[]])[] = [
  [{ "Node Type": "Aggregate", Strategy: "Hashed", "Partial Mode": "Partial" }, [
    "Partial HashAggregate",
  ]],
  [{ "Node Type": "Aggregate", Strategy: "Plain", "Partial Mode": "Simple" }, ["Aggregate"]],
  [{ "Node Type": "Nested Loop", "Join Type": "Anti", "Inner Unique": true }, [
    "Nested Loop Anti Join",
  ]],
  [{ "Node Type": "Merge Join", "Join Type": "Inner", "Merge Cond": "(a.id = b.id)" }, [
    "Merge Join",
    "  Merge Cond: (a.id = b.id)",
  ]],
  [{ "Node Type": "SetOp", Strategy: "Hashed", Command: "Except" }, ["HashSetOp Except"]],
  [{ "Node Type": "Seq Scan", "Parallel Aware": true, "Relation Name": "Big", Alias: "b" }, [
    'Parallel Seq Scan on "Big" b',
  ]],
  [{ "Node Type": "Values Scan", Alias: "*VALUES*" }, ['Values Scan on "*VALUES*"']],
  [{ "Node Type": "Bitmap Index Scan", "Index Name": "i" }, ["Bitmap Index Scan on i"]],
  [{
    "Node Type": "CTE Scan",
    "CTE Name": "x",
    Alias: "x",
    Storage: "Memory",
    "Maximum Storage": 17,
  }, [
    "CTE Scan on x",
    "  Storage: Memory  Maximum Storage: 17kB",
  ]],
  [{
    "Node Type": "Sort",
    "Sort Key": ["a", "b DESC"],
    "Sort Method": "quicksort",
    "Sort Space Used": 25,
    "Sort Space Type": "Memory",
  }, ["Sort", "  Sort Key: a, b DESC", "  Sort Method: quicksort  Memory: 25kB"]],
  [{
    "Node Type": "Hash",
    "Hash Buckets": 1024,
    "Original Hash Buckets": 1024,
    "Hash Batches": 1,
    "Original Hash Batches": 1,
    "Peak Memory Usage": 9,
  }, ["Hash", "  Buckets: 1024  Batches: 1  Memory Usage: 9kB"]],
  [{
    "Node Type": "Aggregate",
    Strategy: "Mixed",
    "Grouping Sets": [{ "Hash Keys": [["a", "b"], ["a"]] }, { "Group Keys": [[]] }],
  }, ["MixedAggregate", "  Hash Key: a, b", "  Hash Key: a", "  Group Key: ()"]],
  [{
    "Node Type": "Sample Scan",
    "Relation Name": "t",
    Alias: "t",
    "Sampling Method": "system",
    "Sampling Parameters": ["'10'::real"],
  }, ["Sample Scan on t", "  Sampling: system ('10'::real)"]],
  [{
    "Node Type": "Limit",
    Plans: [{
      "Node Type": "Result",
      "Parent Relationship": "InitPlan",
      "Subplan Name": "InitPlan 1",
    }],
  }, ["Limit", "  InitPlan 1", "    ->  Result"]],
  [
    {
      ...{ "Node Type": "Result", "Startup Cost": 0, "Total Cost": 0.5, "Plan Rows": 1 },
      ...{ "Plan Width": 4, "Actual Startup Time": 0.0125, "Actual Total Time": "unknown" },
      ...{ "Actual Rows": 1, "Actual Loops": 2 },
      Plans: [{ "Node Type": "Result", "Actual Rows": 0, "Actual Loops": 0 }],
    },
    [
      "Result  (cost=0.00..0.50 rows=1 width=4) (actual time=0.013..unknown rows=1 loops=2)",
      "  ->  Result (never executed)",
    ],
  ],
  [{ "Node Type": "New In 19", "Some Key": [1, 2], "Zero Key": 0, Filter: "(x = 'a\nb')" }, [
    "New In 19",
    "  Some Key: 1, 2",
    "  Filter: (x = 'a\\nb')",
  ]],
];

for (const [node, lines] of NODES) {
  Deno.test(`the plan's text has ${JSON.stringify(lines[0])}`, () => {
    assert.deepEqual(planText({ Plan: node }).split("\n"), lines);
  });
}

Deno.test("what is not a plan is an error", () => {
  for (const text of ["", "[]", "{}", "null", "[1]", "Seq Scan"]) {
    assert.throws(() => readPlan(text), { code: "PGMCP_INTERNAL" });
  }
});
