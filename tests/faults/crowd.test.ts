// Far more calls at once than the pool has connections: served in the order of their
// coming, as many as may wait, and the others told at once that it is busy.

import assert from "node:assert/strict";
import { openPostgres } from "../../agent/databases/postgres/open_postgres.ts";
import { PgmcpError } from "../../core/errors.ts";
import { callRequest, startServe } from "../support/serve_process.ts";
import { testsOnPostgres } from "../support/tests_on_postgres.ts";
import { watchActivity } from "../support/watch_activity.ts";

const onPostgres = testsOnPostgres();
const CALLS = 500;
const POOL_SIZE = 8;
/** How many callers may wait for a place of the pool. */
const MAX_WAITING = 100;

onPostgres(`${CALLS} calls on ${POOL_SIZE} connections: in turn, and bounded`, async (server) => {
  await using database = openPostgres({ url: server.url, poolSize: POOL_SIZE });
  const served: number[] = [];
  const refused: number[] = [];
  async function call(number: number): Promise<void> {
    try {
      await database.executor.execute({
        sql: "SELECT pg_sleep(0.02)",
        access: "read",
        limits: { maxRows: 1, maxBytes: 1_000, timeoutMs: 10_000 },
      });
      served.push(number);
    } catch (error) {
      if (!(error instanceof PgmcpError) || error.code !== "PGMCP_BUSY") throw error;
      refused.push(number);
      assert.deepEqual(served, [], "a refusal is not waited for");
    }
  }
  // Connections that are made meanwhile would mix up the first ones.
  await Promise.all(Array.from({ length: POOL_SIZE }, () => call(0)));
  served.length = 0;
  await Promise.all(Array.from({ length: CALLS }, (_, number) => call(number)));
  assert.equal(served.length, POOL_SIZE + MAX_WAITING);
  assert.equal(refused.length, CALLS - POOL_SIZE - MAX_WAITING);
  assert.ok(Math.max(...served) < Math.min(...refused), "who came first is served");
  // In turn: most are answered near the place at which they came. A busy machine may
  // hold single ones up; a pool that serves the last one first would hold up all.
  const shifts = served.map((number, place) => Math.abs(number - place)).sort((a, b) => a - b);
  assert.ok((shifts[shifts.length / 2] ?? Infinity) < 2 * POOL_SIZE, shifts.join(" "));
  await using watch = await watchActivity(server.url);
  assert.equal(await watch.sessions(), POOL_SIZE);
});

onPostgres(
  `${CALLS} calls at once over HTTP are answered or told that it is busy`,
  async (server) => {
    const served = await startServe({ DATABASE_URL: server.url, POOL_SIZE: String(POOL_SIZE) });
    try {
      const sql = "SELECT count(*) FROM generate_series(1, 20000)";
      const answers = await Promise.all(Array.from({ length: CALLS }, async () => {
        const response = await fetch(
          callRequest(served.url, { name: "query", arguments: { sql } }),
        );
        return await response.text();
      }));
      const good = answers.filter((text) => text.includes("20000"));
      const busy = answers.filter((text) => text.includes("PGMCP_BUSY"));
      assert.equal(good.length + busy.length, CALLS);
      assert.ok(good.length >= POOL_SIZE + MAX_WAITING, `${good.length} answered`);
      assert.ok(busy.every((text) => text.includes("Call again in a moment.")));
      const after = await fetch(callRequest(served.url, { name: "query", arguments: { sql } }));
      assert.match(await after.text(), /20000/);
      await using watch = await watchActivity(server.url);
      assert.ok(await watch.sessions() <= POOL_SIZE);
    } finally {
      served.kill("SIGTERM");
      assert.equal((await served.ended()).code, 0);
    }
  },
);
