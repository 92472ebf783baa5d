// What the log says of a call: which tool, whose call, how much of what, how long. Never
// the SQL, a value, or a name that only a client knows.

import assert from "node:assert/strict";
import { createApp } from "../../server/app.ts";
import { configureLogging } from "../../server/commands/configure_logging.ts";
import { keyedGate } from "../support/keyed_gate.ts";
import { connectClient, ERAS } from "../support/mcp_client.ts";
import { serveMemory } from "../support/serve_memory.ts";
import { serveSeveral } from "../support/serve_several.ts";
import { until } from "../support/until.ts";

const SECRET = "4111111111111111";
const THREE = `
databases:
  - {name: sales, url: "pglite:"}
  - {name: stock, url: "pglite:"}
  - {name: bad, url: "mysql:${SECRET}"}
`;

/** Collects the lines from now on, without time and level. */
function collectLines(): () => readonly string[] {
  const written: string[] = [];
  configureLogging({
    level: "info",
    screen: {
      ...{ columns: 80, colour: false, interactive: false },
      write: (text) => void written.push(text),
    },
  });
  return () => {
    const lines = written.join("").trimEnd().split("\n");
    return lines.map((line) => line.replace(/^\S+ \S+ +/, "").replace(/ \d+ ms/, " # ms"));
  };
}

const schemas = ["a", "b"].map((name) => ({ name, tableCount: 0, comment: null }));
const refusal = {
  code: "PGMCP_READ_ONLY",
  message: "No.",
  hint: "None.",
  fragment: null,
  position: null,
} as const;

for (const era of ERAS) {
  for (const keyed of [true, false]) {
    const caller = keyed ? "the key's id" : "local";
    Deno.test(`${era}: the log says how much a call answered, in what time, and whose it was: ${caller}`, async () => {
      using gate = keyedGate();
      const { text: key, id } = await gate.issue();
      const forbidden = `DELETE FROM cards WHERE number = ${SECRET}`;
      const served = serveMemory({
        schemas,
        results: { "SELECT 1": { rows: [[]] }, "SELECT 2": { rows: [[], []] } },
        refusals: { [forbidden]: refusal },
      });
      await using app = createApp({ database: served, ...(keyed ? { gate: gate.gate } : {}) });
      await using connection = await connectClient(app, era, keyed ? { key } : {});
      const { client } = connection;
      const lines = collectLines();
      for (const sql of ["SELECT 1", "SELECT 2", forbidden, `SELECT ${SECRET}`]) {
        await client.callTool({ name: "query", arguments: { sql } });
      }
      await client.callTool({ name: "list_schemas", arguments: {} });
      await client.callTool({ name: "query", arguments: { [SECRET]: SECRET } });
      await client.listResources();
      await client.readResource({ uri: "pgmcp://default/schemas" });
      await until("the lines", () => lines().length >= 8);
      const whose = keyed ? id : "local";
      assert.deepEqual(lines(), [
        `pgmcp.tools query for ${whose} answered 1 row in # ms`,
        `pgmcp.tools query for ${whose} answered 2 rows in # ms`,
        `pgmcp.tools query for ${whose} was refused in # ms: PGMCP_READ_ONLY`,
        `pgmcp.tools query for ${whose} failed in # ms: PGMCP_UNDEFINED_NAME`,
        `pgmcp.tools list_schemas for ${whose} answered 2 schemas in # ms`,
        `pgmcp.tools query for ${whose} failed in # ms: PGMCP_INVALID_ARGUMENT`,
        `pgmcp.resources resources/list for ${whose} answered 1 resource`,
        `pgmcp.resources resources/read for ${whose} answered 25 characters`,
      ]);
    });
  }
}

Deno.test("the log names the database of a call where there is a choice, and only one that there is", async () => {
  await using several = serveSeveral(THREE);
  const { databases, listChanges } = several;
  await using app = createApp({ database: databases, listChanges });
  await using connection = await connectClient(app, "modern");
  const lines = collectLines();
  for (const database of ["stock", SECRET]) {
    await connection.client.callTool({ name: "list_schemas", arguments: { database } });
  }
  await connection.client.callTool({ name: "list_databases", arguments: {} });
  await assert.rejects(connection.client.readResource({ uri: "pgmcp://bad/schemas" }));
  await until("the lines", () => lines().length >= 4);
  assert.deepEqual(lines(), [
    "pgmcp.tools list_schemas of stock for local answered 1 schema in # ms",
    "pgmcp.tools list_schemas for local failed in # ms: PGMCP_DATABASE_NOT_FOUND",
    "pgmcp.tools list_databases for local answered 3 databases in # ms",
    "pgmcp.requests resources/read for local failed: PGMCP_INVALID_CONFIGURATION",
  ]);
});
