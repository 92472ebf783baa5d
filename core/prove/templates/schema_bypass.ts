// Attacks of class `schema-bypass`: reach what SCHEMAS does not open: hidden tables, the catalogue's
// secrets, other databases. Those on a hidden table need one.

import { type AttackTemplate, templatesOf } from "../attack_template.ts";
import { bareChecks } from "../bare_checks.ts";

const { catalogue, callOf, hidden, nobody, run, superuser } = bareChecks;

const reads = hidden("SELECT");
const writes = hidden("INSERT");

/** Class `schema-bypass`. */
export const SCHEMA_BYPASS: readonly AttackTemplate[] = templatesOf("schema-bypass", [
  { sql: "SELECT * FROM @hidden@", bare: reads },
  { sql: "TABLE @hidden@", bare: reads },
  { sql: "SELECT * FROM ONLY (@hidden@)", bare: reads },
  { sql: "VALUES ((SELECT 1 FROM @hidden@ LIMIT 1))", bare: reads },
  { sql: "SELECT 1 WHERE EXISTS (SELECT FROM @hidden@)", bare: reads },
  { sql: "SELECT 1 FROM @table@ ORDER BY (SELECT count(*) FROM @hidden@)", bare: reads },
  { sql: "SELECT count(*) OVER (ORDER BY (SELECT 1 FROM @hidden@)) FROM @table@", bare: reads },
  { sql: "SELECT * FROM @table@, LATERAL (SELECT * FROM @hidden@) s", bare: reads },
  { sql: "SELECT * FROM ((@table@ CROSS JOIN @hidden@))", bare: reads },
  { sql: "SELECT 1 FROM @table@ EXCEPT SELECT 1 FROM @hidden@", bare: reads },
  { sql: "SELECT 1 FROM @hidden@ TABLESAMPLE system (100)", bare: reads },
  { sql: "WITH x AS (SELECT * FROM @hidden@) SELECT * FROM x", bare: reads },
  { sql: "EXPLAIN SELECT * FROM @hidden@", bare: reads },
  { sql: "SELECT NULL::@hidden@", bare: reads },
  { sql: "SELECT * FROM json_populate_record(NULL::@hidden@, '{}')", bare: reads },
  { sql: "SELECT pg_relation_size(@hidden_name@)", bare: callOf("pg_relation_size") },
  { sql: "SELECT @hidden_name@::regclass::oid", bare: callOf("to_regclass") },
  { sql: "INSERT INTO @hidden@ DEFAULT VALUES", bare: writes },
  {
    sql: "SELECT * FROM pg_catalog.pg_authid",
    bare: run("SELECT FROM pg_catalog.pg_authid LIMIT 0"),
  },
  { sql: 'SELECT * FROM "pg_catalog"."pg_authid"', bare: catalogue("pg_authid") },
  { sql: "SELECT NULL::pg_authid", bare: catalogue("pg_authid") },
  { sql: "SELECT * FROM pg_shadow", bare: catalogue("pg_shadow") },
  { sql: "SELECT * FROM pg_user_mapping, pg_foreign_server", bare: catalogue("pg_user_mapping") },
  { sql: "SELECT * FROM pg_largeobject", bare: catalogue("pg_largeobject") },
  { sql: "SELECT * FROM pg_statistic", bare: catalogue("pg_statistic") },
  {
    sql: "SELECT most_common_vals, histogram_bounds FROM pg_stats",
    bare: run("SELECT most_common_vals FROM pg_catalog.pg_stats LIMIT 0"),
  },
  {
    sql: "SELECT query FROM pg_stat_activity",
    bare: run("SELECT query FROM pg_catalog.pg_stat_activity LIMIT 0"),
  },
  {
    sql: "SELECT attmissingval FROM pg_attribute",
    bare: run("SELECT attmissingval FROM pg_catalog.pg_attribute LIMIT 0"),
  },
  { sql: "SELECT pg_get_expr(relpartbound, oid) FROM pg_class", bare: callOf("pg_get_expr") },
  {
    sql: "SELECT * FROM pg_locks, pg_prepared_statements, pg_cursors",
    bare: catalogue("pg_locks"),
  },
  { sql: "SELECT * FROM pg_toast.pg_toast_1255", bare: superuser },
  { sql: "SELECT * FROM pg_temp.x", bare: nobody },
  { sql: "SELECT * FROM @database@.pg_catalog.pg_authid", bare: catalogue("pg_authid") },
]);
