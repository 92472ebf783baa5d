// Statements that cost far more than they look: memory while planning, where no
// timeout fires, and time in the lexer and parser.

import type { OwnAttack } from "../ledger.ts";
import { foldedWorkAttacks } from "./folded_work.ts";
import { handedOnAttacks } from "./handed_on.ts";

const HEAVY = "it takes more memory or time than a test may";

/** Each level doubles the expression, or the joins, that the one below becomes in the plan. */
function doublings(levels: number): string {
  let sql = "SELECT n AS x FROM app.notes";
  for (let level = 0; level < levels; level++) sql = `SELECT x + x AS x FROM (${sql}) s${level}`;
  return sql;
}

function inlinedTwice(levels: number): string {
  const steps = ["c0 AS NOT MATERIALIZED (SELECT n AS x FROM app.notes)"];
  for (let level = 1; level <= levels; level++) {
    const below = `c${level - 1}`;
    steps.push(`c${level} AS NOT MATERIALIZED (SELECT a.x FROM ${below} a, ${below} b)`);
  }
  return `WITH ${steps.join(", ")} SELECT x FROM c${levels}`;
}

const MANY_TABLES = tables(400, ", ");

function tables(count: number, separator: string): string {
  return Array.from({ length: count }, (_, index) => `app.notes n${index}`).join(separator);
}

const NESTED_JOINS = `SELECT count(*) FROM (SELECT 1 FROM ${tables(60, ", ")}) a, (SELECT 1 FROM ${
  tables(60, " NATURAL LEFT JOIN ")
}) b`;

/** Class `resource`. */
export const resourceAttacks: readonly OwnAttack[] = [
  {
    id: "DOSA01",
    sql: "SELECT repeat(repeat(repeat('x', 1000), 1000), 1000)",
    why: "a gigabyte in 49 bytes",
    unproven: HEAVY,
    twin: "SELECT repeat('x', 100)",
  },
  {
    id: "DOSA02",
    sql: "EXPLAIN SELECT repeat('x', 1000000000)",
    why: "folded while planning",
    unproven: HEAVY,
  },
  {
    id: "DOSA03",
    sql: "SELECT repeat('x', (1000 * 1000) * 1000)",
    why: "the count is folded first",
    unproven: HEAVY,
  },
  {
    id: "DOSA04",
    sql: "SELECT repeat('x', '1000000000'::int)",
    why: "the count as a cast",
    unproven: HEAVY,
  },
  {
    id: "DOSA05",
    sql: "SELECT lpad('', 1000000000), rpad('x', 900000000, 'y')",
    why: "padding",
    unproven: HEAVY,
    twin: "SELECT lpad('7', 3, '0')",
  },
  {
    id: "DOSA06",
    sql: "SELECT 3::numeric ^ 270100",
    why: "a power with a quarter million digits",
    unproven: HEAVY,
    twin: "SELECT 3::numeric ^ 10, 2 ^ 0.5",
  },
  { id: "DOSA07", sql: "SELECT power(3::numeric, 270100)", why: "as a function", unproven: HEAVY },
  {
    id: "DOSA08",
    sql: "SELECT factorial(100000)",
    why: "a product of a hundred thousand numbers",
    unproven: HEAVY,
  },
  {
    id: "DOSA09",
    sql: "SELECT 'x'::char(10485760)",
    why: "a padded type",
    unproven: HEAVY,
    twin: "SELECT 'x'::char(10), 'y'::varchar(255)",
  },
  {
    id: "DOSA10",
    sql: "SELECT CAST('1' AS bit(83886080))",
    why: "a padded type",
    unproven: HEAVY,
    twin: "SELECT CAST('1' AS bit(8))",
  },
  {
    id: "DOSA11",
    sql: "SELECT jsonb_path_query('{}', '$.**.**.**.**.**')",
    why: "wildcards that multiply",
    unproven: HEAVY,
    twin: "SELECT jsonb_path_query('{\"a\": 1}', '$.a')",
  },
  {
    id: "DOSA12",
    sql: "SELECT array_fill(0, ARRAY[100000000])",
    why: "an array of a hundred million",
    unproven: HEAVY,
    twin: "SELECT array_fill(0, ARRAY[3])",
  },
  {
    id: "DOSA13",
    sql: "SELECT format('%1000000000s', 'x')",
    why: "a width",
    unproven: HEAVY,
    twin: "SELECT format('%10s', 'x')",
  },
  {
    id: "DOSA14",
    sql: `SELECT ${"(".repeat(5000)}1${")".repeat(5000)}`,
    why: "deep brackets",
    unproven: HEAVY,
    twin: "SELECT ((((1))))",
  },
  {
    id: "DOSA15",
    sql: `SELECT ${"/*".repeat(16000)}`,
    why: "the lexer is quadratic on comment openers",
    unproven: HEAVY,
  },
  {
    id: "DOSA16",
    sql: `SELECT 1 ${"+-".repeat(15000)} 1`,
    why: "and on operator signs",
    unproven: HEAVY,
  },
  {
    id: "DOSA17",
    sql: `SELECT ${"NOT ".repeat(8000)}true`,
    why: "deep recursion without a bracket",
    unproven: HEAVY,
    twin: "SELECT NOT NOT true",
  },
  {
    id: "DOSA18",
    sql: `SELECT ${"- ".repeat(16000)}1`,
    why: "deep recursion by signs",
    unproven: HEAVY,
    twin: "SELECT - - 1",
  },
  {
    id: "DOSA19",
    sql: `SELECT 1 WHERE ${"1 IN (SELECT ".repeat(1500)}1${")".repeat(1500)}`,
    why: "nested sub-selects",
    unproven: HEAVY,
  },
  {
    id: "DOSA20",
    sql: `SELECT '${"x".repeat(40_000)}'`,
    why: "more text than the limit",
  },
  { id: "DOSA21", sql: "SELECT pg_sleep_for('10 minutes')", why: "sleeps by another name" },
  {
    id: "DOSA22",
    sql: "SELECT pg_sleep_until(now() + interval '10 minutes')",
    why: "sleeps by another name",
  },
  {
    id: "DOSA23",
    sql: "SELECT 1 FROM app.odd, LATERAL pg_sleep(600)",
    why: "sleeps in FROM",
    twin: "SELECT odd.pg_sleep FROM app.odd",
  },
  {
    id: "DOSA24",
    sql: "SELECT (o.d).pg_sleep FROM (SELECT 600::float8 AS d) o",
    why: "sleeps by attribute notation",
    twin: "SELECT o.pg_sleep FROM app.odd o",
  },
  {
    id: "DOSA25",
    sql: "WITH RECURSIVE r AS (SELECT 1 AS n UNION ALL SELECT n + 1 FROM r) SELECT max(n) FROM r",
    why: "never ends",
    accept: ["rewrite", "reject"],
  },
  {
    id: "DOSA26",
    sql: "SELECT count(*) FROM generate_series(1, 1000000000000)",
    why: "runs for hours",
    accept: ["rewrite", "reject"],
  },
  {
    id: "DOSA27",
    sql: "SELECT string_agg(h, '') FROM app.big, generate_series(1, 100)",
    why: "a row of three hundred megabytes",
    accept: ["rewrite", "reject"],
  },
  {
    id: "DOSA28",
    sql: "SELECT array_agg(a.h || b.h) FROM app.big a, app.big b",
    why: "memory without end",
    accept: ["rewrite", "reject"],
    unproven: HEAVY,
  },
  {
    id: "DOSA29",
    sql: "SELECT repeat(x, 100000000) FROM (VALUES (repeat('y', 10))) AS v(x)",
    why: "constants through a sub-select are pulled up and folded",
    unproven: HEAVY,
    twin: "SELECT repeat(x, 3) FROM (VALUES ('y')) AS v(x)",
  },
  {
    id: "DOSA30",
    sql: "SELECT repeat('x', n) FROM (SELECT 1000000000 AS n) s",
    why: "a count that looks like a column",
    unproven: HEAVY,
  },
  {
    id: "DOSA31",
    sql: "WITH c AS (SELECT 900000000 AS n) SELECT length(rpad('x', n)) FROM c",
    why: "a count from a WITH",
    unproven: HEAVY,
  },
  {
    id: "DOSA32",
    sql: "SELECT length((3::numeric ^ (SELECT 270100))::text)",
    why: "an exponent from a sub-select",
    accept: ["reject", "rewrite"],
  },
  {
    id: "DOSA33",
    sql: "WITH c AS (SELECT 1000000000 AS n) SELECT length(repeat('x', n)) FROM c",
    why: "a WITH that is read once is pulled up like a sub-select",
    unproven: HEAVY,
  },
  {
    id: "DOSA34",
    sql: "SELECT regexp_count(repeat('a', 10000), '(a*)*b')",
    why: "a pattern that backtracks, on a constant",
    unproven: HEAVY,
    accept: ["reject", "rewrite"],
  },
  {
    id: "DOSA35",
    sql: doublings(26),
    why: "an expression that doubles with each sub-select",
    unproven: HEAVY,
    twin: doublings(4),
  },
  {
    id: "DOSA36",
    sql: inlinedTwice(18),
    why: "a WITH that is copied twice with each step",
    unproven: HEAVY,
    twin: inlinedTwice(3),
  },
  {
    id: "DOSA99",
    sql: `(${inlinedTwice(18)}) EXCEPT SELECT NULL`,
    why: "the same as the left arm of a set operation",
    unproven: HEAVY,
    twin: `(${inlinedTwice(3)}) EXCEPT SELECT NULL`,
  },
  {
    id: "DOSA37",
    sql: `SELECT count(*) FROM ${MANY_TABLES}`,
    why: "a plan of four hundred joins",
    unproven: HEAVY,
    accept: ["reject", "rewrite"],
  },
  {
    id: "DOSA38",
    sql: `SELECT ${Array(100).fill("bpchar('x', 10485764, true)").join(", ")}`,
    why: "a padded type by the function behind its cast",
    unproven: HEAVY,
    twin: "SELECT bpchar('x')",
  },
  {
    id: "DOSA39",
    sql: "SELECT length(format('%' || '900000000' || 's', 'x'))",
    why: "a width that is put together",
    unproven: HEAVY,
    accept: ["reject", "rewrite"],
  },
  {
    id: "DOSA53",
    sql: NESTED_JOINS,
    why: "a hundred and twenty joins from two sub-selects, planned as one",
    unproven: HEAVY,
    twin: `SELECT count(*) FROM (${
      Array(120).fill("SELECT 1 FROM app.notes").join(" UNION ALL ")
    }) a`,
  },
  ...handedOnAttacks,
  ...foldedWorkAttacks,
];
