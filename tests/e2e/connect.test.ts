// `pgmcp connect`: a client that speaks stdio only, on a real server's HTTP, through the bridge
// as a process of its own.

import assert from "node:assert/strict";
import { connectThroughProcess } from "../support/connect_process.ts";
import { ERAS } from "../support/mcp_client.ts";
import { startServe } from "../support/serve_process.ts";
import { testsOnPostgres } from "../support/tests_on_postgres.ts";
import { until } from "../support/until.ts";
import { watchActivity } from "../support/watch_activity.ts";

const onPostgres = testsOnPostgres();
/** It would run for hours, and only a cancel ends it. */
const ENDLESS = "SELECT count(*) FROM generate_series(1, 1000000) a, generate_series(1, 1000000) b";
const ENDLESS_CALL = { name: "query", arguments: { sql: ENDLESS } };

for (const era of ERAS) {
  onPostgres(`${era}: tools, resources and answers come through as they are`, async (server) => {
    await using served = await serve(server.url);
    await using process = await connectThroughProcess(era, { url: `${served.url}/mcp` });
    const { client } = process;
    assert.equal(client.getServerVersion()?.name, "pgmcp");
    const { tools } = await client.listTools();
    assert.ok(tools.some(({ name }) => name === "query"));
    const answer = await client.callTool({
      name: "query",
      arguments: { sql: "SELECT 12345678901234567890 AS n, 'żółw\n' AS text" },
    });
    assert.match(JSON.stringify(answer), /12345678901234567890/);
    assert.match(JSON.stringify(answer), /żółw/);
    const { contents } = await client.readResource({ uri: "pgmcp://default/schemas" });
    assert.match(JSON.stringify(contents), /public/);
    const refused = await client.callTool({ name: "query", arguments: { sql: "DROP TABLE x" } });
    assert.match(JSON.stringify(refused), /PGMCP_STATEMENT_NOT_ALLOWED/);
  });

  onPostgres(`${era}: progress is told, and a cancelled call ends its query`, async (server) => {
    await using watch = await watchActivity(server.url);
    await using served = await serve(server.url);
    await using process = await connectThroughProcess(era, { url: `${served.url}/mcp` });
    const stop = new AbortController();
    let told = 0;
    const call = process.client.callTool(ENDLESS_CALL, {
      signal: stop.signal,
      onprogress: () => {
        told++;
      },
    });
    const failed = assert.rejects(call);
    await until("progress", () => Promise.resolve(told >= 2));
    // Progress is told of a call whether its query has begun or not.
    await watch.started("generate_series");
    stop.abort();
    await failed;
    await until("its end", async () => (await watch.running("generate_series")).length === 0);
    const next = await process.client.callTool({ name: "query", arguments: { sql: "SELECT 42" } });
    assert.match(JSON.stringify(next), /42/);
  });

  onPostgres(`${era}: calls run side by side, and each gets its own answer`, async (server) => {
    await using served = await serve(server.url);
    await using process = await connectThroughProcess(era, { url: `${served.url}/mcp` });
    const answers = await Promise.all(Array.from({ length: 50 }, async (_, n) => {
      const sql = `SELECT ${n} + 1000 AS n`;
      const answer = await process.client.callTool({ name: "query", arguments: { sql } });
      return JSON.stringify(answer).includes(String(n + 1000));
    }));
    assert.ok(answers.every(Boolean));
  });

  onPostgres(`${era}: a client that goes away ends its query and the process`, async (server) => {
    await using watch = await watchActivity(server.url);
    await using served = await serve(server.url);
    const process = await connectThroughProcess(era, { url: `${served.url}/mcp` });
    const failed = assert.rejects(process.client.callTool(ENDLESS_CALL));
    await until("the query", async () => (await watch.running("generate_series")).length === 1);
    await process[Symbol.asyncDispose]();
    await failed;
    await until("its end", async () => (await watch.running("generate_series")).length === 0);
  });
}

async function serve(databaseUrl: string) {
  const served = await startServe({ DATABASE_URL: databaseUrl, QUERY_TIMEOUT: "10m" });
  return {
    url: served.url,
    async [Symbol.asyncDispose]() {
      served.kill("SIGTERM");
      await served.ended();
    },
  };
}
