// The same query in another form: as a WITH query, a sub-query, LATERAL, an arm of a set, a row that is
// taken apart again; or with its tables so. What it answers stays, whatever a policy puts in.

import type { RandomSource } from "./random_source.ts";

/** The whole query `q`. */
const WHOLE: readonly ((q: string) => string)[] = [
  (q) => `WITH q AS (${q}) SELECT * FROM q`,
  (q) => `WITH q AS MATERIALIZED (${q}) TABLE q`,
  (q) => `WITH RECURSIVE q AS (${q}) SELECT * FROM q`,
  (q) => `WITH o AS (WITH q AS (${q}) SELECT * FROM q) SELECT o.* FROM o`,
  (q) => `SELECT * FROM (${q}) q OFFSET 0`,
  (q) => `SELECT q.* FROM (SELECT 1) one, LATERAL (${q}) q`,
  (q) => `SELECT q.* FROM (${q}) q UNION ALL SELECT z.* FROM (${q}) z WHERE false`,
  (q) => `(${q}) INTERSECT ALL (${q})`,
  (q) => `SELECT (q.r).* FROM (SELECT q AS r FROM (${q}) q OFFSET 0) q`,
  (q) => `SELECT q.* FROM (VALUES (1)) x(one) RIGHT JOIN (${q}) q ON true`,
  (q) => `SELECT j.* FROM ((${q}) q CROSS JOIN (SELECT FROM (VALUES (1)) v(one)) n) AS j`,
  (q) => `SELECT q.* FROM (${q}) q WHERE EXISTS (SELECT 1) AND CASE WHEN true THEN true END`,
];

/** A table `t` in FROM. */
const TABLE: readonly ((t: string) => string)[] = [
  (t) => `(TABLE ${t})`,
  (t) => `(WITH z AS MATERIALIZED (TABLE ${t}) SELECT z.* FROM z)`,
  (t) => `(SELECT * FROM ${t} UNION ALL SELECT * FROM ${t} WHERE false)`,
  (t) => `(SELECT z.* FROM ${t} z LEFT JOIN (VALUES (1)) v(one) ON true)`,
  (t) => `(SELECT z.* FROM (VALUES (1)) v(one) JOIN LATERAL (SELECT * FROM ${t}) z ON true)`,
  (t) => `(SELECT (z).* FROM ${t} z)`,
  (t) => `(SELECT * FROM ${t} z WHERE z.id IS NULL OR z.id IN (SELECT y.id FROM ${t} y))`,
  (t) =>
    `(SELECT * FROM ${t} z WHERE EXISTS (SELECT 1 FROM ${t} y WHERE y.id IS NOT DISTINCT FROM z.id))`,
  (t) => `(SELECT j.* FROM (${t} z CROSS JOIN (SELECT FROM (VALUES (1)) v(one)) n) AS j)`,
  (t) => `(SELECT * FROM ${t} z WHERE length(z::text) >= 0)`,
];

/** Tables of random worlds as random queries name them: each with an `id`, which may be NULL. */
const NAMED = /((?:FROM|JOIN|,)\s+)((?:"?app"?\.)?"?[tv]\d(?:_\w+)?"?) (a|b)\b/g;

/** One of its other forms. */
export function otherForm(random: RandomSource, sql: string): string {
  if (random.oneIn(2)) return random.pick(WHOLE)(sql);
  const form = random.pick(TABLE);
  return sql.replace(
    NAMED,
    (_, before: string, table: string, alias: string) => `${before}${form(table)} ${alias}`,
  );
}
