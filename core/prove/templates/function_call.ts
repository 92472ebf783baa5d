// Attacks of class `function-call`: a call in every place where an expression may stand, and in every
// notation. The call locks, so none of these is ever run.

import { type AttackTemplate, templatesOf } from "../attack_template.ts";
import { bareChecks } from "../bare_checks.ts";

const { callOf } = bareChecks;

const CALL = "pg_advisory_lock(7)";
const locks = callOf("pg_advisory_lock");

const STATEMENTS: readonly string[] = [
  `SELECT ${CALL}`,
  `SELECT pg_catalog . ${CALL}`,
  'SELECT "pg_advisory_lock"(7)',
  'SELECT U&"pg\\005fadvisory\\005flock"(7)',
  "SELECT U&\"pg!005fadvisory_lock\" UESCAPE '!' (7)",
  "SELECT pg_advisory_lock/* */ -- x\n (7)",
  `SELECT @database@.pg_catalog.${CALL}`,
  `SELECT * FROM ${CALL}`,
  `SELECT * FROM ROWS FROM (generate_series(1, 2), ${CALL}) WITH ORDINALITY`,
  `SELECT * FROM @table@, LATERAL (SELECT ${CALL}::text) x`,
  "SELECT ((7)::int8).pg_advisory_lock",
  "SELECT t.n.pg_advisory_lock FROM (SELECT 7::int8 AS n) t",
  "SELECT (t.n).pg_advisory_lock FROM (SELECT 7::int8 AS n) t",
  "SELECT ((ARRAY[7::int8])[1]).pg_advisory_lock",
  "SELECT (CASE WHEN true THEN 7::int8 END).pg_advisory_lock",
  `SELECT 1 FROM @table@ WHERE ${CALL} IS NULL`,
  `SELECT 1 FROM @table@ a JOIN @table@ b ON ${CALL} IS NOT NULL`,
  `SELECT count(*) FROM @table@ GROUP BY ${CALL}::text`,
  `SELECT count(*) FROM @table@ GROUP BY GROUPING SETS ((), (${CALL}::text))`,
  `SELECT count(*) FROM @table@ HAVING ${CALL} IS NOT NULL`,
  `SELECT 1 FROM @table@ ORDER BY ${CALL}::text`,
  `SELECT 1 LIMIT length(${CALL}::text) + 1`,
  `SELECT 1 OFFSET length(${CALL}::text)`,
  `SELECT 1 FETCH FIRST (length(${CALL}::text) + 1) ROWS ONLY`,
  `SELECT DISTINCT ON (${CALL}::text) 1 FROM @table@`,
  `SELECT count(*) OVER (PARTITION BY ${CALL}::text) FROM @table@`,
  `SELECT count(*) OVER w FROM @table@ WINDOW w AS (ORDER BY ${CALL}::text)`,
  `SELECT count(*) OVER (ORDER BY 1 ROWS length(${CALL}::text) PRECEDING) FROM @table@`,
  `SELECT count(*) FILTER (WHERE ${CALL} IS NOT NULL) FROM @table@`,
  `SELECT string_agg('a', ',' ORDER BY ${CALL}::text) FROM @table@`,
  `SELECT percentile_disc(0.5) WITHIN GROUP (ORDER BY length(${CALL}::text)) FROM @table@`,
  `SELECT 1 FROM @table@ TABLESAMPLE system (length(${CALL}::text) + 50)`,
  `SELECT 1 FROM @table@ TABLESAMPLE bernoulli (50) REPEATABLE (length(${CALL}::text))`,
  `SELECT CASE WHEN ${CALL} IS NULL THEN 1 ELSE 2 END`,
  `SELECT coalesce(NULL, ${CALL}::text)`,
  `SELECT greatest('', ${CALL}::text)`,
  `SELECT nullif(${CALL}::text, 'x')`,
  `SELECT ARRAY['a', ${CALL}::text]`,
  `SELECT ROW(1, ${CALL}::text)`,
  `SELECT (ARRAY[1, 2])[length(${CALL}::text) + 1]`,
  `SELECT (SELECT ${CALL})`,
  `SELECT EXISTS (SELECT 1 WHERE ${CALL} IS NULL)`,
  `SELECT 1 WHERE '' IN (SELECT ${CALL}::text)`,
  `SELECT '' = ANY (ARRAY[${CALL}::text])`,
  `SELECT 'a' BETWEEN ${CALL}::text AND 'z'`,
  `SELECT 'a' LIKE 'a' ESCAPE left(${CALL}::text || 'x', 1)`,
  `SELECT now() AT TIME ZONE ('UTC' || ${CALL}::text)`,
  `SELECT (${CALL}::text) COLLATE "C"`,
  `VALUES (1, ''), (2, ${CALL}::text)`,
  `SELECT 'a' UNION SELECT ${CALL}::text`,
  `WITH x AS MATERIALIZED (SELECT ${CALL} AS a) SELECT count(*) FROM x`,
  `WITH RECURSIVE r(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM r WHERE ${CALL} IS NULL) TABLE r`,
  `SELECT upper(lower(${CALL}::text))`,
  `SELECT make_interval(secs => length(${CALL}::text))`,
  `SELECT concat(VARIADIC ARRAY[${CALL}::text])`,
  `SELECT json_object('a' : ${CALL}::text)`,
  `SELECT json_value('{}'::jsonb, '$.a' DEFAULT ${CALL}::text ON EMPTY)`,
  `SELECT * FROM json_table('[1]'::jsonb, '$[*]' PASSING ${CALL}::text AS x COLUMNS (a int PATH '$')) t`,
  `SELECT * FROM xmltable('/a' PASSING (('<a/>' || ${CALL}::text)::xml) COLUMNS b text) t`,
  `SELECT xmlelement(name a, xmlattributes(${CALL}::text AS b))`,
  `EXPLAIN SELECT ${CALL}::text`,
  `EXPLAIN (ANALYZE, FORMAT JSON) SELECT ${CALL}::text`,
  `SELECT extract(epoch FROM make_interval(secs => length(${CALL}::text)))`,
];

/** Class `function-call`; the last ones call a function of the user that ALLOW_FUNCTIONS does not name. */
export const FUNCTION_CALL: readonly AttackTemplate[] = templatesOf("function-call", [
  ...STATEMENTS.map((sql) => ({ sql, bare: locks })),
  { sql: "SELECT @function@(NULL)", bare: bareChecks.userFunction },
  { sql: "SELECT * FROM @function@(NULL) AS t(x)", bare: bareChecks.userFunction },
  { sql: "SELECT 1 FROM @table@ ORDER BY @function@(NULL)", bare: bareChecks.userFunction },
  { sql: "SELECT 1 OPERATOR(@schema@.===) 1", bare: bareChecks.nobody },
]);
