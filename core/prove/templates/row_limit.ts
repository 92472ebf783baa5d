// Attacks of class `row-limit`: get more rows or bytes than MAX_ROWS and MAX_RESULT_BYTES allow. They
// read the user's tables, as any query of a client does, and are cut short.

import { type AttackTemplate, templatesOf } from "../attack_template.ts";
import { bareChecks } from "../bare_checks.ts";

const { table } = bareChecks;

const reads = table("SELECT");
const SERIES = "generate_series(1, 1000000)";

/** Class `row-limit`. */
export const ROW_LIMIT: readonly AttackTemplate[] = templatesOf("row-limit", [
  { sql: "SELECT * FROM @table@", bare: reads, runs: true },
  { sql: "TABLE @table@", bare: reads, runs: true },
  { sql: "(SELECT * FROM @table@)", bare: reads, runs: true },
  { sql: "SELECT * FROM @table@ LIMIT ALL", bare: reads, runs: true },
  { sql: "SELECT * FROM @table@ FETCH FIRST 1000000 ROWS ONLY", bare: reads, runs: true },
  { sql: "SELECT * FROM @table@ -- ", bare: reads, runs: true },
  { sql: "WITH x AS (SELECT * FROM @table@) SELECT * FROM x", bare: reads, runs: true },
  { sql: "SELECT * FROM @table@ UNION ALL SELECT * FROM @table@", bare: reads, runs: true },
  { sql: "SELECT $x$ ; DROP TABLE @table@; $x$ FROM @table@", bare: reads, runs: true },
  { sql: `SELECT g FROM ${SERIES} g`, bare: bareChecks.anyone, runs: true },
  { sql: `SELECT g FROM ${SERIES} g LIMIT 500000`, bare: bareChecks.anyone, runs: true },
  {
    sql: "SELECT 1 AS a FROM generate_series(1, 2000) g ORDER BY a FETCH FIRST 1 ROW WITH TIES",
    bare: bareChecks.anyone,
    runs: true,
  },
  {
    sql: "SELECT g, repeat('x', 1000) FROM generate_series(1, 2000) g",
    bare: bareChecks.anyone,
    runs: true,
  },
]);
