// What is far too large: a field, a statement, a table. Each is refused or cut soon,
// with words that say so, and the next call is answered.

import assert from "node:assert/strict";
import { openPostgres } from "../../agent/databases/postgres/open_postgres.ts";
import { DEFAULT_QUERY_SETTINGS } from "../../core/config/query_settings.ts";
import { guardDatabase } from "../../core/services/guard_database.ts";
import { createApp } from "../../server/app.ts";
import { connectClient, ERAS } from "../support/mcp_client.ts";
import type { PostgresServer } from "../support/postgres_server.ts";
import { callRequest, startServe } from "../support/serve_process.ts";
import { MOD_PATH } from "../support/run_cli.ts";
import { runStdioLine } from "../support/run_stdio.ts";
import { testsOnPostgres } from "../support/tests_on_postgres.ts";
import { watchActivity } from "../support/watch_activity.ts";

const onPostgres = testsOnPostgres();
const MEBIBYTE = 1024 * 1024;
const STDIO_LINE = `deno run -q --no-prompt --cached-only -P=local '${MOD_PATH}' stdio`;
const COLUMNS = 1_600;

function serve(server: PostgresServer) {
  const database = openPostgres({ url: server.url, poolSize: 2 });
  return {
    database,
    app: createApp({ database: guardDatabase(database, DEFAULT_QUERY_SETTINGS) }),
  };
}

for (const era of ERAS) {
  onPostgres(`${era}: a huge field is refused, and the next call answered`, async (server) => {
    await server.runSql(
      server.url,
      `CREATE TABLE IF NOT EXISTS huge AS SELECT 1 AS id, repeat('x', ${64 * MEBIBYTE}) AS body`,
    );
    const { database, app } = serve(server);
    await using _database = database;
    await using _app = app;
    await using connection = await connectClient(app, era);
    async function query(sql: string): Promise<string> {
      const { content } = await connection.client.callTool({ name: "query", arguments: { sql } });
      return JSON.stringify(content);
    }
    assert.match(await query("SELECT body FROM huge"), /PGMCP_RESULT_TOO_LARGE/);
    assert.match(await query("SELECT id, length(body) FROM huge"), /67108864/);
    // The answer that came before the huge one is kept.
    const rows = "SELECT 'kept' UNION ALL SELECT body FROM huge";
    const cut = await query(rows);
    assert.match(cut, /kept/);
    assert.doesNotMatch(cut, /xxxx/);
    await using watch = await watchActivity(server.url);
    await watch.quiet();
  });

  onPostgres(`${era}: ${COLUMNS} columns are described and read`, async (server) => {
    const columns = Array.from({ length: COLUMNS }, (_, index) => `c${index} int DEFAULT ${index}`);
    await server.runSql(
      server.url,
      `DROP TABLE IF EXISTS wide; CREATE TABLE wide (${columns.join(", ")});
       INSERT INTO wide DEFAULT VALUES`,
    );
    const { database, app } = serve(server);
    await using _database = database;
    await using _app = app;
    await using connection = await connectClient(app, era);
    await connection.client.listTools();
    const description = await connection.client.callTool({
      name: "describe_table",
      arguments: { table_name: "wide" },
    });
    assert.notEqual(description.isError, true);
    for (const sql of ["SELECT * FROM wide", "SELECT w.*, w.c0 AS c1 FROM wide w LIMIT 1"]) {
      for (const format of ["json", "structured"]) {
        const answer = await connection.client.callTool({
          name: "query",
          arguments: { sql, format },
        });
        assert.notEqual(answer.isError, true, JSON.stringify(answer.content).slice(0, 500));
        assert.match(JSON.stringify(answer), /1599/);
      }
    }
  });
}

onPostgres("10 MB of SQL over HTTP are refused, and the next call answered", async (server) => {
  const served = await startServe({ DATABASE_URL: server.url });
  try {
    const sql = `SELECT '${"x".repeat(10 * MEBIBYTE)}'`;
    const refused = await fetch(
      callRequest(served.url, { name: "query", arguments: { sql } }),
    );
    assert.equal(refused.status, 413);
    assert.match(await refused.text(), /PGMCP_BODY_TOO_LARGE/);
    const next = await fetch(
      callRequest(served.url, { name: "query", arguments: { sql: "SELECT 40 + 2 AS n" } }),
    );
    assert.match(await next.text(), /42/);
  } finally {
    served.kill("SIGTERM");
    assert.equal((await served.ended()).code, 0);
  }
});

onPostgres("10 MB of SQL over stdio are refused, and the next call answered", async (server) => {
  const sql = `SELECT '${"x".repeat(10 * MEBIBYTE)}'`;
  const run = await runStdioLine(STDIO_LINE, {
    env: { DATABASE_URL: server.url },
    calls: [
      { name: "query", arguments: { sql } },
      { name: "query", arguments: { sql: "SELECT 40 + 2 AS n" } },
    ],
  });
  assert.equal(run.code, 0);
  assert.match(JSON.stringify(run.answers[0]), /PGMCP_BODY_TOO_LARGE/);
  assert.match(JSON.stringify(run.answers[1]), /42/);
});
