import { deepStrictEqual, ok, strictEqual } from "node:assert/strict";
import { gatherFacts } from "../../../core/sql/gather_facts.ts";
import { NODE_RULES } from "../../../core/sql/node_rules/node_rules.ts";
import { createParser } from "../../../core/sql/parse.ts";
import { bareNode, type TreeNode, unwrapNode } from "../../../core/sql/tree.ts";

const parser = createParser();

function codeOf(select: TreeNode): string | null {
  const gathered = gatherFacts({ type: "SelectStmt", node: select }, "select");
  return gathered.kind === "facts" ? null : gathered.refusal.code;
}

Deno.test("a node type that no rule names is refused, wherever it stands", () => {
  strictEqual(codeOf({ whereClause: { BrandNewExpr: {} } }), "PGMCP_CONSTRUCT_NOT_ALLOWED");
  strictEqual(
    codeOf({ targetList: [{ ResTarget: { val: { BrandNewExpr: {} } } }] }),
    "PGMCP_CONSTRUCT_NOT_ALLOWED",
  );
});

Deno.test("a field that no rule names is refused, also one that every object has", () => {
  strictEqual(codeOf({ brandNewClause: true }), "PGMCP_CONSTRUCT_NOT_ALLOWED");
  strictEqual(codeOf({ constructor: "x" }), "PGMCP_CONSTRUCT_NOT_ALLOWED");
  strictEqual(
    codeOf({ whereClause: { BoolExpr: { hasOwnProperty: 1 } } }),
    "PGMCP_CONSTRUCT_NOT_ALLOWED",
  );
});

Deno.test("a value that no rule names is refused, and a node where a value belongs", () => {
  strictEqual(codeOf({ op: "SETOP_BRAND_NEW" }), "PGMCP_CONSTRUCT_NOT_ALLOWED");
  strictEqual(codeOf({ all: { FuncCall: {} } }), "PGMCP_CONSTRUCT_NOT_ALLOWED");
  strictEqual(codeOf({ whereClause: "text" }), "PGMCP_CONSTRUCT_NOT_ALLOWED");
  strictEqual(
    codeOf({ whereClause: { A_Const: {}, FuncCall: {} } }),
    "PGMCP_CONSTRUCT_NOT_ALLOWED",
  );
  strictEqual(codeOf({ withClause: "x" }), "PGMCP_CONSTRUCT_NOT_ALLOWED");
});

Deno.test("a rule never opens a node that writes, locks or names a parameter", () => {
  for (const type of ["IntoClause", "LockingClause", "ParamRef", "CurrentOfExpr", "CallStmt"]) {
    ok(!NODE_RULES.has(type), type);
  }
});

Deno.test("a chain of thousands of nodes is walked without exhausting the stack", () => {
  let node: TreeNode = { A_Const: { isnull: true } };
  for (let level = 0; level < 200_000; level++) {
    node = { BoolExpr: { boolop: "NOT_EXPR", args: [node] } };
  }
  strictEqual(codeOf({ whereClause: node }), null);
});

Deno.test("every name is found wherever it stands, with its place in bytes", async () => {
  const sql = `SELECT é.a::mood, f(1), "x y".g(2) OVER (ORDER BY h(3) USING <) FROM app.t AS é
    TABLESAMPLE system (k(1)) JOIN LATERAL m(4) AS n(o app.ty) ON p(5) = ANY (SELECT q(6))
    WHERE (r(7)).s > 1 GROUP BY GROUPING SETS ((u(8))) HAVING v(9) LIMIT w(10)`;
  const outcome = await parser.parse(sql);
  ok(outcome.kind === "tree");
  const root = unwrapNode(bareNode(outcome.statements[0])?.stmt);
  ok(root !== null);
  const gathered = gatherFacts(root, "select");
  ok(gathered.kind === "facts");
  const { facts } = gathered;
  deepStrictEqual(
    facts.functions.map(({ name }) => name).toSorted(),
    [..."fghkmpqruvw"],
  );
  deepStrictEqual(facts.types.map(({ schema, name }) => [schema, name]), [[null, "mood"], [
    "app",
    "ty",
  ]]);
  deepStrictEqual(facts.operators.map(({ name }) => name).toSorted(), ["<", "=", ">"]);
  deepStrictEqual(facts.attributes.map(({ qualifier, name }) => [qualifier, name]), [
    ["é", "a"],
    [null, "s"],
  ]);
  const encoder = new TextEncoder();
  for (const { name, location } of facts.functions) {
    const written = name === "g" ? '"x y"' : `${name}(`;
    const before = outcome.text.slice(0, outcome.text.indexOf(written));
    strictEqual(location, encoder.encode(before).length, name);
  }
});
