// Names that mean something else than they seem to: a type where a function or a column
// is expected, a database's name in front, an array type's own name, a WITH that hides
// nothing from a write. `@database@` stands for the current database's name.

import type { OwnAttack } from "../ledger.ts";

const CALL = "pg_advisory_lock(7)::text";

/** Class `function-call`, by name. */
export const disguiseAttacks: readonly OwnAttack[] = [
  {
    id: "NAMA01",
    sql: "SELECT ('1'::text).evil_dom",
    why: "attribute notation with a type's name is a cast",
  },
  { id: "NAMA02", sql: "SELECT (1).evil_dom", why: "the same on a number" },
  {
    id: "NAMA03",
    sql: "SELECT ((SELECT n FROM app.notes LIMIT 1)).evil_dom",
    why: "the same on a sub-select",
  },
  {
    id: "NAMA04",
    sql: "SELECT initcap('x')",
    why: "a domain with a built-in function's name: the call becomes a cast",
    twin: "SELECT pg_catalog.initcap('x')",
  },
  {
    id: "NAMA05",
    sql: "SELECT ('private.salaries'::text).regclass",
    why: "a reg type in attribute notation",
  },
  {
    id: "NAMA06",
    sql: "SELECT regclass('private.salaries'::text)",
    why: "a reg type as a function",
  },
  { id: "NAMA07", sql: "SELECT '{1}'::app._evil_dom", why: "an array type's own name" },
  { id: "NAMA08", sql: "SELECT '{private.salaries}'::_regclass", why: "the same of a reg type" },
  {
    id: "NAMA09",
    sql: "SELECT NULL::pg_authid",
    why: "a catalogue's row type",
    unproven: "the answer is NULL",
  },
  {
    id: "NAMA10",
    sql: "SELECT TREAT('1' AS app.evil_dom)",
    why: "TREAT is a call of a function named like the type",
    unproven: "there is no such function",
  },
  { id: "NAMA11", sql: "SELECT @database@.app.touch_audit()", why: "a function with its database" },
  {
    id: "NAMA12",
    sql: "SELECT @database@.pg_catalog.pg_advisory_lock(7)",
    why: "a built-in with its database",
  },
  { id: "NAMA13", sql: "SELECT 1::@database@.app.evil_dom", why: "a type with its database" },
  {
    id: "NAMA14",
    sql: "SELECT 1 OPERATOR(@database@.app.===) 1",
    why: "an operator with its database",
  },
  {
    id: "NAMA15",
    sql: "SELECT @database@.app.orders.count_up FROM app.orders LIMIT 1",
    why: "attribute notation with its database",
    twin: "SELECT orders.note FROM app.orders LIMIT 1",
  },
  {
    id: "NAMA16",
    sql: "SELECT * FROM @database@.private.salaries",
    why: "a table with its database",
  },
  {
    id: "NAMA17",
    sql: "SELECT count(*) FROM app.with_domain a JOIN app.with_domain b USING (c)",
    why: "USING is an `=` that nobody wrote",
    twin: "SELECT count(*) FROM app.notes a JOIN app.notes b USING (id)",
  },
  {
    id: "NAMA18",
    sql:
      "SELECT count(*) FROM (SELECT c FROM app.with_domain) a NATURAL JOIN (SELECT c FROM app.with_domain) b",
    why: "NATURAL JOIN is one too",
    twin: "SELECT count(*) FROM app.notes a NATURAL JOIN app.notes b",
  },
  {
    id: "NAMA19",
    sql: "SELECT CASE c WHEN c THEN 1 END FROM app.with_domain",
    why: "CASE with a value is one too",
    twin: "SELECT CASE n WHEN 1 THEN 'a' END FROM app.notes",
  },
  {
    id: "NAMA20",
    sql: "SELECT 1 FROM app.with_domain WHERE c IN (SELECT c FROM app.with_domain)",
    why: "IN is one too",
    twin: "SELECT 1 FROM app.notes WHERE n IN (SELECT n FROM app.notes)",
  },
  {
    id: "NAMA21",
    sql: "SELECT NULLIF(c, c) FROM app.with_domain",
    why: "NULLIF is one too",
    twin: "SELECT NULLIF(n, 1) FROM app.notes",
  },
  {
    id: "NAMA22",
    sql: "SELECT c IS DISTINCT FROM c FROM app.with_domain",
    why: "IS DISTINCT FROM is one too",
    twin: "SELECT n IS DISTINCT FROM 1 FROM app.notes",
  },
  {
    id: "NAMA23",
    sql: `SELECT json_arrayagg(${CALL} ORDER BY id) FROM app.notes`,
    why: "a call in JSON_ARRAYAGG",
    twin: "SELECT json_arrayagg(body ORDER BY id) FROM app.notes",
  },
  {
    id: "NAMA24",
    sql: `SELECT json_objectagg(body : 1) FILTER (WHERE ${CALL} = '') FROM app.notes`,
    why: "a call in JSON_OBJECTAGG's FILTER",
  },
  {
    id: "NAMA25",
    sql: `SELECT json_scalar(${CALL})`,
    why: "a call in JSON_SCALAR",
    twin: "SELECT json_scalar('x')",
  },
  {
    id: "NAMA26",
    sql: `SELECT json_exists('{}'::jsonb, '$' PASSING ${CALL} AS x)`,
    why: "a call in JSON_EXISTS",
  },
  {
    id: "NAMA27",
    sql: `SELECT ${CALL} IS JSON`,
    why: "a call before IS JSON",
    twin: "SELECT '{}' IS JSON",
  },
  {
    id: "NAMA28",
    sql: `SELECT ${CALL} IS NORMALIZED`,
    why: "a call before IS NORMALIZED",
    twin: "SELECT U&'a' IS NFC NORMALIZED",
  },
  {
    id: "NAMA29",
    sql: `SELECT xmlforest(${CALL} AS a)`,
    why: "a call in XMLFOREST",
    twin: "SELECT xmlforest('x' AS a)",
  },
  {
    id: "NAMA30",
    sql: `SELECT grouping(${CALL}) FROM app.notes GROUP BY ${CALL}`,
    why: "a call in GROUPING",
    twin: "SELECT grouping(id), count(*) FROM app.notes GROUP BY ROLLUP (id)",
  },
  { id: "NAMA31", sql: `SELECT collation for (${CALL})`, why: "a call in COLLATION FOR" },
  {
    id: "NAMA32",
    sql:
      `SELECT trim(both ${CALL} from 'x'), overlay('a' placing ${CALL} from 1), position(${CALL} in 'x')`,
    why: "a call in functions with a grammar of their own",
    twin:
      "SELECT trim(both ' ' from ' x '), overlay('abc' placing 'x' from 2), position('b' in 'abc')",
  },
  {
    id: "NAMA33",
    sql: "SELECT substring('abc' similar 'a#\"b#\"c' escape pg_advisory_lock(7)::text || '#')",
    why: "a call in SUBSTRING SIMILAR",
  },
  {
    id: "NAMA34",
    sql:
      "WITH RECURSIVE r(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM r WHERE n < 3) SEARCH DEPTH FIRST BY n SET o SELECT n, pg_advisory_lock(7)::text FROM r",
    why: "after a SEARCH clause",
    twin:
      "WITH RECURSIVE r(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM r WHERE n < 3) SEARCH DEPTH FIRST BY n SET o SELECT n FROM r ORDER BY o",
  },
  {
    id: "NAMA35",
    sql: "SELECT 'calm'::app.mood || ''::text, ('calm'::app.mood)::int",
    why: "a user's cast with a function, written out",
  },
];

/** Class `hidden-write`, with READ_ONLY=false. */
export const disguisedWrites: readonly OwnAttack[] = ([
  {
    id: "NAMW01",
    sql: "WITH pg_authid AS (SELECT 1) UPDATE pg_authid SET rolsuper = true",
    why: "a WITH hides no table from a write",
  },
  {
    id: "NAMW02",
    sql: "WITH passwd AS (SELECT 1) INSERT INTO passwd VALUES ('x')",
    why: "nor a foreign table",
    unproven: "file_fdw cannot write",
  },
  {
    id: "NAMW03",
    sql: "WITH target AS (SELECT 1) DELETE FROM private.target",
    why: "nor a hidden schema",
  },
  {
    id: "NAMW04",
    sql: "DELETE FROM @database@.private.target",
    why: "a hidden schema with its database",
  },
  {
    id: "NAMW05",
    sql: "UPDATE app.customer_v SET who = 'x' WHERE id = 1",
    why: "a view writes where it reads",
  },
  {
    id: "NAMW06",
    sql:
      "MERGE INTO app.notes t USING (SELECT 5 AS id) s ON t.id = s.id WHEN NOT MATCHED THEN INSERT VALUES (s.id, pg_read_file('/etc/hostname'), 1)",
    why: "a call in MERGE's VALUES",
    twin:
      "MERGE INTO app.notes t USING (SELECT 5 AS id) s ON t.id = s.id WHEN NOT MATCHED THEN INSERT VALUES (s.id, 'x', 1)",
  },
  {
    id: "NAMW07",
    sql: "INSERT INTO app.orders(tenant_id, total) VALUES (1, 5) RETURNING orders.count_up",
    why: "attribute notation in RETURNING",
    twin: "INSERT INTO app.orders(tenant_id, total) VALUES (1, 5) RETURNING orders.id",
  },
  {
    id: "NAMW08",
    sql:
      "UPDATE app.notes SET n = 2 WHERE id = 1 RETURNING WITH (OLD AS o, NEW AS w) (o.n).evil_dom, w.n",
    why: "a cast in disguise of PostgreSQL 18's OLD",
    twin: "UPDATE app.notes SET n = 2 WHERE id = 1 RETURNING WITH (OLD AS o, NEW AS w) o.n, w.n",
  },
] as const satisfies readonly OwnAttack[]).map((attack) => ({ ...attack, mode: "write" }));
