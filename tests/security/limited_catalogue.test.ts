// Catalogue exploration where SCHEMAS is limited: what clients and models send is answered, with
// what is of those schemas, and nothing tells of the others: no name, no size, no comment.

import assert from "node:assert/strict";
import { openPostgres } from "../../agent/databases/postgres/open_postgres.ts";
import { createGuard } from "../../core/services/guard.ts";
import { createParser } from "../../core/sql/parse.ts";
import { postgresSkipReason, startPostgres } from "../support/postgres_server.ts";
import { testUnless } from "../support/test_unless.ts";

const withPostgres = testUnless(postgresSkipReason());

// Every name in the hidden schema holds the word, and so does the schema's own.
const FIXTURE = `
CREATE SCHEMA app; CREATE SCHEMA hidden;
CREATE TABLE hidden.hidden_people (id int PRIMARY KEY, hidden_name text DEFAULT 'x' CHECK (hidden_name <> ''));
CREATE TABLE app.customers (id int PRIMARY KEY, name text NOT NULL DEFAULT 'nobody');
CREATE TABLE app.orders (id int PRIMARY KEY, customer_id int REFERENCES app.customers, total numeric CHECK (total > 0));
CREATE TABLE app.linked (id int PRIMARY KEY, person_id int REFERENCES hidden.hidden_people);
CREATE INDEX orders_customer ON app.orders (customer_id);
CREATE INDEX hidden_index ON hidden.hidden_people (hidden_name);
CREATE TYPE app.mood AS ENUM ('calm', 'cross'); CREATE TYPE hidden.hidden_mood AS ENUM ('hidden_label');
CREATE VIEW app.totals AS SELECT sum(total) AS total FROM app.orders;
CREATE VIEW app.people AS SELECT id FROM hidden.hidden_people;
CREATE SEQUENCE app.counter; CREATE SEQUENCE hidden.hidden_counter;
CREATE FUNCTION app.twice(int) RETURNS int LANGUAGE sql AS 'SELECT $1';
CREATE FUNCTION hidden.hidden_function(int) RETURNS int LANGUAGE sql AS 'SELECT $1';
COMMENT ON TABLE app.orders IS 'what was sold'; COMMENT ON COLUMN app.orders.total IS 'in euros';
COMMENT ON TABLE hidden.hidden_people IS 'hidden comment'; COMMENT ON SCHEMA hidden IS 'hidden schema';
CREATE DOMAIN hidden.hidden_domain AS int CHECK (VALUE > 0);
ALTER TABLE app.customers ADD COLUMN feeling app.mood;
CREATE STATISTICS app.counted ON id, hidden_name FROM hidden.hidden_people;
CREATE STATISTICS app.summed ON id, total FROM app.orders;
CREATE EXTENSION citext SCHEMA hidden;
CREATE TYPE app.held AS (id int, target regclass); CREATE TABLE app.holders (id int, held app.held);
CREATE TABLE app.pointers (id int, target regclass, kinds regtype[], note text);
INSERT INTO app.pointers VALUES (1, 'hidden.hidden_people', '{hidden.hidden_mood}', 'x');
ANALYZE;
`;

/** Statements that are answered; each answer holds the words named and none that is hidden. */
const ANSWERED: Readonly<Record<string, readonly string[]>> = {
  "SELECT relname FROM pg_class WHERE relkind = 'r' ORDER BY 1": ["customers", "orders"],
  "SELECT c.relname, c.reltuples FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace WHERE n.nspname NOT LIKE 'pg\\_%'":
    ["orders"],
  "SELECT nspname FROM pg_namespace": ["app"],
  "SELECT table_schema, table_name FROM information_schema.tables": ["orders"],
  'SELECT * FROM "information_schema"."tables" AS t ORDER BY t.table_name': ["orders"],
  "select T.TABLE_NAME from INFORMATION_SCHEMA.TABLES T": ["orders"],
  "SELECT column_name, data_type FROM information_schema.columns WHERE table_name = 'orders'": [
    "customer_id",
  ],
  "SELECT tc.table_name, kcu.column_name, ccu.table_name AS foreign_table FROM information_schema.table_constraints tc JOIN information_schema.key_column_usage kcu ON tc.constraint_name = kcu.constraint_name JOIN information_schema.constraint_column_usage ccu ON ccu.constraint_name = tc.constraint_name WHERE tc.constraint_type = 'FOREIGN KEY'":
    ["customers"],
  "SELECT schema_name FROM information_schema.schemata": ["app"],
  "SELECT pg_catalog.pg_class.relname FROM pg_catalog.pg_class JOIN pg_catalog.pg_namespace ON pg_catalog.pg_namespace.oid = pg_catalog.pg_class.relnamespace WHERE pg_catalog.pg_class.relname = 'orders'":
    ["orders"],
  "SELECT DISTINCT s.relname FROM pg_depend d JOIN pg_rewrite r ON r.oid = d.objid JOIN pg_class v ON v.oid = r.ev_class JOIN pg_class s ON s.oid = d.refobjid WHERE v.relname IN ('totals', 'people')":
    ["orders"],
  "SELECT d.classid::regclass, d.objid, d.refobjid::regclass FROM pg_depend d": ["orders"],
  "SELECT relname, xmin::text <> '0' FROM pg_class": ["orders"],
  "WITH T AS (SELECT T.oid AS id FROM pg_class T WHERE T.relname = 'orders') SELECT T.id, C.attname, format_type(C.atttypid, C.atttypmod), pg_get_expr(D.adbin, T.id) FROM T JOIN pg_attribute C ON T.id = C.attrelid LEFT JOIN pg_attrdef D ON (C.attrelid, C.attnum) = (D.adrelid, D.adnum)":
    ["total"],
  "SELECT p.id, note FROM app.pointers p": ["x"],
  "SELECT a.attname, format_type(a.atttypid, a.atttypmod), a.attnotnull FROM pg_attribute a WHERE a.attrelid = 'orders'::regclass AND a.attnum > 0":
    ["numeric"],
  "SELECT a.attname FROM pg_attribute a WHERE a.attrelid = 'app.orders'::regclass": ["total"],
  "SELECT conrelid::regclass, conname, pg_get_constraintdef(oid) FROM pg_constraint": ["CHECK"],
  "SELECT c.conname, c.conrelid::regclass::text, c.confrelid::regclass::text FROM pg_constraint c WHERE c.contype = 'f'":
    ["customers"],
  "SELECT i.indexrelid::regclass, pg_get_indexdef(i.indexrelid) FROM pg_index i": [
    "orders_customer",
  ],
  "SELECT indexname, indexdef FROM pg_indexes": ["orders_customer"],
  "SELECT c.relname, obj_description(c.oid, 'pg_class') FROM pg_class c": ["what was sold"],
  "SELECT col_description('app.orders'::regclass, a.attnum) FROM pg_attribute a WHERE a.attrelid = 'app.orders'::regclass":
    ["in euros"],
  "SELECT description FROM pg_description": ["what was sold", "in euros"],
  "SELECT t.typname, e.enumlabel FROM pg_type t JOIN pg_enum e ON e.enumtypid = t.oid": ["calm"],
  "SELECT c.relname, pg_size_pretty(pg_total_relation_size(c.oid)) FROM pg_class c WHERE c.relkind = 'r'":
    ["orders"],
  "SELECT pg_relation_size('orders') >= 0 AS a, pg_total_relation_size('app.orders') >= 0 AS b": [
    "true",
  ],
  "SELECT t.tablename, pg_total_relation_size(quote_ident(t.schemaname) || '.' || quote_ident(t.tablename)) AS n FROM pg_tables t":
    ["orders"],
  "SELECT t.tablename, pg_table_size(format('%I.%I', t.schemaname, t.tablename)::regclass) FROM pg_tables t":
    ["orders"],
  "SELECT to_regclass('orders') IS NOT NULL AS there": ["true"],
  "SELECT has_table_privilege('app.orders', 'SELECT'), has_schema_privilege('app', 'USAGE')": [
    "true",
  ],
  "SELECT pg_get_expr(d.adbin, d.adrelid) FROM pg_attrdef d": ["nobody"],
  "SELECT proname, pg_get_function_identity_arguments(p.oid) FROM pg_proc p WHERE p.proname = 'twice'":
    ["twice"],
  "SELECT * FROM pg_tables": ["orders"],
  "SELECT viewname FROM pg_views": ["totals"],
  "SELECT sequencename, data_type FROM pg_sequences": ["counter"],
  "SELECT pg_typeof(1), pg_typeof(total)::text FROM orders": [],
  "WITH pg_class AS (SELECT 1 AS relname) SELECT relname FROM pg_class": ["1"],
  "SELECT (SELECT count(*) FROM pg_class) AS n, EXISTS (SELECT FROM pg_index) AS i": ["true"],
  "EXPLAIN SELECT relname FROM pg_class": ["pg_class"],
  "SELECT datname FROM pg_database": [],
  "SELECT e.extname, e.extnamespace::regnamespace FROM pg_extension e": ["plpgsql"],
  "SELECT s.stxname, s.stxrelid::regclass FROM pg_statistic_ext s": ["summed"],
};

/** Statements that must be refused. */
const REFUSED: readonly string[] = [
  "SELECT definition FROM pg_views",
  "SELECT v.view_definition FROM information_schema.views v",
  "SELECT (SELECT v.definition FROM pg_views v LIMIT 1) FROM (SELECT 'x' AS definition) t",
  "SELECT pg_catalog.pg_class.relname FROM pg_catalog.pg_class, (SELECT pg_class.oid FROM pg_namespace AS pg_class) t",
  "SELECT c.target FROM app.pointers c UNION SELECT d.refobjid FROM pg_depend d",
  // A number beside such a column prints as a name, too.
  "SELECT target FROM app.pointers",
  "SELECT target FROM app.pointers UNION ALL SELECT 16400",
  "SELECT COALESCE(p.target, g::oid) FROM generate_series(1, 20000) g LEFT JOIN app.pointers p ON false",
  "SELECT p FROM app.pointers p",
  "SELECT * FROM app.pointers",
  "SELECT kinds || 16400::oid FROM app.pointers",
  "SELECT (held).target FROM app.holders UNION ALL SELECT 16400",
  "SELECT 'hidden.hidden_people'::regclass",
  "SELECT '\"hidden\".hidden_people'::regclass",
  "SELECT '16400'::regclass",
  "SELECT 16400::regclass",
  "SELECT g::oid::regclass FROM generate_series(1, 20000) g",
  "SELECT g::regclass FROM generate_series(1, 20000) g, pg_class",
  "SELECT s.x::regclass FROM (SELECT 16400 AS x) s",
  "SELECT c.oid::regclass FROM (SELECT 16400 AS oid) c",
  "SELECT c.oid::regclass FROM pg_class c UNION SELECT g FROM generate_series(1, 20000) g",
  "SELECT COALESCE(c.oid::regclass, 16400) FROM pg_class c",
  "SELECT COALESCE(NULL::regclass, 16400)",
  "SELECT CASE WHEN false THEN c.oid::regclass ELSE 'hidden.hidden_people' END FROM pg_class c",
  "SELECT x FROM (SELECT c.oid::regclass AS x FROM pg_class c) s",
  "WITH s AS (SELECT c.oid::regclass AS x FROM pg_class c) SELECT COALESCE(x, 16400) FROM s",
  "SELECT ARRAY[c.oid::regclass, 16400] FROM pg_class c",
  "SELECT array_agg(c.oid::regclass) || ARRAY[16400] FROM pg_class c",
  "SELECT c.oid::regclass || ARRAY[16400] FROM pg_class c",
  "SELECT lag(c.oid::regclass, 1, 16400) OVER () FROM pg_class c",
  "SELECT mode() WITHIN GROUP (ORDER BY c.oid::regclass) FROM pg_class c",
  "SELECT GREATEST(pg_typeof(1), 16400)",
  "SELECT pg_typeof(1) UNION ALL SELECT g FROM generate_series(1, 20000) g",
  "SELECT c.oid::regclass IN ('hidden.hidden_people') FROM pg_class c",
  "SELECT '{hidden.hidden_people}'::regclass[]",
  "SELECT * FROM json_to_record('{\"a\": 16400}') AS x(a regclass)",
  "SELECT to_regclass('hidden.hidden_people')",
  "SELECT to_regclass('hid' || 'den.hidden_people')",
  "SELECT to_regclass('hidden' || '.' || c.relname) FROM pg_class c",
  "SELECT pg_relation_size('hidden.hidden_people')",
  "SELECT pg_relation_size(16400)",
  "SELECT has_table_privilege('hidden.hidden_people', 'SELECT')",
  "SELECT has_table_privilege('postgres', 'hidden.hidden_people', 'SELECT')",
  "SELECT has_schema_privilege('hidden', 'USAGE')",
  "SELECT 'hidden'::regnamespace",
  "SELECT 'hidden.hidden_mood'::regtype",
  "SELECT format_type(16400, NULL)",
  "SELECT format_type(g::oid, NULL) FROM generate_series(1, 20000) g",
  "SELECT obj_description(16400, 'pg_class')",
  "SELECT obj_description('hidden.hidden_people'::regclass, 'pg_class')",
  "SELECT pg_get_constraintdef(c.oid) FROM pg_class AS c(oid, b)",
  "SELECT pg_get_indexdef(c.oid) FROM (VALUES (16400)) AS c(oid), pg_index",
  "SELECT pg_get_viewdef('app.people'::regclass)",
  "SELECT ('hidden.hidden_people'::text).regclass",
  "SELECT ('hidden.hidden_people'::text).to_regclass",
  "SELECT relname FROM ONLY pg_class",
  "SELECT relname FROM pg_class TABLESAMPLE system (100)",
  "TABLE pg_tables",
  "SELECT relname FROM pg_class *",
  'SELECT relname FROM U&"pg\\005fclass"',
  "SELECT * FROM pg_shdepend",
  "SELECT * FROM pg_stats",
  "SELECT * FROM pg_authid",
];

for (const version of [18, 15] as const) {
  withPostgres(`SCHEMAS narrows the catalogue on PostgreSQL ${version}`, async (test) => {
    await using server = await startPostgres({ version });
    const database = await server.createDatabase();
    await server.runSql(database.url, FIXTURE);
    const schemas = ["app"];
    await using opened = openPostgres({ url: database.url, schemas });
    const catalogue = opened.catalogue;
    const guard = createGuard({ schemas, parser: createParser(), catalogue, maxRows: 5_000 });
    const limits = { maxRows: 5_000, maxBytes: 4_000_000, timeoutMs: 10_000 };

    for (const [sql, words] of Object.entries(ANSWERED)) {
      await test.step(sql, async () => {
        const verdict = await guard.check(sql);
        assert.equal(verdict.kind, "allow", JSON.stringify(verdict));
        if (verdict.kind !== "allow") return;
        const request = { sql: verdict.sql, access: verdict.access, limits };
        const text = JSON.stringify((await opened.executor.execute(request)).rows);
        for (const word of words) assert.match(text, new RegExp(word.replace("true", "t")));
        assert.doesNotMatch(text, /hidden/);
      });
    }
    for (const sql of REFUSED) {
      await test.step(sql, async () => {
        const verdict = await guard.check(sql);
        assert.equal(verdict.kind, "refuse", JSON.stringify(verdict));
      });
    }
    await test.step("a write that reads the catalogue is refused", async () => {
      const writer = createGuard({ schemas, parser: createParser(), catalogue, readOnly: false });
      const sql = "INSERT INTO orders (id) SELECT oid::int FROM pg_class";
      assert.equal((await writer.check(sql)).kind, "refuse");
    });
  });
}
