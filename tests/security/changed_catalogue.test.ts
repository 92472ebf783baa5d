// A verdict that rests on the catalogue holds only while the catalogue is the same. Each change here
// turns an allowed statement into a harmful one: that is seen to happen where nobody looks again, and
// the evidence of the verdict is seen to stop it. Afterwards the guard, asked anew, refuses.

import assert from "node:assert/strict";
import { openPostgres } from "../../agent/databases/postgres/open_postgres.ts";
import { PgmcpError } from "../../core/errors.ts";
import type { ObjectName } from "../../core/ports/catalogue.ts";
import { createGuard } from "../../core/services/guard.ts";
import { runQuery } from "../../core/services/run_query.ts";
import { createParser } from "../../core/sql/parse.ts";
import { postgresSkipReason, startPostgres } from "../support/postgres_server.ts";

const LIMITS = { maxRows: 10, maxBytes: 10_000, timeoutMs: 5_000 };
const SCHEMAS = ["app", "base"];

const FIXTURE = `
CREATE SCHEMA app; CREATE SCHEMA base; CREATE SCHEMA hidden;
CREATE EXTENSION unaccent SCHEMA app;
CREATE TABLE hidden.secret (word text); INSERT INTO hidden.secret VALUES ('canary');
CREATE FUNCTION hidden.tell() RETURNS text LANGUAGE plpgsql SECURITY DEFINER
  AS 'BEGIN RETURN (SELECT word FROM hidden.secret); END';
CREATE TABLE app.orders (id int, note varchar(40), swapped text); INSERT INTO app.orders VALUES (1, 'first', 'plain');
CREATE TABLE app.parent (id int, note text);
CREATE TABLE base.later (note text); INSERT INTO base.later VALUES ('plain');
CREATE VIEW app.shown AS SELECT id, note::text AS note FROM app.orders;
CREATE VIEW app.above AS SELECT note FROM app.shown;
CREATE FUNCTION app.swapped_in(app.orders) RETURNS text LANGUAGE sql AS 'SELECT hidden.tell()';
CREATE FUNCTION app.harmless(int) RETURNS text LANGUAGE sql AS 'SELECT ''plain''';
CREATE TYPE app.mood AS ENUM ('calm');
CREATE FUNCTION app.as_mood(int) RETURNS app.mood LANGUAGE plpgsql
  AS 'BEGIN PERFORM hidden.tell(); RETURN ''calm''; END';
CREATE DOMAIN app.code AS text;
CREATE DOMAIN app.tag AS text; CREATE DOMAIN app.label AS app.tag;
CREATE TYPE app.pair AS (tag app.tag); CREATE TABLE app.tagged (tag app.label, pairs app.pair[]);
INSERT INTO app.tagged VALUES ('a', ARRAY[ROW('a')::app.pair]);
CREATE TABLE app.moods (mood app.mood); INSERT INTO app.moods VALUES ('calm');
CREATE TABLE app.parted (note text, id int) PARTITION BY RANGE (id);
CREATE TABLE app.part PARTITION OF app.parted FOR VALUES FROM (10) TO (20);
INSERT INTO app.parted VALUES ('plain', 10);
CREATE SCHEMA elsewhere; CREATE FUNCTION elsewhere.upper(varchar) RETURNS text LANGUAGE sql AS 'SELECT hidden.tell()';
CREATE FUNCTION elsewhere.joined(varchar, int) RETURNS text LANGUAGE sql AS 'SELECT hidden.tell()';
CREATE OPERATOR elsewhere.|| (LEFTARG = varchar, RIGHTARG = int, FUNCTION = elsewhere.joined);
CREATE EXTENSION file_fdw; CREATE SERVER files FOREIGN DATA WRAPPER file_fdw;
`;

interface Change {
  readonly title: string;
  readonly sql: string;
  readonly change: string;
  readonly code: string;
  readonly allowFunctions?: readonly ObjectName[];
}

const CHANGES: readonly Change[] = [
  {
    title: "a view is replaced by one that calls a user's function",
    sql: "SELECT note FROM shown",
    change: "CREATE OR REPLACE VIEW app.shown AS SELECT id, hidden.tell() AS note FROM app.orders",
    code: "PGMCP_RELATION_NOT_ALLOWED",
  },
  {
    title: "a view under a view is replaced by one that calls a user's function",
    sql: "SELECT note FROM app.above",
    change: "CREATE OR REPLACE VIEW app.shown AS SELECT id, hidden.tell() AS note FROM app.orders",
    code: "PGMCP_RELATION_NOT_ALLOWED",
  },
  {
    title: "a table is swapped for a view of its name",
    sql: "SELECT note FROM app.parent",
    change:
      "DROP TABLE app.parent; CREATE VIEW app.parent AS SELECT 1 AS id, hidden.tell() AS note",
    code: "PGMCP_RELATION_NOT_ALLOWED",
  },
  {
    title: "a view of the name is made in a schema that comes earlier on the search path",
    sql: "SELECT note FROM later",
    change: "CREATE VIEW app.later AS SELECT hidden.tell() AS note",
    code: "PGMCP_RELATION_NOT_ALLOWED",
  },
  {
    title: "a built-in function gets a user's overload that fits better",
    sql: "SELECT lower(note) AS note FROM app.orders",
    change:
      "CREATE FUNCTION app.lower(varchar) RETURNS text LANGUAGE sql AS 'SELECT hidden.tell()'",
    code: "PGMCP_FUNCTION_NOT_ALLOWED",
  },
  {
    title: "an operator gets a user's overload that fits better",
    sql: "SELECT note || 1 AS note FROM app.orders",
    change:
      "CREATE FUNCTION app.joined(varchar, int) RETURNS text LANGUAGE sql AS 'SELECT hidden.tell()'; CREATE OPERATOR app.|| (LEFTARG = varchar, RIGHTARG = int, FUNCTION = app.joined)",
    code: "PGMCP_OPERATOR_NOT_ALLOWED",
  },
  ...[
    ["function", "upper(note)", "PGMCP_FUNCTION_NOT_ALLOWED"],
    ["operator", "note || 1", "PGMCP_OPERATOR_NOT_ALLOWED"],
  ].map(([what, expression, code = ""]) => ({
    title: `a schema with a user's ${what} that fits better gets a name on the search path`,
    sql: `SELECT ${expression} AS note FROM app.orders`,
    change: "ALTER SCHEMA base RENAME TO gone; ALTER SCHEMA elsewhere RENAME TO base",
    code,
  })),
  {
    title: "a reviewed function of an extension is replaced, with its owner's rights",
    sql: "SELECT unaccent('regular') AS note",
    change:
      "CREATE OR REPLACE FUNCTION app.unaccent(text) RETURNS text LANGUAGE plpgsql SECURITY DEFINER AS 'BEGIN RETURN (SELECT word FROM hidden.secret); END'",
    code: "PGMCP_FUNCTION_NOT_ALLOWED",
  },
  {
    title: "a function that the configuration names is replaced: it stays allowed, by its name",
    sql: "SELECT base.priced(1) AS note",
    allowFunctions: [{ schema: "base", name: "priced" }],
    change:
      "CREATE OR REPLACE FUNCTION base.priced(int) RETURNS text LANGUAGE sql AS 'SELECT hidden.tell()'",
    code: "",
  },
  {
    title: "a column is renamed, and its attribute notation becomes a call",
    sql: "SELECT o.swapped AS note FROM app.orders o",
    change:
      "ALTER TABLE app.orders RENAME COLUMN swapped TO kept; ALTER FUNCTION app.swapped_in(app.orders) RENAME TO swapped",
    code: "PGMCP_ATTRIBUTE_NOT_ALLOWED",
  },
  {
    title: "a domain gets a CHECK that calls a user's function",
    sql: "SELECT 'x'::app.code AS note",
    change: "ALTER DOMAIN app.code ADD CHECK (hidden.tell() <> 'canary')",
    code: "PGMCP_TYPE_NOT_ALLOWED",
  },
  ...[
    ["that of a column is made over", "lag(tag, 1, 'x') OVER ()"],
    ["that the parts of a column's arrays hold", "array_append(pairs, '(x)')"],
    ["that a row holds", "lag(t, 1, '(x,)') OVER ()"],
  ].map(([whose, expression]) => ({
    title: `a domain ${whose} gets a CHECK that calls a user's function`,
    sql: `SELECT ${expression} AS note FROM app.tagged t`,
    change: "ALTER DOMAIN app.tag ADD CHECK (hidden.tell() <> 'canary') NOT VALID",
    code: "PGMCP_RELATION_NOT_ALLOWED",
  })),
];

const skipped = postgresSkipReason();

// Only the plan shows this one: it was looked at before the change, and is not looked at again.
const PARTITION: Change = {
  title: "a table gets a partition that runs a program",
  sql: "SELECT note FROM app.parted",
  change: `CREATE FOREIGN TABLE hidden.far PARTITION OF app.parted FOR VALUES FROM (0) TO (10)
    SERVER files OPTIONS (program 'echo canary,1', format 'csv')`,
  code: "PGMCP_RELATION_NOT_ALLOWED",
};

Deno.test({
  name: "a verdict that rests on the catalogue holds only while the catalogue is the same",
  ignore: skipped !== null,
  fn: async (t) => {
    await using server = await startPostgres();
    const template = await server.createDatabase();
    await server.runSql(template.url, FIXTURE);
    await server.runSql(
      template.url,
      "CREATE FUNCTION base.priced(int) RETURNS text LANGUAGE sql AS 'SELECT ''plain'''",
    );
    const parser = createParser();
    for (const { title, sql, change, code, allowFunctions = [] } of [...CHANGES, PARTITION]) {
      await t.step(title, async () => {
        const { url } = await server.createDatabase(template.name);
        await using database = openPostgres({ url, schemas: SCHEMAS });
        const { catalogue, executor } = database;
        const planner = { executor, timeoutMs: LIMITS.timeoutMs };
        const guard = createGuard({ schemas: SCHEMAS, allowFunctions, parser, catalogue, planner });
        const verdict = await guard.check(sql);
        if (verdict.kind !== "allow") assert.fail(`${verdict.code} ${verdict.message}`);
        const request = { sql: verdict.sql, access: "read", limits: LIMITS } as const;
        const evidence = verdict.evidence ?? [];
        assert.ok(evidence.length > 0);
        await executor.execute({ ...request, evidence });

        await server.runSql(url, change);
        const harm = await executor.execute(request).then(
          ({ rows }) => String(rows[0]?.[0]).startsWith("canary") ? "told" : "not told",
          // A domain's CHECK tells no more than that it ran.
          ({ sqlState }) => sqlState === "23514" ? "told" : String(sqlState),
        );
        assert.equal(harm, "told", "the change does no harm");
        await assert.rejects(
          executor.execute({ ...request, evidence }),
          (error) => error instanceof PgmcpError && error.code === "PGMCP_CATALOGUE_CHANGED",
        );
        const outcome = await runQuery({ guard, executor, limits: LIMITS }, sql);
        // What the configuration names is allowed by its name, whoever made it.
        const found = outcome.kind === "refused" ? outcome.verdict.code : "";
        assert.equal(found, code);
      });
    }
  },
});
