// What the guard says of names that only a real catalogue can tell: extensions, the functions
// that the configuration names, what views and domains run, on PostgreSQL 18 and 15.

import assert from "node:assert/strict";
import { openPostgres } from "../../agent/databases/postgres/open_postgres.ts";
import type { ObjectName } from "../../core/ports/catalogue.ts";
import { createGuard, type Guard } from "../../core/services/guard.ts";
import { createParser } from "../../core/sql/parse.ts";
import { postgresSkipReason, startPostgres } from "../support/postgres_server.ts";
import { testUnless } from "../support/test_unless.ts";

const withPostgres = testUnless(postgresSkipReason());

const EXTENSIONS =
  "btree_gin btree_gist citext cube earthdistance fuzzystrmatch hstore intarray isn ltree pg_trgm pgcrypto seg tablefunc unaccent uuid-ossp xml2";

const FIXTURE = `
${
  EXTENSIONS.split(" ").map((name) => `CREATE EXTENSION IF NOT EXISTS "${name}" CASCADE;`).join(
    "\n",
  )
}
CREATE SCHEMA app; CREATE SCHEMA private;
CREATE TABLE app.orders (id int PRIMARY KEY, note text, tags hstore, path ltree, mail citext);
CREATE TABLE private.salaries (emp text, salary int);
CREATE FUNCTION app.price_of(int) RETURNS numeric LANGUAGE sql STABLE AS 'SELECT $1 * 1.5';
CREATE FUNCTION app.touch() RETURNS int LANGUAGE plpgsql AS 'BEGIN RETURN 1; END';
CREATE FUNCTION app.similarity(text, text) RETURNS real LANGUAGE sql AS 'SELECT 1.0::real';
CREATE FUNCTION private.hidden(int) RETURNS int LANGUAGE sql AS 'SELECT $1';
CREATE FUNCTION app.round(float8, int) RETURNS numeric LANGUAGE sql AS 'SELECT round($1::numeric, $2)';
CREATE DOMAIN app.email AS text CHECK (VALUE ~ '^[^@]+@[^@]+$');
CREATE DOMAIN app.evil AS text CHECK (app.touch() IS NOT NULL);
CREATE DOMAIN app.evil_inside AS app.evil CHECK (length(VALUE) > 0);
CREATE TABLE app.checked (note app.evil);
CREATE TYPE app.contact AS (name text, mail app.email);
CREATE TYPE app.bad_contact AS (name text, mail app.evil_inside[]);
CREATE VIEW app.v_plain AS SELECT id, upper(note) AS note, count(*) OVER () AS n FROM app.orders WHERE id = 1;
CREATE VIEW app.v_price AS SELECT id, app.price_of(id) AS price FROM app.orders;
CREATE VIEW app.v_over_price AS SELECT * FROM app.v_price;
CREATE VIEW app.v_sleep AS SELECT id, pg_catalog.pg_sleep(0)::text AS a FROM app.orders;
CREATE VIEW app.v_file AS SELECT id FROM app.orders WHERE EXISTS (SELECT pg_read_file('PG_VERSION'));
CREATE VIEW app.v_domain AS SELECT note::app.evil_inside AS note FROM app.orders;
CREATE VIEW app.v_email AS SELECT note::app.email AS note FROM app.orders;
CREATE VIEW app.v_trgm AS SELECT note <-> 'x' AS d, tags -> 'a' AS a FROM app.orders;
CREATE VIEW app.v_crosstab AS SELECT * FROM crosstab('SELECT 1, 2, 3') AS t(a int, b int);
CREATE FUNCTION app.same(int, int) RETURNS boolean LANGUAGE plpgsql AS 'BEGIN RETURN true; END';
CREATE OPERATOR app.=== (LEFTARG = int, RIGHTARG = int, FUNCTION = app.same);
CREATE TYPE app.mood AS ENUM ('calm', 'cross'); CREATE TYPE app.pair AS (a int, b int);
CREATE TYPE app.turned AS ENUM ('on', 'off');
CREATE TABLE app.moods (id int, mood app.mood, moods app.mood[], pair app.pair);
CREATE FUNCTION app.less(app.mood, app.mood) RETURNS boolean LANGUAGE plpgsql AS 'BEGIN RAISE EXCEPTION ''called''; END';
CREATE FUNCTION app.more(app.pair, app.mood) RETURNS boolean LANGUAGE plpgsql AS 'BEGIN RAISE EXCEPTION ''called''; END';
CREATE FUNCTION app.turn(int) RETURNS app.turned LANGUAGE sql AS 'SELECT ''on''::app.turned';
CREATE FUNCTION app.equal(app.turned, app.turned) RETURNS boolean LANGUAGE plpgsql AS 'BEGIN RAISE EXCEPTION ''called''; END';
CREATE OPERATOR app.< (LEFTARG = app.mood, RIGHTARG = app.mood, FUNCTION = app.less);
CREATE OPERATOR app.> (LEFTARG = app.pair, RIGHTARG = app.mood, FUNCTION = app.more);
CREATE CAST (int AS app.turned) WITH FUNCTION app.turn(int) AS IMPLICIT;
CREATE OPERATOR app.<> (LEFTARG = app.turned, RIGHTARG = app.turned, FUNCTION = app.equal);
CREATE VIEW app.v_operator AS SELECT id FROM app.orders WHERE id OPERATOR(app.===) 1;
CREATE AGGREGATE app.evil_sum(int) (SFUNC = app.same_sum, STYPE = int);
CREATE VIEW app.v_aggregate AS SELECT app.evil_sum(id) FROM app.orders;
`.replace(
  "CREATE AGGREGATE",
  "CREATE FUNCTION app.same_sum(int, int) RETURNS int LANGUAGE plpgsql AS 'BEGIN RETURN 1; END';\nCREATE AGGREGATE",
);

/** Statements by the code the guard must give; each that is allowed is planned too. */
const VERDICTS: Readonly<Record<string, readonly string[]>> = {
  allow: [
    "SELECT public.similarity(note, 'x'), word_similarity('x', note), show_trgm(note) FROM orders",
    "SELECT id FROM orders WHERE note % 'x' ORDER BY note <-> 'x'",
    "SELECT unaccent(note), soundex(note), levenshtein(note, 'y'), dmetaphone(note) FROM orders",
    "SELECT tags -> 'a', tags ? 'b', akeys(tags), (each(tags)).key FROM orders",
    "SELECT h.key, h.value FROM orders, each(tags) AS h WHERE tags @> 'a=>1'::hstore",
    "SELECT nlevel(path), subpath(path, 0, 1) FROM orders WHERE path ~ '*.a.*'::lquery",
    "SELECT mail, max(mail) FROM orders WHERE mail = 'A@b.c' GROUP BY mail",
    "SELECT uuid_generate_v4(), gen_random_uuid(), public.gen_random_uuid()",
    "SELECT encode(digest(note, 'sha256'), 'hex'), hmac(note, 'k', 'sha256') FROM orders",
    "SELECT earth_distance(ll_to_earth(1, 2), ll_to_earth(3, 4))",
    "SELECT cube(ARRAY[1, 2]) <-> cube(ARRAY[3, 4]), cube_distance('(1)', '(2)')",
    "SELECT icount(ARRAY[1, 2]), ARRAY[1, 2] & ARRAY[2], uniq(sort(ARRAY[2, 1, 2]))",
    "SELECT isbn('978-0-393-04002-9'), is_valid(isbn13('978-0-393-04002-9'))",
    "SELECT avg(n) FROM normal_rand(10, 5, 1) AS n",
    "SELECT 'a@b.c'::email, '{a@b.c}'::app.email[], '(x,a@b.c)'::contact",
    "SELECT * FROM v_plain",
    "SELECT * FROM v_email",
    "SELECT * FROM v_trgm",
    // The users' `<` and `>` are between their own types, of which there is no value here.
    "SELECT id FROM orders WHERE id < 3 AND note > 'x' AND ROW(id, note) > ROW(1, 'y')",
    "SELECT 'a' < 'b', o.id FROM orders o WHERE o.id BETWEEN 1 AND 2",
    // Two arguments are needed to reach the user's round.
    "SELECT round(1.5), round(id) FROM orders",
  ],
  PGMCP_OPERATOR_NOT_ALLOWED: [
    "SELECT id FROM moods WHERE mood < 'cross'",
    "SELECT id FROM moods WHERE id < 1",
    "SELECT 1 <> 2",
    // It makes a row as populate_record does, and the row's domain runs its CHECK.
    "SELECT c #= hstore('note', 'x') FROM checked c",
    "SELECT (c OPERATOR(public.#=) 'note=>x').note FROM checked c",
  ],
  PGMCP_FUNCTION_NOT_ALLOWED: [
    "SELECT similarity(note, 'x') FROM orders",
    "SELECT round(1.5::float8, 1)",
    "SELECT * FROM crosstab('SELECT 1, 2, 3') AS t(a int, b int)",
    "SELECT * FROM connectby('orders', 'id', 'id', '1', 0) AS t(a text, b text, c int)",
    "SELECT set_limit(0.5)",
    "SELECT isn_weak(true)",
    "SELECT crypt('x', 'y')",
    "SELECT pgp_sym_decrypt('x', 'y')",
    "SELECT xpath_table('id', 'note', 'orders', '/a', 'true')",
    "SELECT xslt_process('<a/>', '<b/>')",
    "SELECT price_of(1)",
    "SELECT app.price_of(1)",
    "SELECT touch()",
  ],
  PGMCP_UNDEFINED_NAME: ["SELECT app.nothing(1)", "SELECT private.hidden(1)"],
  PGMCP_TYPE_NOT_ALLOWED: [
    "SELECT 'x'::evil",
    "SELECT 'x'::evil_inside",
    "SELECT '(x,{y})'::bad_contact",
  ],
  PGMCP_RELATION_NOT_ALLOWED: [
    "SELECT * FROM v_price",
    "SELECT * FROM v_over_price",
    "SELECT * FROM v_sleep",
    "SELECT * FROM v_file",
    "SELECT * FROM v_domain",
    "SELECT * FROM v_crosstab",
    "SELECT * FROM v_operator",
    "SELECT * FROM v_aggregate",
    "SELECT 1 WHERE EXISTS (SELECT FROM app.v_sleep)",
  ],
};

const NAMED: readonly ObjectName[] = [
  { schema: "app", name: "price_of" },
  { schema: null, name: "touch" },
  { schema: "private", name: "hidden" },
];

/** The same with ALLOW_FUNCTIONS=app.price_of,touch,private.hidden. */
const NAMED_VERDICTS: Readonly<Record<string, readonly string[]>> = {
  allow: [
    "SELECT price_of(id), app.price_of(2), touch() FROM orders",
    "SELECT private.hidden(1)",
    "SELECT * FROM v_price",
    "SELECT * FROM v_over_price",
  ],
  PGMCP_FUNCTION_NOT_ALLOWED: ["SELECT app.similarity('a', 'b')"],
  PGMCP_RELATION_NOT_ALLOWED: ["SELECT * FROM v_sleep", "SELECT * FROM v_operator"],
};

async function codeOf(guard: Guard, sql: string): Promise<string> {
  const verdict = await guard.check(sql);
  return verdict.kind === "allow" ? "allow" : verdict.code;
}

for (const version of [18, 15] as const) {
  withPostgres(`names that only the catalogue knows, on PostgreSQL ${version}`, async (test) => {
    await using server = await startPostgres({ version });
    const database = await server.createDatabase();
    await server.runSql(database.url, FIXTURE);
    const schemas = ["app", "public"];
    await using opened = openPostgres({ url: database.url, schemas });
    const parser = createParser();
    const limits = { maxRows: 100, maxBytes: 100_000, timeoutMs: 5_000 };

    async function hold(
      verdicts: Readonly<Record<string, readonly string[]>>,
      allowFunctions: readonly ObjectName[],
    ): Promise<void> {
      const guard = createGuard({ schemas, allowFunctions, parser, catalogue: opened.catalogue });
      for (const [code, statements] of Object.entries(verdicts)) {
        for (const sql of statements) {
          await test.step(`${code}: ${sql}`, async () => {
            assert.equal(await codeOf(guard, sql), code);
            if (code !== "allow") return;
            // It means something to the database as well.
            await opened.executor.execute({ sql: `EXPLAIN ${sql}`, access: "read", limits });
          });
        }
      }
    }

    await hold(VERDICTS, []);
    await hold(NAMED_VERDICTS, NAMED);
  });
}
