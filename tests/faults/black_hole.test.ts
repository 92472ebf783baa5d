// The network between pgmcp and the database stops to forward without closing
// anything: no call hangs, each ends by its deadline, and once packets pass again the
// connections that were swallowed cost no further call its answer.

import assert from "node:assert/strict";
import { openPostgres } from "../../agent/databases/postgres/open_postgres.ts";
import {
  CANCEL_GRACE_MS,
  DEADLINE_GRACE_MS,
} from "../../agent/databases/postgres/transaction_runner.ts";
import type { Database } from "../../core/ports/database.ts";
import type { QueryRequest } from "../../core/ports/query_executor.ts";
import { PgmcpError } from "../../core/errors.ts";
import { expectError } from "../contracts/expect_error.ts";
import { startTcpRelay } from "../support/tcp_relay.ts";
import { testsOnPostgres } from "../support/tests_on_postgres.ts";
import { watchActivity } from "../support/watch_activity.ts";

const onPostgres = testsOnPostgres();
/** Of a call that is to fail: long enough to be seen while it runs. */
const TIMEOUT_MS = 2_000;
/** Of a call that is to be answered. */
const PATIENT_MS = 60_000;
/** The server's timer, the grace for it, the grace for a cancel, and what a busy machine may add. */
const END_MS = TIMEOUT_MS + DEADLINE_GRACE_MS + CANCEL_GRACE_MS + 5_000;
const POOL_SIZE = 3;

function ask(
  database: Database,
  options: { readonly timeoutMs?: number; readonly signal?: AbortSignal } = {},
): Promise<unknown> {
  const { timeoutMs = PATIENT_MS, signal } = options;
  return database.executor.execute({
    sql: "SELECT pg_sleep(0.01)",
    access: "read",
    limits: { maxRows: 10, maxBytes: 10_000, timeoutMs },
  }, signal === undefined ? {} : { signal });
}

/** The error's code, and how long the call took, in milliseconds. */
async function failure(call: Promise<unknown>): Promise<readonly [string, number]> {
  const started = performance.now();
  const error: unknown = await call.then(() => "no failure", (error) => error);
  const code = error instanceof PgmcpError ? error.code : String(error);
  return [code, performance.now() - started];
}

onPostgres(
  "a black hole ends calls by their deadline, and is forgotten when it is gone",
  async (server) => {
    await using relay = startTcpRelay(server.port);
    await using database = openPostgres({
      ...{ url: relay.through(server.url), poolSize: POOL_SIZE, connectTimeoutMs: 3_000 },
    });
    // Every place of the pool holds a connection.
    await Promise.all(Array.from({ length: POOL_SIZE }, () => ask(database)));
    assert.equal(relay.connections(), POOL_SIZE);
    await relay.quiet();
    relay.swallow();
    const [code, durationMs] = await failure(ask(database, { timeoutMs: TIMEOUT_MS }));
    assert.equal(code, "PGMCP_CONNECTION_LOST");
    assert.ok(durationMs < END_MS, `${durationMs} ms`);
    const [unreachable] = await failure(ask(database));
    assert.equal(unreachable, "PGMCP_DATABASE_UNREACHABLE");
    relay.heal();
    // The first call already: the other connections of the time of the black hole are gone.
    for (let calls = 0; calls < 2 * POOL_SIZE; calls++) await ask(database);
  },
);

onPostgres(
  "a write whose answer is swallowed may be there, and its caller is told so",
  async (server) => {
    await server.runSql(server.url, "CREATE TABLE swallowed (n int)");
    await using relay = startTcpRelay(server.port);
    await using watch = await watchActivity(server.url);
    await using database = openPostgres({ url: relay.through(server.url), poolSize: 1 });
    const call = database.executor.execute({
      sql: "INSERT INTO public.swallowed SELECT 1 FROM pg_sleep(1)",
      ...{ access: "write", limits: { maxRows: 1, maxBytes: 1_000, timeoutMs: TIMEOUT_MS } },
    });
    const failed = expectError(call, "PGMCP_CONNECTION_LOST");
    await watch.started("INSERT");
    relay.swallow();
    const error = await failed;
    assert.match(error.message, /it may or may not have been committed/);
    assert.match(error.hint, /Look whether the change is there/);
    relay.heal();
    const { rows } = await database.executor.execute({
      ...{ sql: "SELECT count(*) FROM public.swallowed", access: "read" },
      limits: { maxRows: 1, maxBytes: 1_000, timeoutMs: PATIENT_MS },
    });
    assert.deepEqual(rows, [["1"]]);
  },
);

onPostgres("a caller that gives up in a black hole need not wait for it", async (server) => {
  await using relay = startTcpRelay(server.port);
  await using database = openPostgres({ url: relay.through(server.url), poolSize: 1 });
  await ask(database);
  await relay.quiet();
  relay.swallow();
  const controller = new AbortController();
  const call = failure(ask(database, { signal: controller.signal }));
  controller.abort();
  const [code, durationMs] = await call;
  assert.equal(code, "PGMCP_CANCELLED");
  assert.ok(durationMs < END_MS, `${durationMs} ms`);
  relay.heal();
  await ask(database);
});

onPostgres("a host that refuses connections took no cancel request", async (server) => {
  await using relay = startTcpRelay(server.port);
  await using database = openPostgres({ url: relay.through(server.url), poolSize: 1 });
  await ask(database);
  await relay.quiet();
  relay.refuse();
  const [code, durationMs] = await failure(ask(database, { timeoutMs: TIMEOUT_MS }));
  // No slow query: there is nobody who could run it, and its connection is not kept.
  assert.equal(code, "PGMCP_CONNECTION_LOST");
  assert.ok(durationMs < END_MS, `${durationMs} ms`);
});

onPostgres("closing does not hang on connections in a black hole", async (server) => {
  await using relay = startTcpRelay(server.port);
  const database = openPostgres({ url: relay.through(server.url), poolSize: 2 });
  await Promise.all([ask(database), ask(database)]);
  relay.swallow();
  const call = failure(ask(database));
  const started = performance.now();
  await database.close();
  assert.ok(performance.now() - started < END_MS);
  assert.equal((await call)[0], "PGMCP_SHUTTING_DOWN");
});

const SLEEP: QueryRequest = {
  sql: "SELECT pg_sleep(600)",
  access: "read",
  limits: { maxRows: 10, maxBytes: 10_000, timeoutMs: TIMEOUT_MS },
};

onPostgres("a backend that goes on past a cancel keeps nobody waiting", async (server) => {
  await using watch = await watchActivity(server.url);
  await using database = openPostgres({ url: server.url, poolSize: 1 });
  const call = failure(database.executor.execute(SLEEP));
  const pid = await watch.started("pg_sleep");
  Deno.kill(pid, "SIGSTOP");
  const [code, durationMs] = await call;
  assert.equal(code, "PGMCP_QUERY_TIMEOUT");
  assert.ok(durationMs < END_MS, `${durationMs} ms`);
  await ask(database);
  Deno.kill(pid, "SIGCONT");
  await watch.quiet();
});

onPostgres(
  "as many of them as the pool has places go on beside it, and no more",
  async (server) => {
    await using watch = await watchActivity(server.url);
    await using database = openPostgres({ url: server.url, poolSize: 1 });
    const stopped: number[] = [];
    for (let backend = 1; backend <= 2; backend++) {
      const call = failure(database.executor.execute(SLEEP));
      const pid = await watch.started("pg_sleep", stopped);
      Deno.kill(pid, "SIGSTOP");
      stopped.push(pid);
      assert.equal((await call)[0], "PGMCP_QUERY_TIMEOUT");
    }
    // Both the place beside the pool and the one in it are taken.
    const signal = AbortSignal.timeout(1_000);
    assert.equal((await failure(ask(database, { signal })))[0], "PGMCP_CANCELLED");
    const waiting = ask(database);
    for (const pid of stopped) Deno.kill(pid, "SIGCONT");
    await waiting;
    await watch.quiet();
  },
);
