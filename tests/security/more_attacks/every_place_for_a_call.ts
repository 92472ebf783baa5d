// Every place where an expression may stand, each with a call that must not run.

import type { OwnAttack } from "../ledger.ts";

const LOCK = "pg_advisory_lock(7)";

/** Places: `@` stands for the call. The twin has a harmless one in its place. */
const PLACES: readonly (readonly [id: string, sql: string])[] = [
  ["the target list", "SELECT @"],
  ["WHERE", "SELECT 1 FROM app.notes WHERE @ IS NULL"],
  ["a join's condition", "SELECT 1 FROM app.notes a JOIN app.notes b ON @ IS NOT NULL"],
  ["GROUP BY", "SELECT count(*) FROM app.notes GROUP BY @::text"],
  ["GROUPING SETS", "SELECT count(*) FROM app.notes GROUP BY GROUPING SETS ((), (id, (@::text)))"],
  ["HAVING", "SELECT count(*) FROM app.notes HAVING @ IS NOT NULL"],
  ["ORDER BY", "SELECT id FROM app.notes ORDER BY @::text"],
  ["LIMIT", "SELECT 1 LIMIT length(@::text) + 1"],
  ["OFFSET", "SELECT 1 OFFSET (length(@::text))"],
  ["FETCH FIRST", "SELECT 1 FETCH FIRST (length(@::text) + 1) ROWS ONLY"],
  ["DISTINCT ON", "SELECT DISTINCT ON (@::text) id FROM app.notes"],
  ["a window's partition", "SELECT count(*) OVER (PARTITION BY @::text) FROM app.notes"],
  ["a named window", "SELECT count(*) OVER w FROM app.notes WINDOW w AS (ORDER BY @::text)"],
  [
    "a frame's start",
    "SELECT count(*) OVER (ORDER BY id ROWS length(@::text) PRECEDING) FROM app.notes",
  ],
  [
    "a frame's end",
    "SELECT count(*) OVER (ORDER BY id ROWS BETWEEN CURRENT ROW AND length(@::text) FOLLOWING) FROM app.notes",
  ],
  ["FILTER", "SELECT count(*) FILTER (WHERE @ IS NOT NULL) FROM app.notes"],
  ["an aggregate's ORDER BY", "SELECT string_agg(body, ',' ORDER BY @::text) FROM app.notes"],
  [
    "WITHIN GROUP",
    "SELECT percentile_disc(0.5) WITHIN GROUP (ORDER BY length(@::text)) FROM app.notes",
  ],
  [
    "an ordered-set aggregate's argument",
    "SELECT percentile_cont(length(@::text)::float8) WITHIN GROUP (ORDER BY n) FROM app.notes",
  ],
  ["TABLESAMPLE", "SELECT 1 FROM app.notes TABLESAMPLE system (length(@::text) + 50)"],
  [
    "TABLESAMPLE's seed",
    "SELECT 1 FROM app.notes TABLESAMPLE bernoulli (50) REPEATABLE (length(@::text))",
  ],
  ["CASE", "SELECT CASE WHEN @ IS NULL THEN 1 ELSE 2 END"],
  ["CASE's result", "SELECT CASE WHEN true THEN @::text ELSE '' END"],
  ["COALESCE", "SELECT coalesce(NULL, @::text)"],
  ["GREATEST", "SELECT greatest('', @::text)"],
  ["NULLIF", "SELECT nullif(@::text, 'x')"],
  ["ARRAY[]", "SELECT ARRAY['a', @::text]"],
  ["ROW()", "SELECT ROW(1, @::text)"],
  ["an array's subscript", "SELECT (ARRAY[1,2])[length(@::text) + 1]"],
  ["an array's slice", "SELECT (ARRAY[1,2])[1:length(@::text)]"],
  ["a scalar sub-select", "SELECT (SELECT @)"],
  ["EXISTS", "SELECT EXISTS (SELECT 1 WHERE @ IS NULL)"],
  ["ARRAY(SELECT)", "SELECT ARRAY(SELECT @::text)"],
  ["IN (SELECT)", "SELECT 1 WHERE '' IN (SELECT @::text)"],
  ["= ANY (ARRAY)", "SELECT '' = ANY (ARRAY[@::text])"],
  ["BETWEEN", "SELECT 'a' BETWEEN @::text AND 'z'"],
  ["LIKE … ESCAPE", "SELECT 'a' LIKE 'a' ESCAPE left(@::text || 'x', 1)"],
  ["SIMILAR TO", "SELECT 'a' SIMILAR TO (@::text)"],
  ["IS DISTINCT FROM", "SELECT 1 WHERE @::text IS DISTINCT FROM 'x'"],
  ["AT TIME ZONE", "SELECT now() AT TIME ZONE ('UTC' || @::text)"],
  ["COLLATE", 'SELECT (@::text) COLLATE "C"'],
  ["VALUES", "VALUES (1, ''), (2, @::text)"],
  ["VALUES in FROM", "SELECT * FROM (VALUES (@::text)) AS v(x)"],
  ["UNION", "SELECT 'a' UNION SELECT @::text"],
  ["a WITH that nothing reads", "WITH x AS MATERIALIZED (SELECT @ AS a) SELECT count(*) FROM x"],
  [
    "a recursive WITH",
    "WITH RECURSIVE r(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM r WHERE n < 2 AND @ IS NOT NULL) SELECT * FROM r",
  ],
  ["LATERAL", "SELECT * FROM app.notes n, LATERAL (SELECT @::text, n.id) x"],
  ["a function's argument", "SELECT upper(lower(@::text))"],
  ["a named argument", "SELECT make_interval(secs => length(@::text))"],
  ["VARIADIC", "SELECT concat(VARIADIC ARRAY[@::text])"],
  ["JSON_OBJECT", "SELECT json_object('a' : @::text)"],
  ["JSON_ARRAY", "SELECT json_array(@::text)"],
  ["JSON_VALUE PASSING", "SELECT json_value('1'::jsonb, '$' PASSING @::text AS x)"],
  ["JSON_VALUE DEFAULT", "SELECT json_value('{}'::jsonb, '$.a' DEFAULT @::text ON EMPTY)"],
  [
    "JSON_TABLE's context",
    "SELECT * FROM json_table(('[1]' || @::text)::jsonb, '$[*]' COLUMNS (a int PATH '$')) t",
  ],
  [
    "JSON_TABLE PASSING",
    "SELECT * FROM json_table('[1]'::jsonb, '$[*]' PASSING @::text AS x COLUMNS (a int PATH '$')) t",
  ],
  [
    "JSON_TABLE DEFAULT",
    "SELECT * FROM json_table('[1]'::jsonb, '$[*]' COLUMNS (a text PATH '$.b' DEFAULT @::text ON EMPTY)) t",
  ],
  [
    "XMLTABLE",
    "SELECT * FROM xmltable('/a' PASSING (('<a/>' || @::text)::xml) COLUMNS b text DEFAULT 'x') t",
  ],
  [
    "XMLTABLE DEFAULT",
    "SELECT * FROM xmltable('/a' PASSING ('<a/>'::xml) COLUMNS b text PATH 'c' DEFAULT (@::text)) t",
  ],
  ["XMLELEMENT", "SELECT xmlelement(name a, xmlattributes(@::text AS b))"],
  ["EXPLAIN", "EXPLAIN SELECT @::text"],
  ["EXPLAIN ANALYZE", "EXPLAIN (ANALYZE, FORMAT JSON) SELECT @::text"],
  [
    "OVERLAPS",
    "SELECT (now(), now()) OVERLAPS (now(), now() + make_interval(secs => length(@::text)))",
  ],
  ["EXTRACT", "SELECT extract(epoch FROM make_interval(secs => length(@::text)))"],
  ["a row comparison", "SELECT (1, @::text) < (2, 'x')"],
  ["a comment in between", "SELECT pg_advisory_lock/* */ -- x\n (7)::text, @::text"],
];

/** Class `function-call`, by place. */
export const placeAttacks: readonly OwnAttack[] = PLACES.map(([place, sql], index) => ({
  id: `CALL${String(index + 1).padStart(2, "0")}`,
  sql: sql.replace("@", LOCK),
  why: `a call in ${place}`,
  twin: sql.includes("pg_advisory") ? null : sql.replace("@", "ltrim('')"),
}));
