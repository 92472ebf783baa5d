// Constants that are harmless one by one, and take minutes or gigabytes together: PostgreSQL
// computes them while it plans, in loops that look at no interrupt. Seen on PostgreSQL 18: the
// statements about arrays, marks and polygons kept a backend busy for more than 30 s after it was
// cancelled; the timeout was 2 s.

import type { OwnAttack } from "../ledger.ts";

const HEAVY = "it takes more memory or time than a test may";

function often(count: number, expression: string, separator = ", "): string {
  return Array(count).fill(expression).join(separator);
}

/** A function around the text that another gives, in which each quote is escaped again. */
function nested(depth: number, around: (inner: string) => string): string {
  let expression = "'x\"'::text";
  for (let level = 0; level < depth; level++) expression = around(expression);
  return expression;
}

const LONG_PATHS = `SELECT path '(${often(2500, "(0,0)", ",")})' AS x, path '(${
  often(2500, "(5,5)", ",")
})' AS y`;

const WORK: readonly { readonly sql: string; readonly why: string; readonly twin?: string }[] = [
  {
    sql: "SELECT array_fill(0, ARRAY[90000]) && array_fill(1, ARRAY[90000])",
    why: "each element of one is compared with each of the other",
    twin: "SELECT array_fill(0, ARRAY[90]) && array_fill(1, ARRAY[90])",
  },
  {
    sql: "SELECT array_fill(0, ARRAY[90000]) || 1 @> array_fill(1, ARRAY[90000])",
    why: "the same, where every element is found last",
  },
  {
    sql: `SELECT ${often(500, "x @> y")} FROM (SELECT '{${
      often(7000, "0", ",")
    },1}'::int[] AS x, '{${often(7000, "1", ",")}}'::int[] AS y) s`,
    why: "two arrays written out once, compared five hundred times",
    twin: `SELECT ${often(500, "x @> y")} FROM (SELECT '{0,1}'::int[] AS x, '{1}'::int[] AS y) s`,
  },
  {
    sql: "SELECT normalize(repeat(U&'\\0301', 50000) || repeat(U&'\\0316', 50000), NFD)",
    why: "marks in disorder are sorted by exchanging neighbours",
    twin: "SELECT normalize(U&'a\\0301\\0316', NFD)",
  },
  {
    sql: "SELECT (repeat(U&'\\0301', 50000) || repeat(U&'\\0316', 50000)) IS NFC NORMALIZED",
    why: "and in the test for it",
    twin: "SELECT 'a' IS NFC NORMALIZED",
  },
  {
    sql: "SELECT npoints(polygon(30000000, '<(0,0),1>'::circle))",
    why: "a polygon of half a gigabyte",
    twin: "SELECT npoints(polygon(12, '<(0,0),1>'::circle))",
  },
  {
    sql: "SELECT polygon(60000, '<(0,0),1>'::circle) && polygon(60000, '<(0,0),0.5>'::circle)",
    why: "each edge of one is compared with each of the other",
    twin: "SELECT polygon(6, '<(0,0),1>'::circle) && polygon(6, '<(0,0),0.5>'::circle)",
  },
  {
    sql: `SELECT ${often(400, "x ?# y")} FROM (${LONG_PATHS}) s`,
    why: "two paths written out once, compared four hundred times",
  },
  {
    sql: "SELECT repeat('a', 100000) LIKE '%' || repeat('a', 50000) || 'b%'",
    why: "the pattern is tried at each place",
    twin: "SELECT repeat('a', 1000) LIKE '%' || repeat('a', 500) || 'b%'",
  },
  {
    sql: `SELECT ${often(20, "strpos(repeat('a', 100000), 'b' || repeat('a', 50000))")}`,
    why: "and so is a text that is sought, twenty times",
    twin: "SELECT strpos(repeat('a', 1000), 'b' || repeat('a', 500))",
  },
  {
    sql: `SELECT ${often(400, "x * x > 1")} FROM (SELECT ${"9".repeat(20_000)} AS x) s`,
    why: "products of numbers with twenty thousand digits",
    twin: "SELECT x * x > 1 FROM (SELECT 99999999999999999999999999999999999 AS x) s",
  },
  {
    sql: `SELECT ${often(300, "x", " || ")} FROM (SELECT repeat('x', 100000) AS x) s`,
    why: "each of three hundred steps keeps its own text: gigabytes",
    twin: `SELECT ${often(300, "x", " || ")} FROM (SELECT repeat('x', 10) AS x) s`,
  },
  {
    sql:
      "SELECT id FROM app.orders WHERE note = array_to_string(string_to_array(repeat('x', 9000), NULL), repeat('y', 100000))",
    why: "a separator between all letters, computed for an estimate",
    twin:
      "SELECT id FROM app.orders WHERE note = array_to_string(string_to_array('abc', NULL), ', ')",
  },
  {
    sql: `SELECT id FROM app.orders WHERE note = ${nested(26, (inner) => `ARRAY[${inner}]::text`)}`,
    why: "an array as text in an array: each level doubles the quotes",
    twin: `SELECT id FROM app.orders WHERE note = ${nested(2, (inner) => `ARRAY[${inner}]::text`)}`,
  },
  {
    sql: `SELECT id FROM app.orders WHERE note = ${
      nested(26, (inner) => `(to_json(${inner})::text)`)
    }`,
    why: "JSON in JSON in JSON",
    twin: `SELECT id FROM app.orders WHERE note = ${
      nested(2, (inner) => `(to_json(${inner})::text)`)
    }`,
  },
  {
    sql: `SELECT length(${nested(26, (inner) => `ROW(${inner})::text`)})`,
    why: "a row as text in a row",
    twin: `SELECT length(${nested(2, (inner) => `ROW(${inner})::text`)})`,
  },
  {
    sql: `SELECT xpath('count(//*[count(//*[count(//*) > 1]) > 1])', '<r>${
      often(1500, "<a/>", "")
    }</r>')`,
    why: "a path that looks at the whole document for each of its nodes, for each of its nodes",
    twin: "SELECT xpath('count(//*[count(//*) > 1])', '<r><a/><a/></r>')",
  },
  {
    sql:
      "SELECT xpath('count(//*[count(//*) > 1])', ('<r>' || repeat('<a/>', 20000) || '</r>')::xml)",
    why: "the same over a document made of a constant",
    twin: "SELECT xpath('//a', ('<r>' || repeat('<a/>', 20) || '</r>')::xml)",
  },
  {
    sql:
      "SELECT x && y FROM (SELECT array_fill(0, ARRAY[90000]) AS x) a, (SELECT array_fill(1, ARRAY[90000]) AS y OFFSET 0) b",
    why: "an array that is not folded, and no less compared",
    twin: "SELECT x && y FROM (SELECT ARRAY[1] AS x) a, (SELECT ARRAY[2] AS y OFFSET 0) b",
  },
  {
    sql: "SELECT (SELECT array_fill(0, ARRAY[90000])) && (SELECT array_fill(1, ARRAY[90000]))",
    why: "the same, as values of sub-selects",
    twin: "SELECT (SELECT ARRAY[1, 2]) && (SELECT ARRAY[2, 3])",
  },
  {
    sql:
      "SELECT (a).x && array_fill(1, ARRAY[90000]) FROM (SELECT array_fill(0, ARRAY[90000]) AS x) a",
    why: "the same, taken out of a row",
    twin: "SELECT (a).x && ARRAY[2] FROM (SELECT ARRAY[1, 2] AS x) a",
  },
  {
    sql: `SELECT length(format('${often(4000, "%1$s", "")}', repeat('x', 90000)))`,
    why: "one long text in four thousand places",
    twin: "SELECT length(format('%1$s %1$s', repeat('x', 90)))",
  },
  {
    sql: "SELECT translate(repeat('a', 90000), repeat('b', 90000), 'c')",
    why: "each letter is sought in ninety thousand others",
    twin: "SELECT translate(repeat('a', 90), repeat('b', 90), 'c')",
  },
  {
    sql: "SELECT btrim(repeat('a', 90000), repeat('b', 90000) || 'a')",
    why: "the same where letters are taken off the ends",
    twin: "SELECT btrim('xxax', 'x')",
  },
  {
    sql: "SELECT to_number(repeat('9', 100000), repeat('9', 100000)) > 1",
    why: "a format of a hundred thousand digits",
    twin: "SELECT to_number('12,454.8-', '99G999D9S')",
  },
];

/** Part of the class `resource`. */
export const foldedWorkAttacks: readonly OwnAttack[] = WORK.map(({ sql, why, twin }, index) => ({
  id: `DOSF${String(index + 1).padStart(2, "0")}`,
  sql,
  why,
  unproven: HEAVY,
  ...(twin === undefined ? {} : { twin }),
}));
