// The list of tools: a contract in its names, and small, since every conversation
// starts by reading it.

import assert from "node:assert/strict";
import { createApp } from "../../../server/app.ts";
import { connectClient, ERAS } from "../../support/mcp_client.ts";
import { serveMemory } from "../../support/serve_memory.ts";

const MAX_CHARACTERS = 8_000; // 2,000 tokens at 4 characters each

const PARAMETERS = {
  list_schemas: [],
  list_tables: ["schema", "name", "limit", "cursor"],
  describe_table: ["table_name", "schema"],
  query: ["sql", "format"],
  explain: ["sql", "analyze"],
};

for (const era of ERAS) {
  Deno.test(`${era}: the list of tools has the agreed names and stays under 2,000 tokens`, async () => {
    await using app = createApp({ database: serveMemory() });
    await using connection = await connectClient(app, era);
    const list = await connection.client.listTools();
    const size = JSON.stringify(list).length;
    assert.ok(size < MAX_CHARACTERS, `${size} characters`);
    const parameters = Object.fromEntries(
      list.tools.map((tool) => [tool.name, Object.keys(tool.inputSchema.properties ?? {})]),
    );
    assert.deepEqual(parameters, PARAMETERS);
    for (const tool of list.tools) {
      assert.ok(tool.title && tool.description && tool.outputSchema, tool.name);
      assert.equal(tool.annotations?.readOnlyHint, true, tool.name);
      assert.equal(tool.annotations?.destructiveHint, false, tool.name);
    }
  });
}

Deno.test("where writes are admitted, only query is not read-only", async () => {
  await using app = createApp({ database: serveMemory({ readOnly: false }) });
  await using connection = await connectClient(app, "modern");
  const { tools } = await connection.client.listTools();
  const writing = tools.filter((tool) => tool.annotations?.readOnlyHint === false);
  assert.deepEqual(writing.map((tool) => tool.name), ["query"]);
  assert.equal(writing[0]?.annotations?.destructiveHint, true);
});

Deno.test("the instructions show the way and the limits", async () => {
  await using app = createApp({ database: serveMemory({ maxRows: 42 }) });
  await using connection = await connectClient(app, "legacy");
  const instructions = connection.client.getInstructions() ?? "";
  assert.match(instructions, /list_schemas, then list_tables, then describe_table/);
  assert.match(instructions, /At most 42 rows/);
  assert.match(instructions, /read-only/);
});
