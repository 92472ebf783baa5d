import { deepStrictEqual, strictEqual } from "node:assert/strict";
import { readPlanFacts } from "../../../../core/sql/plan_check/plan_facts.ts";
import { readablePlanText } from "../../../../core/sql/plan_check/plan_text.ts";
import { createParser } from "../../../../core/sql/parse.ts";

const parser = createParser();

Deno.test("a plan's expressions become SQL that the parser reads", async (test) => {
  const texts = {
    "(hashed SubPlan 1)": "(pgmcp_plan)",
    "(ANY (id = (hashed SubPlan 1).col1))": "(NOT (id = (pgmcp_plan).col1))",
    "EXISTS(SubPlan 2)": "(pgmcp_plan)",
    "(NOT (alternatives: SubPlan 1 or hashed SubPlan 2))": "(NOT (pgmcp_plan))",
    "($0 > $1)": "(pgmcp_plan > pgmcp_plan)",
    "PARTIAL sum(x)": "sum(x)",
    "row_number() OVER (?)": "row_number() OVER ()",
    "(id = ANY ('{1,2}'::integer[]))": "(id = ANY ('{1,2}'::integer[]))",
  };
  for (const [text, readable] of Object.entries(texts)) {
    await test.step(text, async () => {
      strictEqual(readablePlanText(text), readable);
      strictEqual((await parser.parse(`SELECT (${readablePlanText(text)})`)).kind, "tree");
    });
  }
});

Deno.test("what stands in quotes in a plan stays as it is, whatever it looks like", () => {
  for (
    const text of [
      "'(SubPlan 1)'::text",
      '"PARTIAL x"."$1"',
      "'it''s $1 (SubPlan 2)'::text",
      "E'\\\\'::text",
    ]
  ) strictEqual(readablePlanText(text), text);
});

Deno.test("a plan tells its nodes, relations, functions and expressions", () => {
  const facts = readPlanFacts([{
    Plan: {
      "Node Type": "Append",
      "Subplans Removed": 2,
      "Sort Key": ["x.b DESC NULLS LAST"],
      "Grouping Sets": [{ "Group Keys": [["x.a"], ["()"], ["*"]] }],
      Plans: [
        { "Node Type": "Seq Scan", Schema: "app", "Relation Name": "t", Output: ["a", "b"] },
        {
          "Node Type": "Function Scan",
          Schema: "app",
          "Function Name": "f",
          "Function Call": "f(1)",
        },
        {
          "Node Type": "WindowAgg",
          Window: "w1 AS (PARTITION BY evil(a))",
          "Some New Key": "g(2)",
        },
      ],
    },
  }]);
  deepStrictEqual(facts, {
    nodeTypes: new Set(["Append", "WindowAgg", "Function Scan", "Seq Scan"]),
    relations: [{ schema: "app", name: "t" }],
    functions: [{ schema: "app", name: "f" }],
    expressions:
      "SELECT (x.a), count(*) OVER (PARTITION BY evil(a)), (g(2)), (f(1)), (a), (b) ORDER BY x.b DESC NULLS LAST",
    pruned: true,
  });
  const whole = readPlanFacts([{ Plan: { "Node Type": "Append", "Subplans Removed": 0 } }]);
  strictEqual(whole?.pruned, false);
  deepStrictEqual([null, [], [{}], "x"].map(readPlanFacts), [null, null, null, null]);
});
