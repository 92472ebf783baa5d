// Several databases behind one MCP endpoint: which tools and arguments there are, what
// a call reaches, what clients are told when the list changes, and /ready.

import assert from "node:assert/strict";
import type { Client } from "@modelcontextprotocol/client";
import { PgmcpError } from "../../core/errors.ts";
import { type App, createApp } from "../../server/app.ts";
import { connectClient, ERAS } from "../support/mcp_client.ts";
import { type ServedSeveral, serveSeveral } from "../support/serve_several.ts";

const MAX_CHARACTERS = 8_000; // 2,000 tokens at 4 characters each
const TWO = `
databases:
  - {name: sales, url: "pglite:", description: Orders and customers, read_only: false}
  - {name: stock, url: "pglite:", max_rows: 7}
`;
const ONE = 'databases: [{name: sales, url: "pglite:"}]';
const WITH_BAD = `${TWO}  - {name: bad, url: "mysql:x"}\n`;

function appOf({ databases, listChanges }: ServedSeveral): App {
  return createApp({ database: databases, listChanges });
}

async function call(
  client: Client,
  name: string,
  input: Readonly<Record<string, unknown>> = {},
): Promise<{ readonly text: string; readonly isError: boolean }> {
  const { content, isError } = await client.callTool({ name, arguments: { ...input } });
  const text = content.map((part) => part.type === "text" ? part.text : "").join("\n");
  return { text, isError: isError ?? false };
}

for (const era of ERAS) {
  Deno.test(`${era}: with several databases every tool takes one's name, under 2,000 tokens`, async () => {
    await using several = serveSeveral(TWO);
    await using app = appOf(several);
    await using connection = await connectClient(app, era);
    const list = await connection.client.listTools();
    assert.ok(JSON.stringify(list).length < MAX_CHARACTERS, `${JSON.stringify(list).length}`);
    assert.deepEqual(list.tools.map(({ name }) => name), [
      ...["list_databases", "list_schemas", "list_tables", "describe_table", "query", "explain"],
    ]);
    for (const { name, inputSchema } of list.tools) {
      const takesOne = name !== "list_databases";
      assert.equal("database" in (inputSchema.properties ?? {}), takesOne, name);
      assert.equal(inputSchema.required?.includes("database") ?? false, takesOne, name);
    }
    const writing = list.tools.filter((tool) => tool.annotations?.readOnlyHint === false);
    assert.deepEqual(writing.map(({ name }) => name), ["query"]);
    const instructions = connection.client.getInstructions() ?? "";
    assert.match(instructions, /2 PostgreSQL databases.*list_databases, then list_schemas/s);
  });

  Deno.test(`${era}: clients that listen are told when the list of databases changes`, async () => {
    await using several = serveSeveral(ONE);
    await using app = appOf(several);
    await using connection = await connectClient(app, era);
    const { client } = connection;
    const kinds = ["tools", "prompts", "resources"] as const;
    const told = kinds.map((kind) => {
      const { promise, resolve } = Promise.withResolvers<void>();
      client.setNotificationHandler(`notifications/${kind}/list_changed`, () => resolve());
      return promise;
    });
    if (era === "modern") {
      await client.listen({
        toolsListChanged: true,
        promptsListChanged: true,
        resourcesListChanged: true,
      });
    }
    const before = (await client.listTools()).tools;
    assert.ok(!before.some(({ name }) => name === "list_databases"));
    assert.ok(!before.some(({ inputSchema }) => "database" in (inputSchema.properties ?? {})));
    // In the 2025 era the stream for such news opens after the handshake, on its own.
    let next = TWO;
    const changing = setInterval(() => {
      several.replace(next);
      next = next === TWO ? ONE : TWO;
    }, 20);
    await Promise.all(told);
    clearInterval(changing);
    several.replace(TWO);
    const after = (await client.listTools()).tools;
    assert.ok(after.some(({ name }) => name === "list_databases"));
  });
}

Deno.test("list_databases says what each is, and asks none of them", async () => {
  await using several = serveSeveral(WITH_BAD);
  await using app = appOf(several);
  await using connection = await connectClient(app, "modern");
  const { text } = await call(connection.client, "list_databases");
  const lines = text.split("\n");
  // The instructions send a model here for what differs.
  assert.match(connection.client.getInstructions() ?? "", /rows come back, list_databases says/);
  assert.equal(lines[0], "sales (writable, at most 100 rows) -- Orders and customers");
  assert.equal(lines[1], "stock (at most 7 rows)");
  assert.match(lines[2] ?? "", /^bad \(cannot be used\) -- pgmcp\.yaml:5:22: Cannot use url/);
  const { structuredContent } = await connection.client.callTool({ name: "list_databases" });
  assert.match(JSON.stringify(structuredContent), /"name":"stock",.*"read_only":true,"max_rows":7/);
  for (const name of ["sales", "stock"]) assert.equal(several.memory(name), undefined);
});

Deno.test("a call reaches the database it names, and the others stay unopened", async () => {
  await using several = serveSeveral(WITH_BAD);
  await using app = appOf(several);
  await using connection = await connectClient(app, "modern");
  const answer = await call(connection.client, "list_schemas", { database: "stock" });
  assert.equal(answer.text, "stock (0 tables)");
  assert.equal(several.memory("sales"), undefined);
  const bad = await call(connection.client, "query", { database: "bad", sql: "SELECT 1" });
  assert.match(bad.text, /^PGMCP_INVALID_CONFIGURATION: pgmcp\.yaml:5:22: /);
});

Deno.test("a call that names no database, or one that is not there, says which there are", async () => {
  await using several = serveSeveral(TWO);
  await using app = appOf(several);
  await using connection = await connectClient(app, "legacy");
  const none = await call(connection.client, "query", { sql: "SELECT 1" });
  assert.match(none.text, /^PGMCP_INVALID_ARGUMENT: There are 2 databases.*\nHint: .*sales, stock/);
  const unknown = await call(connection.client, "list_schemas", { database: "sale" });
  assert.match(unknown.text, /^PGMCP_DATABASE_NOT_FOUND: .*"sale"\. Nearest: sales/);
  const extra = await call(connection.client, "explain", { database: "sales", sq: "SELECT 1" });
  assert.match(extra.text, /Hint: explain takes: database, sql, analyze/);
});

Deno.test("a client that still names the only database is understood", async () => {
  await using several = serveSeveral(ONE);
  await using app = appOf(several);
  await using connection = await connectClient(app, "modern");
  const named = await call(connection.client, "list_schemas", { database: "sales" });
  assert.equal(named.text, "sales (0 tables)");
  const other = await call(connection.client, "list_schemas", { database: "stock" });
  assert.match(other.text, /^PGMCP_DATABASE_NOT_FOUND/);
  const plain = await call(connection.client, "list_schemas");
  assert.equal(plain.text, "sales (0 tables)");
});

Deno.test("a change applies to the next call, and a removed database is closed", async () => {
  await using several = serveSeveral(TWO);
  await using app = appOf(several);
  await using connection = await connectClient(app, "modern");
  await call(connection.client, "list_schemas", { database: "stock" });
  several.replace(ONE);
  const gone = await call(connection.client, "list_schemas", { database: "stock" });
  assert.match(gone.text, /^PGMCP_DATABASE_NOT_FOUND/);
  await new Promise((resolve) => setTimeout(resolve, 0));
  assert.equal(several.isClosed("stock"), true);
  assert.equal(several.isClosed("sales"), false);
});

Deno.test("resources and prompts name the database too", async () => {
  await using several = serveSeveral(TWO);
  await using app = appOf(several);
  await using connection = await connectClient(app, "modern");
  const read = await connection.client.readResource({ uri: "pgmcp://stock/schemas" });
  assert.match(JSON.stringify(read.contents), /stock \(0 tables\)/);
  const { prompts } = await connection.client.listPrompts();
  assert.ok(prompts.every((prompt) => prompt.arguments?.some(({ name }) => name === "database")));
});

async function ready(app: App) {
  const response = await app.fetch(new Request("http://localhost/ready"));
  return [response.status, await response.json()] as const;
}

const DOWN = new PgmcpError("PGMCP_DATABASE_UNREACHABLE");
const UNREACHABLE = "PGMCP_DATABASE_UNREACHABLE: The database cannot be reached.";

Deno.test("ready lists each database, and is ready where one is", async () => {
  await using several = serveSeveral(WITH_BAD, { pingErrors: { sales: DOWN } });
  await using app = appOf(several);
  const [status, body] = await ready(app);
  assert.equal(status, 200);
  assert.equal(body.status, "ready");
  assert.deepEqual(body.databases.slice(0, 2), [
    { name: "sales", status: "not_ready", reason: UNREACHABLE },
    { name: "stock", status: "ready" },
  ]);
  assert.match(body.databases[2].reason, /^PGMCP_INVALID_CONFIGURATION: pgmcp\.yaml:5:22/);
});

Deno.test("ready is 503 where none is, and says so of each", async () => {
  await using several = serveSeveral(TWO, { pingErrors: { sales: DOWN, stock: DOWN } });
  await using app = appOf(several);
  assert.deepEqual(await ready(app), [503, {
    status: "not_ready",
    reason: "None of the 2 databases answers.",
    databases: [
      { name: "sales", status: "not_ready", reason: UNREACHABLE },
      { name: "stock", status: "not_ready", reason: UNREACHABLE },
    ],
  }]);
});

Deno.test("a silent database does not keep ready waiting for its deadline", async () => {
  await using several = serveSeveral(TWO, { silent: ["sales"] });
  // The deadline is longer than any test: only not waiting for it gives an answer.
  await using app = createApp({ database: several.databases, readyTimeoutMs: 3_600_000 });
  const [status, body] = await ready(app);
  assert.equal(status, 200);
  assert.deepEqual(body.databases[0], {
    name: "sales",
    status: "not_ready",
    reason: "It has not answered yet.",
  });
});
