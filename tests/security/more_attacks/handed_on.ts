// Constants that a column hands on: PostgreSQL puts them in the place of the column, and what reads
// it folds while planning, where no timeout fires.

import type { OwnAttack } from "../ledger.ts";

const HEAVY = "it takes more memory or time than a test may";

const HANDED_ON: readonly { readonly sql: string; readonly why: string; readonly twin?: string }[] =
  [
    {
      sql: "SELECT length(repeat('x', a * b)) FROM (SELECT 30000 AS a, 30000 AS b) t",
      why: "two harmless numbers, multiplied where they are read",
      twin: "SELECT length(repeat('x', a * b)) FROM (SELECT 30 AS a, 30 AS b) t",
    },
    {
      sql: "SELECT length(repeat('x', m)) FROM (SELECT 1000000000 AS m FROM app.notes) t",
      why: "a constant column of a sub-select that reads a table",
    },
    {
      sql: "SELECT length(repeat('x', COALESCE(1000000000, n))) FROM app.notes",
      why: "a column that is never read",
      twin: "SELECT length(repeat('x', COALESCE(10, n))) FROM app.notes",
    },
    {
      sql:
        "SELECT length(repeat('x', CASE WHEN n IS NULL AND false THEN n ELSE 1000000000 END)) FROM app.notes",
      why: "a branch that always wins",
      twin: "SELECT length(repeat('x', CASE WHEN n IS NULL THEN 1 ELSE 10 END)) FROM app.notes",
    },
    {
      sql: "SELECT length(repeat('x', m)) FROM abs(1000000000) AS m",
      why: "a function in FROM of a constant",
    },
    {
      sql: "SELECT length(repeat('x', (t).m)) FROM (SELECT 1000000000 AS m) t",
      why: "a constant taken out of a row",
    },
    {
      sql: "SELECT length(repeat('x', (ROW(1, 1000000000)).f2))",
      why: "a field of a row of constants",
    },
    {
      sql: "SELECT length(repeat(s, 10000)) FROM (SELECT repeat('x', 100000) AS s) t",
      why: "a long text, repeated where it is read",
      twin: "SELECT length(repeat(s, 10)) FROM (SELECT repeat('x', 100) AS s) t",
    },
    {
      sql: "SELECT length(format(f, 'x')) FROM (SELECT '%' || '900000000' || 's' AS f) t",
      why: "a width put together in a sub-select",
      twin: "SELECT length(format(f, 'x')) FROM (VALUES ('%s')) t(f)",
    },
    {
      sql: "SELECT length(format('%' || w || 's', 'x')) FROM (SELECT 900000000 AS w) t",
      why: "a width from a column of constants",
    },
    {
      sql:
        "SELECT length(format(CASE WHEN n IS NULL AND false THEN 'x' ELSE '%' || '900000000s' END, 'x')) FROM app.notes",
      why: "a width in a branch",
    },
    {
      sql: "SELECT cardinality(array_fill(1, ARRAY[d, d])) FROM (SELECT 30000 AS d) t",
      why: "dimensions from a column of constants",
    },
    {
      sql: "SELECT length((2::numeric ^ e)::text) FROM (SELECT 300 * 900 AS e) t",
      why: "an exponent computed in a sub-select",
      twin: "SELECT length((2::numeric ^ e)::text) FROM (SELECT 3 * 9 AS e) t",
    },
  ];

/** Part of the class `resource`. */
export const handedOnAttacks: readonly OwnAttack[] = HANDED_ON.map(({ sql, why, twin }, index) => ({
  id: `DOSA${40 + index}`,
  sql,
  why,
  unproven: HEAVY,
  ...(twin === undefined ? {} : { twin }),
}));
