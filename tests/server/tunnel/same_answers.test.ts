// A call through a tunnel and the same call without one: the same answers, in every part.

import assert from "node:assert/strict";
import type { ColumnDescription } from "../../../core/ports/schema_explorer.ts";
import type { QueryResult } from "../../../core/ports/query_executor.ts";
import { memoryTable } from "../../support/memory_table.ts";
import { serveMemory } from "../../support/serve_memory.ts";
import { connectAgent, createTestTunnel } from "../../support/tunnel_agents.ts";

const SQL = "SELECT 1";

function rowsOf(value: string): Partial<QueryResult> {
  return { columns: [{ name: "a", typeOid: 25, typeName: "text" }], rows: [[value]] };
}

Deno.test("a call through a tunnel gives what the same call gives without one", async () => {
  const results = {
    [SQL]: { ...rowsOf("x"), timeZone: "Europe/Berlin", durationMs: 1.5 },
    [`EXPLAIN (FORMAT JSON) ${SQL}`]: rowsOf('[{"Plan":{"Node Type":"Result","Plan Rows":1}}]'),
  };
  const columns: readonly ColumnDescription[] = [{
    name: "id",
    type: "integer",
    nullable: false,
    default: null,
    generated: "identity",
    comment: null,
    enumValues: null,
    mask: "hash",
  }];
  const tables = [memoryTable("orders", { columns, primaryKey: ["id"], rowsFiltered: true })];
  const schemas = [{ name: "s", tableCount: 2, comment: "c" }];
  const local = serveMemory({ results, schemas, tables });
  const tunnel = createTestTunnel();
  await connectAgent(tunnel, { databases: { shop: local } });
  const remote = tunnel.databases.lease("shop")?.served;
  assert.ok(remote !== undefined);
  const here = await local.queries.query({ sql: SQL });
  const there = await remote.queries.query({ sql: SQL });
  assert.deepEqual({ ...there, report: null }, { ...here, report: null });
  assert.equal(there.report.sqlAsRun, here.report.sqlAsRun);
  const [plan, remotePlan] = await Promise.all(
    [local, remote].map(({ queries }) => queries.explain({ sql: SQL })),
  );
  assert.equal(plan?.kind, "plan");
  assert.deepEqual({ ...remotePlan, report: null }, { ...plan, report: null });
  const orders = await local.explorer.describeTable({ table: "orders" });
  assert.deepEqual(await remote.explorer.describeTable({ table: "orders" }), orders);
  assert.deepEqual(await remote.explorer.listSchemas(), await local.explorer.listSchemas());
  assert.deepEqual(
    await remote.explorer.listTables({ limit: 5 }),
    await local.explorer.listTables({ limit: 5 }),
  );
  assert.deepEqual(await remote.ping(), { product: "Memory", version: "1" });
  assert.deepEqual(remote.limits, local.limits);
  const missing = { table: "nowhere" };
  for (const database of [local, remote]) {
    await assert.rejects(database.explorer.describeTable(missing), {
      code: "PGMCP_TABLE_NOT_FOUND",
      message: 'There is no table "nowhere". Nearest: orders.',
    });
  }
});
