// array_agg spread over parallel workers cannot be stopped, and takes several times the memory of what
// it collects: it runs in one process. What does not collect keeps its workers.

import assert from "node:assert/strict";
import { openPostgres } from "../../agent/databases/postgres/open_postgres.ts";
import { createGuard } from "../../core/services/guard.ts";
import { runQuery } from "../../core/services/run_query.ts";
import { postgresSkipReason, startPostgres } from "../support/postgres_server.ts";

const FIXTURE = `
CREATE SCHEMA app;
CREATE TABLE app.orders AS SELECT id, 'note ' || id AS note FROM generate_series(1, 20000) id; ANALYZE app.orders;
CREATE VIEW app.collected AS SELECT array_agg(note) AS notes FROM app.orders;
CREATE VIEW app.counted AS SELECT count(*) AS n FROM app.orders;
`;
const PARALLEL = ["parallel_setup_cost", "parallel_tuple_cost", "min_parallel_table_scan_size"];
const LIMITS = { maxRows: 50, maxBytes: 100_000, timeoutMs: 5_000 };
const SPREAD = /Workers Planned/;

Deno.test({
  name: "what collects rows runs in one process, whatever the database would spread it over",
  ignore: postgresSkipReason() !== null,
  fn: async () => {
    await using server = await startPostgres();
    const { name, url } = await server.createDatabase();
    await server.runSql(url, FIXTURE);
    for (const setting of PARALLEL) {
      await server.runSql(url, `ALTER DATABASE ${name} SET ${setting} = 0`);
    }
    await using database = openPostgres({ url, schemas: ["app"] });
    const { catalogue, executor } = database;
    const planner = { executor, timeoutMs: LIMITS.timeoutMs };
    const guard = createGuard({ schemas: ["app"], catalogue, planner });

    async function planOf(sql: string): Promise<string> {
      const outcome = await runQuery({ guard, executor, limits: LIMITS }, `EXPLAIN ${sql}`);
      return outcome.kind === "rows"
        ? outcome.result.rows.join("\n")
        : assert.fail(outcome.verdict.message);
    }
    for (
      const sql of [
        "SELECT array_agg(note) FROM app.orders",
        'SELECT pg_catalog."array_agg"(note) FROM app.orders',
        "SELECT cardinality(notes) FROM app.collected",
        'SELECT count(*) FROM (SELECT U&"\\0061rray_agg"(id) FROM app.orders GROUP BY id % 3) g',
      ]
    ) {
      const { rows } = await executor.execute({
        ...{ sql: `EXPLAIN ${sql}`, access: "read", limits: LIMITS },
      });
      assert.match(rows.join("\n"), SPREAD, "the database would not spread it");
      assert.doesNotMatch(await planOf(sql), SPREAD);
    }
    for (const sql of ["SELECT count(*) FROM app.orders", "SELECT n FROM app.counted"]) {
      assert.match(await planOf(sql), SPREAD);
    }
  },
});
