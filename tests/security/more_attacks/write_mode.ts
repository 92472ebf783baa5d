// READ_ONLY=false admits one INSERT, UPDATE, DELETE or MERGE. These are not that, or
// carry more along. Each must be refused in the default mode as well.

import type { OwnAttack } from "../ledger.ts";

/** Class `hidden-write`, with READ_ONLY=false. */
export const writeModeAttacks: readonly OwnAttack[] = ([
  { id: "WM01", sql: "CREATE TABLE app.made (a int)", why: "DDL" },
  { id: "WM02", sql: "DROP TABLE app.with_domain", why: "DDL" },
  { id: "WM03", sql: "ALTER TABLE app.notes DROP COLUMN n", why: "DDL" },
  { id: "WM04", sql: "TRUNCATE app.notes", why: "not among the four" },
  {
    id: "WM05",
    sql: "INSERT INTO app.notes VALUES (7, 'a', 1); DELETE FROM app.orders",
    why: "two writes",
  },
  {
    id: "WM06",
    sql:
      "WITH d AS (DELETE FROM app.notes RETURNING id) INSERT INTO app.api_keys SELECT id, 'x' FROM d",
    why: "a write in a WITH of a write",
  },
  {
    id: "WM07",
    sql: "WITH d AS (DELETE FROM app.notes RETURNING *) SELECT * FROM d",
    why: "a write in a WITH of a SELECT",
    twin: "WITH d AS (SELECT 1 AS id) DELETE FROM app.notes WHERE id IN (SELECT id FROM d)",
  },
  {
    id: "WM08",
    sql: "INSERT INTO app.notes SELECT 7, pg_read_file('/etc/hostname'), 1",
    why: "a file's content kept in a table",
  },
  {
    id: "WM09",
    sql: "INSERT INTO app.notes(id, n) VALUES (7, app.touch_audit())",
    why: "a function that writes elsewhere",
  },
  {
    id: "WM10",
    sql: "UPDATE app.notes SET n = 1 RETURNING pg_notify('c', 'x')",
    why: "a function in RETURNING",
    twin: "UPDATE app.notes SET n = 1 WHERE id = 1 RETURNING id, upper(body)",
  },
  {
    id: "WM11",
    sql: "DELETE FROM app.notes WHERE id = 1 RETURNING (SELECT salary FROM private.salaries)",
    why: "a hidden schema in RETURNING",
  },
  {
    id: "WM12",
    sql: "UPDATE app.notes SET n = s.salary FROM private.salaries s",
    why: "a hidden schema in FROM",
  },
  {
    id: "WM13",
    sql:
      "INSERT INTO app.notes VALUES (1, 'x', 1) ON CONFLICT (id) DO UPDATE SET n = (SELECT salary FROM private.salaries LIMIT 1)",
    why: "a hidden schema in ON CONFLICT",
    twin: "INSERT INTO app.notes VALUES (1, 'x', 1) ON CONFLICT (id) DO UPDATE SET n = excluded.n",
  },
  {
    id: "WM14",
    sql:
      "INSERT INTO app.notes VALUES (1, 'x', 1) ON CONFLICT (id) DO UPDATE SET n = 2 WHERE pg_advisory_lock(77) IS NOT NULL",
    why: "a function in ON CONFLICT's WHERE",
  },
  {
    id: "WM15",
    sql: "INSERT INTO private.target VALUES (2, 2)",
    why: "writes to a hidden schema",
    twin: "INSERT INTO app.notes VALUES (70, 'x', 1)",
  },
  {
    id: "WM16",
    sql: "DELETE FROM app.notes USING private.salaries WHERE salary > 700",
    why: "a hidden schema in USING",
  },
  {
    id: "WM17",
    sql:
      "MERGE INTO app.notes t USING private.target s ON t.id = s.id WHEN MATCHED THEN UPDATE SET n = s.v",
    why: "a hidden schema as MERGE's source",
  },
  {
    id: "WM18",
    sql:
      "MERGE INTO app.notes t USING (SELECT 1 AS id) s ON t.id = s.id WHEN MATCHED AND app.touch_audit() = 1 THEN DO NOTHING",
    why: "a function in a WHEN",
  },
  {
    id: "WM19",
    sql: "MERGE INTO private.target t USING app.notes s ON t.id = s.id WHEN MATCHED THEN DELETE",
    why: "a hidden schema as MERGE's target",
  },
  {
    id: "WM20",
    sql: "EXPLAIN ANALYZE DELETE FROM app.notes",
    why: "a write under EXPLAIN never",
    twin: "DELETE FROM app.notes WHERE id = 1",
  },
  {
    id: "WM21",
    sql: "INSERT INTO pg_catalog.pg_description VALUES (1, 1, 0, 'x')",
    why: "writes to the catalogue",
  },
  { id: "WM22", sql: "UPDATE pg_authid SET rolsuper = true", why: "every role a superuser" },
  { id: "WM23", sql: "DELETE FROM pg_largeobject", why: "large objects are rows of a catalogue" },
  { id: "WM24", sql: "SELECT * FROM app.notes FOR UPDATE", why: "locks are not writes" },
  { id: "WM25", sql: "SELECT 1 AS a INTO app.made", why: "creates a table" },
  { id: "WM26", sql: "COPY app.api_keys(token) FROM '/etc/hostname'", why: "reads a file" },
  {
    id: "WM27",
    sql: "UPDATE app.notes SET n = DEFAULT WHERE id = (SELECT lo_unlink(4242))",
    why: "a function in WHERE",
  },
  {
    id: "WM28",
    sql: "INSERT INTO app.with_domain(id, d) VALUES (1, 1::app.evil_dom)",
    why: "a cast to a domain runs its check",
  },
  {
    id: "WM29",
    sql:
      "WITH x AS (SELECT set_config('search_path', 'private', false)) UPDATE app.notes SET n = 1 FROM x",
    why: "a function in a WITH",
  },
  {
    id: "WM30",
    sql: "INSERT INTO app.v_private VALUES ('x', 1)",
    why: "a view that writes through into a hidden schema",
  },
  {
    id: "WM31",
    sql: "DELETE FROM app.counter",
    why: "a sequence is no table",
    unproven: "PostgreSQL refuses it",
  },
  { id: "WM32", sql: "CALL app.purge()", why: "a procedure may do anything" },
  {
    id: "WM33",
    sql:
      "INSERT INTO app.notes(id, n) SELECT 8, count(*) FROM dblink('dbname=postgres', 'SELECT 1') AS t(a int)",
    why: "another connection inside a write",
    unproven: "the test cluster asks for a password",
  },
  {
    id: "WM34",
    sql: "UPDATE app.notes AS t SET (n, body) = (SELECT salary, emp FROM private.salaries LIMIT 1)",
    why: "a hidden schema in a multiple assignment",
    twin: "UPDATE app.notes SET (n, body) = (SELECT 1, 'x') WHERE id = 1",
  },
  {
    id: "WM35",
    sql:
      "INSERT INTO app.notes OVERRIDING SYSTEM VALUE SELECT 9, emp, salary FROM ONLY private.salaries",
    why: "ONLY in front of a hidden table",
  },
] as const satisfies readonly OwnAttack[]).map((attack) => ({ ...attack, mode: "write" }));
