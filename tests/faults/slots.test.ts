// A server with fewer connection slots than the pool would like: the callers share
// what there is, and are told that it is busy only where there is nothing to share.

import assert from "node:assert/strict";
import { openPostgres } from "../../agent/databases/postgres/open_postgres.ts";
import type { Database } from "../../core/ports/database.ts";
import { expectError } from "../contracts/expect_error.ts";
import { testsOnPostgres } from "../support/tests_on_postgres.ts";
import { until } from "../support/until.ts";
import { watchActivity } from "../support/watch_activity.ts";

/** Of these a superuser can use all; what the server keeps for itself is not counted here. */
const SLOTS = 6;
const onPostgres = testsOnPostgres({
  settings: { max_connections: String(SLOTS), superuser_reserved_connections: "0" },
});
const LIMITS = { maxRows: 10, maxBytes: 10_000, timeoutMs: 10_000 };

const ENDLESS = {
  ...{ sql: "SELECT pg_sleep(600)", access: "read" as const },
  limits: { ...LIMITS, timeoutMs: 600_000 },
};

function ask(database: Database, sql: string): Promise<unknown> {
  return database.executor.execute({ sql, access: "read", limits: LIMITS });
}

onPostgres("callers share the slots that a server has left", async (server) => {
  await using watch = await watchActivity(server.url, "pgmcp sharing");
  await using database = openPostgres({
    url: server.url,
    poolSize: 8,
    applicationName: "pgmcp sharing",
  });
  await ask(database, "SELECT 1");
  const calls = Array.from({ length: 16 }, () => ask(database, "SELECT pg_sleep(0.05)"));
  const outcomes = await Promise.allSettled(calls);
  assert.deepEqual(outcomes.filter((outcome) => outcome.status === "rejected"), []);
  assert.ok(await watch.sessions() < SLOTS);
});

onPostgres("a caller without any slot is told so, and served when there is one", async (server) => {
  await using database = openPostgres({ url: server.url, poolSize: 2 });
  const holder = openPostgres({ url: server.url, poolSize: SLOTS, applicationName: "holder" });
  await using watch = await watchActivity(server.url, "holder");
  const held = Promise.allSettled(
    Array.from({ length: SLOTS - 1 }, () => holder.executor.execute(ENDLESS)),
  );
  await until("a full server", async () => (await watch.running("pg_sleep")).length === SLOTS - 1);
  const error = await expectError(ask(database, "SELECT 1"), "PGMCP_BUSY");
  assert.match(error.message, /has no connection left/);
  // A cancel request needs no slot, so this works on a full server too.
  await holder.close();
  await held;
  await ask(database, "SELECT 1");
});
