// The database goes away while callers are at work: each call ends with an answer or
// with an error that says what happened, and once it is back all are answered again.

import assert from "node:assert/strict";
import { openPostgres } from "../../agent/databases/postgres/open_postgres.ts";
import { IDLE_DEATH_MS } from "../../agent/databases/postgres/transaction_runner.ts";
import type { ErrorCode } from "../../core/errors.ts";
import { expectError } from "../contracts/expect_error.ts";
import { keepCalling } from "../support/keep_calling.ts";
import { testsOnPostgres } from "../support/tests_on_postgres.ts";
import { until } from "../support/until.ts";
import { watchActivity } from "../support/watch_activity.ts";

const onPostgres = testsOnPostgres();

const LOAD = {
  callers: 8,
  sql: "SELECT count(*) FROM generate_series(1, 5000)",
  timeoutMs: 5_000,
};
/** What a caller may be told of a database that goes away. */
const GONE: ReadonlySet<ErrorCode> = new Set([
  "PGMCP_CONNECTION_LOST",
  "PGMCP_DATABASE_UNREACHABLE",
]);

for (const mode of ["fast", "immediate"] as const) {
  onPostgres(`callers live through a restart of the database (${mode})`, async (server) => {
    await using database = openPostgres({ url: server.url, poolSize: 4 });
    const callers = keepCalling(database, LOAD);
    await callers.moreAnswers(50);
    await server.restart(mode);
    await callers.moreAnswers(50);
    const failures = await callers.stop();
    assert.ok(failures.size > 0, "the restart went unnoticed, so nothing was tested");
    assert.deepEqual([...failures.keys()].filter((code) => !GONE.has(code)), []);
    // Back to as it was: every place of the pool is usable, and all at once.
    const calm = keepCalling(database, LOAD);
    await calm.moreAnswers(50);
    assert.deepEqual([...await calm.stop()], []);
    await using watch = await watchActivity(server.url);
    await watch.quiet();
    assert.ok(await watch.sessions() <= 4);
  });
}

onPostgres("callers live through the end of all their sessions", async (server) => {
  await using database = openPostgres({ url: server.url, poolSize: 4 });
  await using watch = await watchActivity(server.url);
  const callers = keepCalling(database, LOAD);
  for (let round = 0; round < 3; round++) {
    await callers.moreAnswers(20);
    // Those of the last round may be gone, and none be there yet.
    await until("a session to end", async () => await watch.terminateAll() > 0);
  }
  await callers.moreAnswers(50);
  const failures = await callers.stop();
  // A session that ends while it logs in was not there to be lost.
  assert.deepEqual([...failures.keys()].filter((code) => !GONE.has(code)), []);
  // Each end can strike a call on each connection, and no more than that.
  assert.ok([...failures.values()].reduce((sum, count) => sum + count, 0) <= 3 * 4);
  assert.ok(await watch.sessions() <= 4);
});

onPostgres("a statement that takes the server down is not run again", async (server) => {
  await using database = openPostgres({ url: server.url, poolSize: 2 });
  const limits = { maxRows: 1, maxBytes: 1_000, timeoutMs: 600_000 };
  const quick = { sql: "SELECT 1", access: "read", limits } as const;
  // Its connection was used before, and so could have died while it was idle.
  await database.executor.execute(quick);
  await using watch = await watchActivity(server.url);
  const started = performance.now();
  const call = expectError(
    database.executor.execute({ sql: "SELECT pg_sleep(600)", access: "read", limits }),
    "PGMCP_CONNECTION_LOST",
  );
  const pid = await watch.started("pg_sleep");
  await until("a while", () => performance.now() - started > IDLE_DEATH_MS);
  // As where the system is out of memory: the server restarts all its backends.
  Deno.kill(pid, "SIGKILL");
  await call;
  await until(
    "the server's recovery",
    () => database.executor.execute(quick).then(() => true, () => false),
  );
  await using later = await watchActivity(server.url);
  await later.quiet();
});
