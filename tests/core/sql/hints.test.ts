// What is written for another database, or slips in a usual way, is refused with the way to write it
// for PostgreSQL.

import assert from "node:assert/strict";
import { hintForFailure } from "../../../core/sql/failure_hints.ts";
import { hintForForeignFunction } from "../../../core/sql/foreign_functions.ts";
import { hintForForeignName } from "../../../core/sql/foreign_names.ts";
import { hintForHabit } from "../../../core/sql/habits.ts";
import { refuseUndefinedType } from "../../../core/sql/refuse_undefined_type.ts";
import { createParser } from "../../../core/sql/parse.ts";

/** Texts that PostgreSQL's grammar does not have, and a word of the hint. */
const TEXTS: readonly (readonly [sql: string, hint: RegExp])[] = [
  ["```sql\nSELECT 1\n```", /without ```/],
  ["SELECT `id` , `a` FROM `t`", /double quotes/],
  ["SELECT [id] FROM [dbo].[t]", /double quotes/],
  ["SELECT TOP 5 id FROM t", /LIMIT/],
  ["SELECT id FROM t LIMIT 10, 5", /OFFSET/],
  ["SELECT GROUP_CONCAT(name SEPARATOR ',') FROM t", /string_agg/],
  ["SELECT STUFF((SELECT ',' + name FROM t FOR XML PATH('')), 1, 1, '')", /string_agg/],
  ["SELECT * FROM t PIVOT (sum(x) FOR kind IN ([a], [b])) p", /FILTER/],
  ["SELECT TRY_CAST(x AS int) FROM t", /CASE WHEN/],
  ["SELECT CONVERT(varchar(10), ts, 120) FROM t", /to_char/],
  ["SELECT id FROM t WHERE name REGEXP '^a'", /~/],
  ["SELECT id FROM t WITH (NOLOCK)", /locks/],
  ["SELECT * FROM u CROSS APPLY (SELECT 1) t", /LATERAL/],
  ["DECLARE @n INT = 5", /no variables/],
  ["SELECT * FROM u, o WHERE u.id = o.id(+)", /LEFT JOIN/],
  ["SELECT id FROM t START WITH a IS NULL CONNECT BY PRIOR id = a", /WITH RECURSIVE/],
  ["SELECT id FROM t MINUS SELECT id FROM u", /EXCEPT/],
  ["SELECT * EXCEPT (a) FROM t", /list those/],
  ["SELECT x FROM t, UNNEST(a) AS x WITH OFFSET AS n", /ORDINALITY/],
  ["SELECT CURRENT_DATE()", /without brackets/],
  ["SELECT a, count(*) FROM t GROUP BY ALL", /places/],
  ["FROM t SELECT a", /SELECT comes first/],
  ["SELECT * FROM {{ ref('t') }}", /template/],
  ["SELECT * FROM t WHERE id = :id", /literal/],
  ["SELECT * FROM t WHERE id = ?", /literal/],
  ["SELECT props:device:os FROM t", /->>/],
  ["SELECT a, b, FROM t", /comma/],
  ["SELECT a, count(*) FROM t GROUP BY a WHERE b > 1", /HAVING/],
  ["SELECT a FROM t LIMIT 5 ORDER BY a", /ORDER BY, LIMIT/],
  ["SELECT id FROM t WHERE 'x' IN tags", /ANY/],
  ["SELECT id FROM t WHERE a > 1 && b = 2", /AND/],
  ["SELECT now() - INTERVAL 7 DAY", /INTERVAL '7 days'/],
  ["SELECT id, row_number() OVER () AS rn FROM t QUALIFY rn = 1", /sub-select/],
];

Deno.test("a text of another database's grammar is told PostgreSQL's way", async () => {
  const parser = createParser();
  for (const [sql, hint] of TEXTS) {
    assert.equal((await parser.parse(sql)).kind, "syntax error", sql);
    assert.match(hintForHabit(sql) ?? "", hint, sql);
  }
});

Deno.test("what is a mistake of no known habit gets no hint of one", () => {
  for (const sql of ["SELCT 1", "SELECT count( FROM t", "SELECT a b c FROM t", "SELECT 1::", ""]) {
    assert.equal(hintForHabit(sql), null, sql);
  }
});

Deno.test("functions of other databases are told PostgreSQL's way", () => {
  assert.match(hintForForeignFunction("ifnull") ?? "", /coalesce/);
  assert.match(hintForForeignFunction("dateadd") ?? "", /INTERVAL/);
  assert.match(hintForForeignFunction("listagg") ?? "", /string_agg/);
  assert.match(hintForForeignFunction("median") ?? "", /WITHIN GROUP/);
  assert.equal(hintForForeignFunction("no_such_function"), null);
});

Deno.test("types of other databases are told PostgreSQL's name", () => {
  const hint = (name: string) => refuseUndefinedType({ schema: null, name, location: 0 }).hint;
  assert.match(hint("unsigned") ?? "", /bigint/);
  assert.match(hint("nvarchar") ?? "", /text/);
  assert.match(hint("no_such_type") ?? "", /exact name/);
});

Deno.test("names that are none are told from the text alone", () => {
  const column = (name: string, sql: string) => hintForForeignName({ name, kind: "column" }, sql);
  const relation = (name: string, sql: string) =>
    hintForForeignName({ name, kind: "relation" }, sql);
  const quoted = column("paid", 'SELECT 1 FROM t WHERE status = "paid"');
  assert.match(quoted ?? "", /single quotes: 'paid'/);
  assert.match(column("a(+", 'SELECT 1 FROM t WHERE x IN ("a(+")') ?? "", /single quotes/);
  assert.match(column("\u2018a\u2019", "SELECT \u2018a\u2019") ?? "", /straight/);
  const alias = column("twice", "SELECT a * 2 AS twice FROM t WHERE twice > 1");
  assert.match(alias ?? "", /alias/);
  for (
    const output of [
      "status st",
      "max(a) st",
      '"Status" "st"',
      "1 st, b",
      "CASE WHEN a THEN b END st",
    ]
  ) {
    assert.match(column("st", `SELECT ${output} FROM t WHERE st = 1`) ?? "", /alias/, output);
  }
  for (
    const output of ["st", "DISTINCT st", "a + st", "a, st", "NOT st", "CASE WHEN a THEN st END"]
  ) {
    assert.equal(column("st", `SELECT ${output} FROM t`), null, output);
  }
  const itself = relation("t", "WITH t AS (SELECT 1 UNION ALL SELECT * FROM t) TABLE t");
  assert.match(itself ?? "", /RECURSIVE/);
  assert.match(relation("dual", "SELECT 1 FROM dual") ?? "", /no FROM dual/);
  assert.match(relation("sys.tables", "SELECT 1 FROM sys.tables") ?? "", /information_schema/);
  assert.match(column("month", "SELECT date_trunc(ts, MONTH) FROM t") ?? "", /'month'/);
  assert.equal(column("custmer_id", "SELECT custmer_id FROM t"), null);
  assert.equal(column("o.amount", "SELECT o.amount, 1 AS amount FROM t o"), null);
  assert.equal(relation("x", "SELECT x.id FROM (SELECT 1 AS x) t"), null);
});

/** Codes and messages of PostgreSQL 18, and a word of the hint. */
const FAILURES: readonly (readonly [state: string, message: string, hint: RegExp])[] = [
  ["22P02", "A text is not valid for the type it is converted to.", /CASE WHEN/],
  ["22012", "Division by zero.", /NULLIF/],
  ["23502", "A column that may not be null would be null.", /no default/],
  ["23503", "A foreign key would be violated.", /must be there first/],
  ["23505", "A unique constraint would be violated.", /ON CONFLICT/],
  ["23514", "A check constraint would be violated.", /describe_table/],
  ["42883", "operator does not exist: text + unknown", /\|\|/],
  ["42883", "operator does not exist: boolean = integer", /true or false/],
  ["42883", "operator does not exist: integer ~~ unknown", /::text LIKE/],
  ["42883", "operator does not exist: text -> unknown", /::jsonb/],
  ["42883", "operator does not exist: timestamp with time zone > integer", /'2024-01-01'/],
  ["42883", "operator does not exist: date + numeric", /INTERVAL/],
  ["42883", "operator does not exist: text = integer", /Cast one side/],
  ["42883", "function date_trunc(timestamp with time zone, unknown) does not exist", /'month', ts/],
  ["42883", "function pg_catalog.round(double precision, integer) does not exist", /::numeric/],
  ["42803", 'column "t.a" must appear in the GROUP BY clause', /aggregate it/],
  ["42803", "aggregate functions are not allowed in WHERE", /HAVING/],
];

Deno.test("an error of the database is told with what to try", () => {
  for (const [state, message, hint] of FAILURES) {
    assert.match(hintForFailure(state, message) ?? "", hint, message);
  }
  assert.equal(hintForFailure("42883", "operator does not exist: point || circle"), null);
  assert.equal(hintForFailure("XX000", "Division by zero."), null);
});
