// Statements that only a cancel ends: the server's timer and a caller that gives up
// each get them out of the database, through the guard too, and the pool stays whole.

import assert from "node:assert/strict";
import { openPostgres } from "../../agent/databases/postgres/open_postgres.ts";
import { DEFAULT_QUERY_SETTINGS } from "../../core/config/query_settings.ts";
import type { Database } from "../../core/ports/database.ts";
import { guardDatabase } from "../../core/services/guard_database.ts";
import { expectError } from "../contracts/expect_error.ts";
import { testsOnPostgres } from "../support/tests_on_postgres.ts";
import { until } from "../support/until.ts";
import { watchActivity } from "../support/watch_activity.ts";

const onPostgres = testsOnPostgres();
const POOL_SIZE = 2;
const SHORT_MS = 300;
const LONG_MS = 600_000;

type Run = (
  database: Database,
  options: { readonly timeoutMs: number; readonly signal?: AbortSignal },
) => Promise<unknown>;

/** Ways to keep a backend busy: it sleeps, it counts, it goes round in circles. */
const STUCK: Readonly<Record<string, Run>> = {
  "a sleep through the raw adapter": (database, { timeoutMs, signal }) =>
    database.executor.execute({
      ...{ sql: "SELECT pg_sleep(600)", access: "read" },
      limits: { maxRows: 1, maxBytes: 1_000, timeoutMs },
    }, signal === undefined ? {} : { signal }),
  "a count through the guard": guarded(
    "SELECT count(*) FROM generate_series(1, 1000000) a, generate_series(1, 1000000) b",
  ),
  "a recursion through the guard": guarded(
    "WITH RECURSIVE r(n) AS (SELECT 1 UNION ALL SELECT 1 - n FROM r) SELECT sum(n) FROM r",
  ),
};

function guarded(sql: string): Run {
  return async (database, { timeoutMs, signal }) => {
    const settings = { ...DEFAULT_QUERY_SETTINGS, queryTimeoutMs: timeoutMs };
    const { queries } = guardDatabase(database, settings);
    const outcome = await queries.query({ sql }, signal === undefined ? {} : { signal });
    assert.equal(outcome.kind, "rows", JSON.stringify(outcome));
  };
}

for (const [name, run] of Object.entries(STUCK)) {
  onPostgres(`${name} ends at its time-out and at an abort`, async (server) => {
    await using watch = await watchActivity(server.url);
    await using database = openPostgres({ url: server.url, poolSize: POOL_SIZE });
    const timed = [1, 2].map(() => run(database, { timeoutMs: SHORT_MS }));
    await Promise.all(timed.map((call) => expectError(call, "PGMCP_QUERY_TIMEOUT")));
    assert.deepEqual(await watch.running(), []);
    const sessions = await watch.sessions();
    const controller = new AbortController();
    const { signal } = controller;
    const aborted = [1, 2].map(() => run(database, { timeoutMs: LONG_MS, signal }));
    const ends = aborted.map((call) => expectError(call, "PGMCP_CANCELLED"));
    await until("the statements", async () => (await watch.running()).length === POOL_SIZE);
    controller.abort();
    await Promise.all(ends);
    assert.deepEqual(await watch.running(), []);
    // A cancel costs no connection: they are cleaned and lent again.
    assert.equal(await watch.sessions(), sessions);
  });
}
