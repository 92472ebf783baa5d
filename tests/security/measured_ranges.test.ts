// A range may be given a function to measure itself with, SUBTYPE_DIFF. The planner calls it where it
// estimates a comparison, and no text names it. Where it is PostgreSQL's own, ranges are compared.

import assert from "node:assert/strict";
import { openPostgres } from "../../agent/databases/postgres/open_postgres.ts";
import { PgmcpError } from "../../core/errors.ts";
import { createGuard } from "../../core/services/guard.ts";
import {
  postgresSkipReason,
  type PostgresVersion,
  startPostgres,
} from "../support/postgres_server.ts";

// While statistics are gathered it has to hold still.
const FIXTURE = `
CREATE SCHEMA app;
CREATE FUNCTION app.diff(float8, float8) RETURNS float8 LANGUAGE plpgsql IMMUTABLE AS $$
  BEGIN IF current_setting('app.still', true) = 'yes' THEN RETURN $1 - $2; END IF;
  RAISE 'it ran' USING ERRCODE = 'ZX001'; END $$;
CREATE TYPE app.measured AS RANGE (SUBTYPE = float8, SUBTYPE_DIFF = app.diff);
CREATE TYPE app.plain AS RANGE (SUBTYPE = float8, SUBTYPE_DIFF = float8mi);
SET app.still = 'yes';
CREATE TABLE app.spans (id int, m app.measured, p app.plain);
INSERT INTO app.spans SELECT i, app.measured(i, i + 5), app.plain(i, i + 5) FROM generate_series(1, 500) i;
ANALYZE app.spans;
CREATE TABLE app.plains AS SELECT id, p FROM app.spans; ANALYZE app.plains;
`;

const HARMFUL = [
  "SELECT id FROM app.spans WHERE m && '[1.5,2)'",
  "SELECT id FROM app.spans WHERE m @> 5.2::float8",
  "SELECT id FROM app.spans WHERE m < '[1.5,9)'",
  "SELECT id FROM app.spans WHERE m <@ '[1.5,90)'::app.measured",
];
const HARMLESS = [
  "SELECT id FROM app.plains WHERE p && '[1.5,2)'",
  "SELECT count(*) FROM app.plains WHERE p <@ '[1.5,90)'::app.plain",
  "SELECT id, m FROM app.spans",
];
const LIMITS = { maxRows: 10, maxBytes: 10_000, timeoutMs: 5_000 };
const VERSIONS: readonly PostgresVersion[] = [13, 18];
const skipped = postgresSkipReason();

for (const version of VERSIONS) {
  Deno.test({
    name: `a range that measures itself by a user's function is not compared: ${version}`,
    ignore: skipped !== null,
    fn: async () => {
      await using server = await startPostgres({ version });
      const { url } = await server.createDatabase();
      await server.runSql(url, FIXTURE);
      await using database = openPostgres({ url, schemas: ["app"] });
      const { catalogue, executor } = database;
      const guard = createGuard({ schemas: ["app"], catalogue });
      for (const sql of HARMFUL) {
        await assert.rejects(
          executor.execute({ sql, access: "read", limits: LIMITS }),
          (error) => error instanceof PgmcpError && error.sqlState === "ZX001",
          "it does no harm",
        );
        const verdict = await guard.check(sql);
        assert.equal(verdict.kind, "refuse", sql);
        assert.equal((await guard.check(`EXPLAIN ${sql}`)).kind, "refuse", sql);
      }
      for (const sql of HARMLESS) {
        const verdict = await guard.check(sql);
        assert.equal(verdict.kind, "allow", JSON.stringify(verdict));
        await executor.execute({ sql, access: "read", limits: LIMITS });
      }
    },
  });
}
