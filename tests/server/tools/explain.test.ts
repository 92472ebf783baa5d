import assert from "node:assert/strict";
import { PgmcpError } from "../../../core/errors.ts";
import { callTool } from "../../support/call_tool.ts";
import { serveMemory } from "../../support/serve_memory.ts";

// What PostgreSQL 18 answers to EXPLAIN (FORMAT JSON, ANALYZE, BUFFERS), shortened.
const PLAN = [{
  Plan: {
    "Node Type": "Limit",
    "Parallel Aware": false,
    "Async Capable": false,
    "Startup Cost": 1.5,
    "Total Cost": 20.25,
    "Plan Rows": 101,
    "Plan Width": 36,
    "Actual Startup Time": 0.01,
    "Actual Total Time": 0.5,
    "Actual Rows": 3,
    "Actual Loops": 1,
    Disabled: false,
    "Shared Hit Blocks": 4,
    "Shared Read Blocks": 1,
    "Shared Dirtied Blocks": 0,
    Plans: [{
      "Node Type": "Hash Join",
      "Parent Relationship": "Outer",
      "Join Type": "Left",
      "Startup Cost": 1.5,
      "Total Cost": 20,
      "Plan Rows": 300,
      "Plan Width": 36,
      "Actual Loops": 0,
      "Hash Cond": "(o.customer_id = c.id)",
      Plans: [{
        "Node Type": "Index Scan",
        "Parent Relationship": "Outer",
        "Scan Direction": "Backward",
        "Index Name": "orders_pkey",
        "Relation Name": "orders",
        Schema: "public",
        Alias: "o",
        "Sort Key": ["o.id", "o.total DESC"],
      }],
    }],
  },
  "Planning Time": 0.2,
  "Execution Time": 0.6,
}];
const SELECT = "SELECT * FROM orders";

function answer(prefix: string) {
  return {
    [prefix + SELECT]: {
      columns: [{ name: "QUERY PLAN", typeOid: 114, typeName: "json" }],
      rows: [[JSON.stringify(PLAN)]],
    },
  };
}

Deno.test("explain gives the plan as text like PostgreSQL's, and as JSON", async () => {
  const served = serveMemory({ results: answer("EXPLAIN (FORMAT JSON, ANALYZE, BUFFERS) ") });
  const { texts, structured } = await callTool(served, {
    name: "explain",
    input: { sql: SELECT, analyze: true },
  });
  assert.deepEqual((texts[0] ?? "").split("\n"), [
    "Limit  (cost=1.50..20.25 rows=101 width=36) (actual time=0.010..0.500 rows=3 loops=1)",
    "  Buffers: shared hit=4 read=1",
    "  ->  Hash Left Join  (cost=1.50..20.00 rows=300 width=36) (never executed)",
    "        Hash Cond: (o.customer_id = c.id)",
    "        ->  Index Scan Backward using orders_pkey on public.orders o",
    "              Sort Key: o.id, o.total DESC",
    "Planning Time: 0.2 ms",
    "Execution Time: 0.6 ms",
  ]);
  assert.deepEqual(structured.plan, PLAN[0]);
});

Deno.test("explain alone does not run the statement", async () => {
  const served = serveMemory({ results: answer("EXPLAIN (FORMAT JSON) ") });
  const { isError } = await callTool(served, { name: "explain", input: { sql: SELECT } });
  assert.equal(isError, false);
  assert.deepEqual(served.database.requests.map((request) => request.sql), [
    "EXPLAIN (FORMAT JSON) SELECT * FROM orders",
  ]);
});

Deno.test("explain points into the client's own SQL when the guard refuses", async () => {
  const sql = "EXPLAIN (FORMAT JSON) SELECT evil()";
  const served = serveMemory({
    refusals: {
      [sql]: {
        code: "PGMCP_FUNCTION_NOT_ALLOWED",
        message: "no",
        hint: "none",
        fragment: "evil",
        position: sql.indexOf("evil"),
      },
    },
  });
  const { texts } = await callTool(served, { name: "explain", input: { sql: "SELECT evil()" } });
  assert.equal(
    texts[0],
    "PGMCP_FUNCTION_NOT_ALLOWED: no\nLINE 1: SELECT evil()\n               ^\nHint: none",
  );
});

Deno.test("explain says what to do with SQL that already is an EXPLAIN", async () => {
  const { texts, isError } = await callTool(serveMemory(), {
    name: "explain",
    input: { sql: " explain analyze SELECT 1" },
  });
  assert.equal(isError, true);
  assert.match(texts[0] ?? "", /Cannot explain an EXPLAIN.*\nHint: Send the SELECT alone/);
});

Deno.test("explain of a plan over the byte limit says what to do about a plan", async () => {
  const served = serveMemory({
    results: { ["EXPLAIN (FORMAT JSON) " + SELECT]: new PgmcpError("PGMCP_RESULT_TOO_LARGE") },
  });
  const { texts } = await callTool(served, { name: "explain", input: { sql: SELECT } });
  assert.match(texts[0] ?? "", /The plan is larger than MAX_RESULT_BYTES\.\nHint: Explain a part/);
});
