// Attacks of class `resource`: make the server or its planner use memory and time without end. The
// guard must refuse them: planning is not always ended by a timeout.

import { type AttackTemplate, templatesOf } from "../attack_template.ts";
import { bareChecks } from "../bare_checks.ts";

const { anyone, run } = bareChecks;

const sleeps = run("SELECT pg_catalog.pg_sleep(0.01)");

/** Class `resource`. */
export const RESOURCE: readonly AttackTemplate[] = templatesOf("resource", [
  { sql: "SELECT pg_sleep(600)", bare: sleeps },
  { sql: "SELECT pg_sleep_for('10 minutes')", bare: sleeps },
  { sql: "SELECT pg_sleep_until(now() + interval '10 minutes')", bare: sleeps },
  { sql: "SELECT (600::float8).pg_sleep", bare: sleeps },
  { sql: "SELECT 1 FROM @table@, LATERAL pg_sleep(600)", bare: sleeps },
  { sql: "SELECT repeat(repeat(repeat('x', 1000), 1000), 1000)", bare: anyone },
  { sql: "EXPLAIN SELECT repeat('x', 1000000000)", bare: anyone },
  { sql: "SELECT repeat('x', (1000 * 1000) * 1000)", bare: anyone },
  { sql: "SELECT repeat('x', '1000000000'::int)", bare: anyone },
  { sql: "SELECT repeat('x', n) FROM (SELECT 1000000000 AS n) s", bare: anyone },
  {
    sql: "WITH c AS (SELECT 900000000 AS n) SELECT length(rpad('x', n)) FROM c",
    bare: anyone,
  },
  { sql: "SELECT lpad('', 1000000000), rpad('x', 900000000, 'y')", bare: anyone },
  { sql: "SELECT 3::numeric ^ 270100", bare: anyone },
  { sql: "SELECT factorial(100000)", bare: anyone },
  { sql: "SELECT 'x'::char(10485760)", bare: anyone },
  { sql: "SELECT CAST('1' AS bit(83886080))", bare: anyone },
  { sql: "SELECT bpchar('x', 10485764, true)", bare: anyone },
  { sql: "SELECT jsonb_path_query('{}', '$.**.**.**.**.**')", bare: anyone },
  { sql: "SELECT array_fill(0, ARRAY[100000000])", bare: anyone },
  { sql: "SELECT format('%1000000000s', 'x')", bare: anyone },
  { sql: `SELECT ${"(".repeat(5000)}1${")".repeat(5000)}`, bare: anyone },
  { sql: `SELECT ${"/*".repeat(16000)}`, bare: anyone },
  { sql: `SELECT 1 ${"+-".repeat(15000)} 1`, bare: anyone },
  { sql: `SELECT ${"NOT ".repeat(8000)}true`, bare: anyone },
  { sql: `SELECT ${"- ".repeat(16000)}1`, bare: anyone },
  { sql: `SELECT 1 WHERE ${"1 IN (SELECT ".repeat(1500)}1${")".repeat(1500)}`, bare: anyone },
  { sql: `SELECT '${"x".repeat(40_000)}'`, bare: anyone },
]);
