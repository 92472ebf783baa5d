// What a server says of its callers is held to the policy at every way into the database.

import assert from "node:assert/strict";
import { assertedPrincipals } from "../../../core/services/asserted_principals.ts";
import { memoryTable } from "../../support/memory_table.ts";
import { policySource } from "../../support/policy_source.ts";
import { serveMemory } from "../../support/serve_memory.ts";

const POLICY = "policy: {servers: {mine: {roles: [support], attributes: {tenant: ['1']}}}}";
const PLAN = { columns: [], rows: [['[{"Plan":{}}]']] };

Deno.test("no way into a database answers for a caller that its server may not name", async () => {
  const served = serveMemory({
    results: { "SELECT 1": {}, "EXPLAIN (FORMAT JSON) SELECT 1": PLAN },
    tables: [memoryTable("orders")],
  });
  const source = await policySource(POLICY);
  const database = assertedPrincipals(served, { server: "mine", source });
  const { explorer, queries } = database;
  function as(role: string | null, tenant?: string) {
    const attributes: Record<string, string> = tenant === undefined ? {} : { tenant };
    return { principal: { id: "somebody", role, team: null, attributes } };
  }
  const ways = {
    query: (call?: object) => queries.query({ sql: "SELECT 1" }, call),
    explain: (call?: object) => queries.explain({ sql: "SELECT 1" }, call),
    listSchemas: (call?: object) => explorer.listSchemas(call),
    listTables: (call?: object) => explorer.listTables({ limit: 1 }, call),
    describeTable: (call?: object) => explorer.describeTable({ table: "orders" }, call),
  };
  for (const [way, ask] of Object.entries(ways)) {
    for (const call of [as("support", "1"), as("support"), as(null), undefined]) await ask(call);
    const asked = served.database.requests.length;
    for (const call of [as("finance"), as("support", "2"), as(null, "2")]) {
      await assert.rejects(ask(call), { code: "PGMCP_PERMISSION_DENIED" }, way);
    }
    assert.equal(served.database.requests.length, asked, way);
  }
});

Deno.test("a server that the policy does not name is answered nothing, and where it names none all are", async () => {
  const served = serveMemory({ results: { "SELECT 1": {} } });
  const stranger = assertedPrincipals(served, {
    server: "theirs",
    source: await policySource(POLICY),
  });
  await assert.rejects(stranger.queries.query({ sql: "SELECT 1" }), {
    code: "PGMCP_PERMISSION_DENIED",
    message: /the policy names no such server/,
  });
  const open = { server: "any", source: await policySource("policy: {}") };
  const { kind } = await assertedPrincipals(served, open).queries.query({ sql: "SELECT 1" });
  assert.equal(kind, "rows");
});
