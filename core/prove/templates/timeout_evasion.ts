// Attacks of class `timeout-evasion`: get rid of the time limit, or outlast it. The last ones do run:
// QUERY_TIMEOUT must end them. They keep one row, touch no table and spill nothing.

import { type AttackTemplate, templatesOf } from "../attack_template.ts";
import { bareChecks } from "../bare_checks.ts";

const { anyone, run } = bareChecks;

/** Class `timeout-evasion`. */
export const TIMEOUT_EVASION: readonly AttackTemplate[] = templatesOf("timeout-evasion", [
  { sql: "SET statement_timeout = 0", bare: run("SET LOCAL statement_timeout = 0") },
  { sql: "SET LOCAL statement_timeout TO DEFAULT", bare: anyone },
  { sql: "RESET statement_timeout", bare: anyone },
  {
    sql: "SELECT set_config('statement_timeout', '0', false)",
    bare: run("SELECT pg_catalog.set_config('statement_timeout', '0', true)"),
  },
  {
    sql: "SELECT set_config('lock_timeout', '0', false) FROM @table@",
    bare: run("SELECT pg_catalog.set_config('lock_timeout', '0', true)"),
  },
  {
    sql:
      "WITH RECURSIVE r AS (SELECT 1 AS n UNION ALL SELECT (n + 1) % 10 FROM r) SELECT max(n) FROM r",
    bare: anyone,
    runs: true,
  },
  {
    sql:
      "EXPLAIN ANALYZE WITH RECURSIVE r AS (SELECT 1 AS n UNION ALL SELECT (n + 1) % 10 FROM r) SELECT max(n) FROM r",
    bare: anyone,
    runs: true,
  },
]);
