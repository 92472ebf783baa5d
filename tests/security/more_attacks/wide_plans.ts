// Statements of a few kilobytes that PostgreSQL analyses or plans for seconds and minutes, where no
// timeout fires: columns compared by NATURAL JOIN, USING or whole rows, and hundreds of windows.

import type { OwnAttack } from "../ledger.ts";

function list(count: number, each: (index: number) => string, separator = ", "): string {
  return Array.from({ length: count }, (_, index) => each(index)).join(separator);
}

const WIDE = `WITH a AS MATERIALIZED (SELECT ${list(800, (i) => `1 AS c${i}`)})`;

function pairs(count: number, compare: (left: string, right: string) => string): string {
  const from = list(count, (i) => `a a${i}`);
  const where = list(count - 1, (i) => compare(`a${i}`, `a${i + 1}`), " AND ");
  return `${WIDE} SELECT 1 FROM ${from} WHERE ${where}`;
}

const PLANS: readonly { readonly sql: string; readonly why: string; readonly twin?: string }[] = [
  {
    sql: `${WIDE} SELECT 1 FROM ${list(30, (i) => `a a${i}`, " NATURAL JOIN ")}`,
    why: "eight hundred columns, each an equality for each of thirty joins",
    twin: "SELECT 1 FROM app.customers NATURAL JOIN app.orders NATURAL JOIN app.notes",
  },
  {
    sql: `${WIDE} SELECT 1 FROM a a0 ${
      list(18, (i) => `JOIN a a${i + 1} USING (${list(150, (c) => `c${c}`)})`, " ")
    }`,
    why: "the same, named",
    twin: "SELECT 1 FROM app.customers a JOIN app.orders b USING (id) JOIN app.notes c USING (id)",
  },
  {
    sql: pairs(12, (left, right) => `ROW(${left}.*) = ROW(${right}.*)`),
    why: "whole rows, compared column by column",
    twin: "SELECT 1 FROM app.orders a, app.orders b WHERE ROW(a.*) = ROW(b.*)",
  },
  {
    sql: pairs(12, (left, right) => `ROW(${left}.*) IN (ROW(${right}.*))`),
    why: "the same in a list",
    twin: "SELECT 1 FROM app.orders a, app.orders b WHERE ROW(a.*) IN (ROW(b.*))",
  },
  {
    sql: pairs(12, (left, right) => `ROW(${left}.*) = ANY (SELECT ${right}.*)`),
    why: "and in a sub-select",
    twin: "SELECT 1 FROM app.orders a WHERE ROW(a.*) = ANY (SELECT b.* FROM app.orders b)",
  },
  {
    sql: `${WIDE} SELECT 1 FROM a a0 ${
      list(30, (i) => `JOIN a a${i + 1} ON a${i} = a${i + 1}`, " ")
    }`,
    why: "rows as values, which PostgreSQL 15 takes apart in every join above",
    twin: "SELECT 1 FROM app.orders a JOIN app.orders b ON a = b JOIN app.notes c ON c.id = a.id",
  },
  {
    sql: `SELECT ${list(400, (i) => `sum(id) OVER w${i}`)} FROM app.customers WINDOW ${
      list(400, (i) => `w${i} AS (ORDER BY id + ${i})`)
    }`,
    why: "four hundred windows, each planned with the columns of all others",
    twin: `SELECT ${
      list(200, (i) => `sum(id + ${i}) OVER w`)
    } FROM app.customers WINDOW w AS (ORDER BY id)`,
  },
  {
    sql: `SELECT ${list(350, (i) => `sum(id) OVER (ORDER BY id + ${i})`)} FROM app.customers`,
    why: "the same without names",
    twin: `SELECT ${list(60, (i) => `sum(id) OVER (ORDER BY id + ${i})`)} FROM app.customers`,
  },
  {
    sql: Array.from({ length: 100 }).reduce<string>(
      (inner) => `SELECT * FROM (${inner}) x`,
      `SELECT ${list(1600, () => "1", ",")}`,
    ),
    why: "columns without names, copied a hundred times: 400 MB",
    twin: "SELECT * FROM (SELECT * FROM (SELECT 1, 2, 3, 4) x) y",
  },
];

/** Part of the class `timeout-evasion`. */
export const widePlanAttacks: readonly OwnAttack[] = PLANS.map((plan, index) => ({
  id: `TOP${String(index + 1).padStart(2, "0")}`,
  ...plan,
}));
