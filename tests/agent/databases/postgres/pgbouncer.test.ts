// Behind PgBouncer in transaction mode: more connections than backends, and nothing
// of one statement is left for the next, whichever backend it gets.

import assert from "node:assert/strict";
import { openPostgres } from "../../../../agent/databases/postgres/open_postgres.ts";
import type { CallOptions, QueryResult } from "../../../../core/ports/query_executor.ts";
import { expectError } from "../../../contracts/expect_error.ts";
import { pgbouncerSkipReason, startPgBouncer } from "../../../support/pgbouncer.ts";
import { postgresSkipReason, startPostgres } from "../../../support/postgres_server.ts";

const missing = postgresSkipReason() ?? pgbouncerSkipReason();
const LIMITS = { maxRows: 10, maxBytes: 10_000, timeoutMs: 10_000 };

Deno.test({
  name: `behind PgBouncer, statements run, end in time, are cancelled, and leave nothing${
    missing === null ? "" : ` (left out: ${missing})`
  }`,
  ignore: missing !== null,
  fn: async () => {
    await using server = await startPostgres();
    await using bouncer = await startPgBouncer(server, { backends: 2 });
    await using database = openPostgres({ url: bouncer.url, poolSize: 6 });
    await server.runSql(server.url, "CREATE TABLE written (n int)");

    function execute(
      sql: string,
      options: CallOptions & { readonly access?: "read" | "write"; readonly timeoutMs?: number } =
        {},
    ): Promise<QueryResult> {
      const limits = { ...LIMITS, timeoutMs: options.timeoutMs ?? LIMITS.timeoutMs };
      return database.executor.execute({ sql, access: options.access ?? "read", limits }, options);
    }

    const lock = "SELECT pg_advisory_lock_shared(7), set_config('work_mem', '65kB', false)";
    const look = `SELECT current_setting('work_mem'), (SELECT count(*) FROM pg_locks
      WHERE locktype = 'advisory' AND pid = pg_backend_pid())`;
    const statements = Array.from({ length: 60 }, (_, index) => {
      if (index % 3 === 0) return execute(look);
      if (index % 3 === 1) return execute(lock);
      return execute(`INSERT INTO written SELECT 1 FROM (${lock}) l`, { access: "write" });
    });
    const answers = await Promise.all(statements);
    const seen = answers.filter((_, index) => index % 3 === 0).map(({ rows }) => rows[0]);
    assert.deepEqual(seen, seen.map(() => ["4MB", "0"]));
    await Promise.all(
      Array.from(
        { length: 12 },
        () => expectError(execute(`${lock}, 1 / 0`), "PGMCP_QUERY_FAILED"),
      ),
    );
    assert.deepEqual((await execute("SELECT count(*) FROM written")).rows, [["20"]]);

    const sleep = "SELECT pg_sleep(30)";
    await expectError(execute(sleep, { timeoutMs: 200 }), "PGMCP_QUERY_TIMEOUT");
    await expectError(execute(sleep, { signal: AbortSignal.timeout(200) }), "PGMCP_CANCELLED");
    await using watcher = openPostgres({ url: server.url });
    const left = await watcher.executor.execute({
      sql:
        `SELECT (SELECT count(*) FROM pg_stat_activity WHERE state <> 'idle' AND query LIKE '%pg_sleep(30)%'
          AND pid <> pg_backend_pid()), (SELECT count(*) FROM pg_locks WHERE locktype = 'advisory')`,
      ...{ access: "read", limits: LIMITS },
    });
    assert.deepEqual(left.rows, [["0", "0"]]);
    assert.ok((await database.explorer.listSchemas()).some(({ name }) => name === "public"));
  },
});
