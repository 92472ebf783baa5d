// Places where one query can stand in another: every clause that takes a sub-select.
// What a sub-select may not do, the whole statement may not do.

import type { RandomSource } from "./random_source.ts";

type Place = (query: string) => string;

const PLACES: readonly Place[] = [
  (sql) => `(${sql})`,
  (sql) => `((${sql}))`,
  (sql) => `SELECT * FROM (${sql}) AS m`,
  (sql) => `SELECT m.* FROM (${sql}) m, (SELECT 1) n`,
  (sql) => `SELECT count(*) FROM (${sql}) AS m`,
  (sql) => `SELECT 1 FROM (SELECT 1) AS a, LATERAL (${sql}) AS m`,
  (sql) => `SELECT 1 FROM (SELECT 1 AS x) AS a LEFT JOIN LATERAL (${sql}) AS m ON true`,
  (sql) => `SELECT 1 FROM (SELECT 1) a JOIN (SELECT 2) b ON EXISTS (${sql})`,
  (sql) => `WITH m AS (${sql}) SELECT 1`,
  (sql) => `WITH m AS MATERIALIZED (${sql}), n AS (SELECT * FROM m) TABLE n`,
  (sql) => `WITH m AS NOT MATERIALIZED (${sql}) SELECT * FROM m`,
  (sql) => `WITH RECURSIVE m AS (${sql}) SELECT * FROM m`,
  (sql) =>
    // No attack has a name like this column's: it would mean the column, and be another statement.
    `WITH RECURSIVE m(turn) AS (SELECT 1 UNION ALL SELECT turn + 1 FROM m WHERE EXISTS (${sql}) AND turn < 3) SELECT * FROM m`,
  (sql) => `SELECT EXISTS (${sql})`,
  (sql) => `SELECT NOT EXISTS (${sql}) AS "no"`,
  (sql) => `SELECT ARRAY(${sql})`,
  (sql) => `SELECT (${sql})`,
  (sql) => `SELECT (ARRAY(${sql}))[1]`,
  (sql) => `SELECT coalesce((${sql})::text, 'x')`,
  (sql) => `SELECT CASE WHEN false THEN (${sql}) END`,
  (sql) => `SELECT CASE WHEN EXISTS (${sql}) THEN 1 ELSE 2 END`,
  (sql) => `SELECT 1 WHERE 1 IN (${sql})`,
  (sql) => `SELECT 1 WHERE 1 = ANY (${sql})`,
  (sql) => `SELECT 1 WHERE 1 <> ALL (${sql})`,
  (sql) => `SELECT 1 WHERE (1, 2) = (${sql})`,
  (sql) => `SELECT 1 GROUP BY (${sql})`,
  (sql) => `SELECT 1 GROUP BY GROUPING SETS (((${sql})), ())`,
  (sql) => `SELECT 1 HAVING EXISTS (${sql})`,
  (sql) => `SELECT NULL UNION ALL (${sql})`,
  (sql) => `(${sql}) EXCEPT SELECT NULL`,
  (sql) => `SELECT NULL INTERSECT ALL (${sql}) ORDER BY 1`,
  (sql) => `VALUES (1), ((${sql}))`,
  (sql) => `SELECT 1 ORDER BY (${sql})`,
  (sql) => `SELECT DISTINCT ON ((${sql})) 1`,
  (sql) => `SELECT 1 LIMIT (${sql})`,
  (sql) => `SELECT 1 OFFSET (${sql})`,
  (sql) => `SELECT 1 FETCH FIRST ((${sql})) ROWS ONLY`,
  (sql) => `SELECT count(*) FILTER (WHERE EXISTS (${sql})) FROM (SELECT 1) x`,
  (sql) => `SELECT sum(1) OVER (ORDER BY (${sql}))`,
  (sql) => `SELECT sum(1) OVER w FROM (SELECT 1) x WINDOW w AS (PARTITION BY (${sql}))`,
  (sql) => `SELECT count(*) OVER (ORDER BY 1 ROWS BETWEEN (${sql}) PRECEDING AND CURRENT ROW)`,
  (sql) => `SELECT string_agg('x', ',' ORDER BY (${sql}))`,
  (sql) => `SELECT percentile_cont(0.5) WITHIN GROUP (ORDER BY (${sql}))`,
  (sql) => `SELECT * FROM generate_series(1, (${sql})) AS g`,
  (sql) => `SELECT * FROM ROWS FROM (generate_series(1, 2), unnest(ARRAY(${sql}))) AS g`,
  (sql) => `SELECT * FROM app.notes TABLESAMPLE bernoulli ((${sql}))`,
  (sql) => `SELECT JSON_OBJECT('a': (${sql}))`,
  (sql) => `SELECT JSON_ARRAY(${sql})`,
  (sql) => `SELECT JSON_VALUE('{}', '$.a' PASSING (${sql}) AS x)`,
  (sql) => `SELECT * FROM JSON_TABLE(to_jsonb((${sql})), '$' COLUMNS (a text PATH '$')) j`,
  (sql) => `SELECT xmlelement(name a, (${sql}))`,
  (sql) => `SELECT ROW(1, (${sql}))`,
  (sql) => `SELECT concat(VARIADIC ARRAY[(${sql})::text])`,
  (sql) => `EXPLAIN ${sql}`,
  (sql) => `EXPLAIN (ANALYZE, FORMAT JSON) ${sql}`,
  (sql) => `EXPLAIN VERBOSE SELECT * FROM (${sql}) m`,
];

// In brackets, `(ABORT)` is a column's name and no statement; these start one anywhere.
const QUERY = /^[\s(]*(select|with|values|table|insert|update|delete|merge)\b/i;

/** Puts `sql` into up to `depth` places, one in the other; what is no query stays as it is. */
export function placeQuery(sql: string, depth: number, random: RandomSource): string {
  if (!QUERY.test(sql) || /;\s*\S/.test(sql)) return sql;
  let placed = sql;
  for (let level = 0; level < depth; level++) {
    if (/^explain/i.test(placed)) return placed;
    placed = random.pick(PLACES)(placed);
  }
  return placed;
}
