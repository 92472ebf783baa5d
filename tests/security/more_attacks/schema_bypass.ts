// Ways to a schema that SCHEMAS does not name, and to what the catalogue tells of it.

import type { OwnAttack } from "../ledger.ts";

/** Class `schema-bypass`, with SCHEMAS=app. */
export const bypassAttacks: readonly OwnAttack[] = [
  { id: "SCA01", sql: "TABLE private.salaries", why: "without SELECT", twin: "TABLE app.notes" },
  {
    id: "SCA02",
    sql: 'SELECT * FROM "private"."salaries"',
    why: "quoted",
    twin: 'SELECT * FROM "app"."notes"',
  },
  { id: "SCA03", sql: 'SELECT * FROM U&"\\0070rivate".salaries', why: "Unicode escapes" },
  { id: "SCA04", sql: "SELECT * FROM PRIVATE.Salaries", why: "case folds" },
  {
    id: "SCA05",
    sql: "SELECT * FROM app.notes n WHERE EXISTS (SELECT FROM private.salaries WHERE salary > n.n)",
    why: "in EXISTS",
  },
  { id: "SCA06", sql: "SELECT 1 LIMIT (SELECT salary FROM private.salaries)", why: "in LIMIT" },
  {
    id: "SCA07",
    sql: "SELECT id FROM app.notes ORDER BY (SELECT salary FROM private.salaries)",
    why: "in ORDER BY",
  },
  {
    id: "SCA08",
    sql: "SELECT count(*) OVER (ORDER BY (SELECT salary FROM private.salaries)) FROM app.notes",
    why: "in a window",
  },
  {
    id: "SCA09",
    sql: "SELECT * FROM app.notes NATURAL FULL JOIN private.target",
    why: "in a join",
  },
  {
    id: "SCA10",
    sql: "SELECT * FROM app.notes, LATERAL (SELECT * FROM private.salaries) s",
    why: "in LATERAL",
  },
  {
    id: "SCA11",
    sql: "SELECT id, body FROM app.notes EXCEPT SELECT salary, emp FROM private.salaries",
    why: "in EXCEPT",
  },
  {
    id: "SCA12",
    sql:
      "WITH RECURSIVE r AS (SELECT salary FROM private.salaries UNION ALL SELECT salary FROM r WHERE false) SELECT * FROM r",
    why: "in a recursive WITH",
  },
  {
    id: "SCA13",
    sql: "WITH salaries AS (SELECT 1) SELECT * FROM private.salaries",
    why: "a WITH of the same name, but the schema is named",
    twin: "WITH salaries AS (SELECT 1) SELECT * FROM salaries",
  },
  { id: "SCA14", sql: "SELECT (SELECT s FROM private.salaries s LIMIT 1)", why: "a whole row" },
  { id: "SCA15", sql: "SELECT * FROM ONLY (private.salaries)", why: "ONLY" },
  {
    id: "SCA16",
    sql: "SELECT * FROM private.salaries TABLESAMPLE system (100)",
    why: "TABLESAMPLE",
  },
  {
    id: "SCA17",
    sql: "SELECT * FROM ((app.notes CROSS JOIN private.salaries))",
    why: "brackets around a join",
  },
  {
    id: "SCA18",
    sql: "SELECT NULL::private.salaries",
    why: "a hidden table's row type",
    unproven: "the answer is NULL: it tells only that the table exists",
  },
  {
    id: "SCA19",
    sql: "SELECT * FROM json_populate_record(NULL::private.salaries, '{}')",
    why: "the same tells its columns",
    unproven: "the values are NULL: only the names of the columns tell",
  },
  { id: "SCA20", sql: "EXPLAIN SELECT * FROM private.salaries", why: "its plan" },
  { id: "SCA21", sql: "SELECT rolname, rolpassword FROM pg_authid", why: "password hashes" },
  { id: "SCA22", sql: "SELECT * FROM pg_shadow", why: "password hashes by a view" },
  {
    id: "SCA23",
    sql: "SELECT relname FROM pg_class",
    // Answered with what is in app alone: limited_catalogue.test.ts holds that.
    accept: ["rewrite"],
    why: "names of hidden tables",
    twin: "SELECT 'relname' AS pg_class",
  },
  {
    id: "SCA24",
    sql: "SELECT * FROM information_schema.tables",
    accept: ["rewrite"],
    why: "names of hidden tables",
  },
  { id: "SCA25", sql: "SELECT * FROM pg_stats", why: "values of hidden columns" },
  { id: "SCA26", sql: "SELECT * FROM pg_catalog.pg_stat_activity", why: "other people's SQL" },
  {
    id: "SCA27",
    sql: "SELECT attmissingval FROM pg_attribute",
    why: "values of columns added later",
  },
  {
    id: "SCA28",
    sql: "SELECT pg_get_expr(relpartbound, oid) FROM pg_class",
    why: "bounds of partitions are values",
  },
  {
    id: "SCA29",
    sql: "SELECT * FROM pg_toast.pg_toast_1255",
    why: "values too long for a row",
  },
  {
    id: "SCA30",
    sql: "SELECT lomacl, data FROM pg_largeobject, pg_largeobject_metadata",
    why: "large objects by their catalogue",
  },
  { id: "SCA31", sql: "SELECT * FROM pg_sequences", why: "sequences of hidden schemas" },
  {
    id: "SCA32",
    sql: "SELECT * FROM public.pg_stat_statements",
    why: "other people's SQL",
    twin: "SELECT count(*) FROM app.orders",
  },
  { id: "SCA34", sql: "SELECT last_value FROM app.counter", why: "a sequence as a table" },
  {
    id: "SCA35",
    sql: "SELECT * FROM app.orders_pkey",
    why: "an index as a table",
    unproven: "PostgreSQL refuses it",
  },
  {
    id: "SCA36",
    sql: "SELECT * FROM pg_temp.x",
    why: "temporary tables",
    unproven: "there is none",
  },
  {
    id: "SCA37",
    sql: "SELECT * FROM shop.private.salaries",
    why: "with a database's name",
    unproven: "another database's name is refused",
  },
  {
    id: "SCA38",
    sql: "SELECT objoid::oid, description FROM pg_description",
    accept: ["rewrite"],
    why: "comments of hidden tables",
  },
  {
    id: "SCA39",
    sql: "SELECT evtname FROM pg_event_trigger UNION ALL SELECT usename FROM pg_user",
    why: "the catalogue in a UNION",
  },
  {
    id: "SCA40",
    sql: "SELECT * FROM pg_locks, pg_prepared_statements, pg_cursors",
    why: "what others do",
    unproven: "the join is empty",
  },
  {
    id: "SCA41",
    sql: "SELECT $1",
    why: "would read a value that pgmcp binds itself",
    unproven: "nothing is bound here",
  },
  {
    id: "SCA42",
    sql: "EXPLAIN (GENERIC_PLAN) SELECT id FROM app.notes WHERE body = $1",
    why: "an option of EXPLAIN that is made for parameters",
  },
];
