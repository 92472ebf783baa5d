// MCP over HTTP with the official client, in both protocol eras.

import assert from "node:assert/strict";
import { createApp } from "../../server/app.ts";
import { connectClient, ERAS } from "../support/mcp_client.ts";
import { serveMemory } from "../support/serve_memory.ts";

const SCHEMAS = [{ name: "public", tableCount: 2, comment: "The shop" }];
const ONE_ROW = {
  columns: [{ name: "n", typeOid: 23, typeName: "integer" }],
  rows: [["1"]],
};

for (const era of ERAS) {
  Deno.test(`${era}: a client lists the tools, lists schemas and runs a query`, async () => {
    await using app = createApp({
      database: serveMemory({ schemas: SCHEMAS, results: { "SELECT 1 AS n": ONE_ROW } }),
    });
    await using connection = await connectClient(app, era);
    const { tools } = await connection.client.listTools();
    assert.deepEqual(tools.map((tool) => tool.name), [
      "list_schemas",
      "list_tables",
      "describe_table",
      "query",
      "explain",
    ]);
    const schemas = await connection.client.callTool({ name: "list_schemas", arguments: {} });
    assert.deepEqual(schemas.structuredContent, {
      schemas: [{ name: "public", table_count: 2, comment: "The shop" }],
    });
    const answer = await connection.client.callTool({
      name: "query",
      arguments: { sql: "SELECT 1 AS n" },
    });
    assert.deepEqual(answer.content, [{ type: "text", text: '[{"n":1}]' }]);
    assert.deepEqual(answer.structuredContent, {
      columns: [{ name: "n", type: "integer" }],
      row_count: 1,
      truncated: false,
      truncated_by: null,
      affected_rows: null,
      duration_ms: 0.25,
      time_zone: "UTC",
    });
  });
}
