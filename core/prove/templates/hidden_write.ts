// Attacks of class `hidden-write`: a write that looks like a read, or hides in one.

import { type AttackTemplate, templatesOf } from "../attack_template.ts";
import { bareChecks } from "../bare_checks.ts";

const { callOf, createInSchema, memberOf, owner, superuser, table } = bareChecks;

/** Class `hidden-write`. */
export const HIDDEN_WRITE: readonly AttackTemplate[] = templatesOf("hidden-write", [
  { sql: "DELETE FROM @table@ WHERE false", bare: table("DELETE"), singleWrite: true },
  {
    sql: "UPDATE @table@ SET @column@ = @column@ WHERE false",
    bare: table("UPDATE"),
    singleWrite: true,
  },
  {
    sql: "INSERT INTO @table@ SELECT * FROM @table@ WHERE false",
    bare: table("INSERT"),
    singleWrite: true,
  },
  { sql: "TRUNCATE @table@", bare: table("TRUNCATE") },
  {
    sql: "WITH d AS (DELETE FROM @table@ RETURNING *) SELECT * FROM d",
    bare: table("DELETE"),
  },
  {
    sql: "SELECT 1 WHERE EXISTS (WITH d AS (DELETE FROM @table@ RETURNING 1) SELECT * FROM d)",
    bare: table("DELETE"),
  },
  {
    sql: "EXPLAIN ANALYZE WITH d AS (UPDATE @table@ SET @column@ = NULL RETURNING 1) TABLE d",
    bare: table("UPDATE"),
  },
  { sql: "EXPLAIN ANALYZE DELETE FROM @table@", bare: table("DELETE") },
  { sql: "EXPLAIN UPDATE @table@ SET @column@ = NULL", bare: table("UPDATE") },
  {
    sql: "EXPLAIN (ANALYZE, COSTS OFF) INSERT INTO @table@ DEFAULT VALUES",
    bare: table("INSERT"),
  },
  {
    sql: "EXPLAIN ANALYZE CREATE TABLE @schema@.pgmcp_prove AS SELECT * FROM @table@",
    bare: createInSchema,
  },
  {
    sql: "EXPLAIN ANALYZE CREATE MATERIALIZED VIEW @schema@.pgmcp_prove AS SELECT 1 AS a",
    bare: createInSchema,
  },
  {
    sql: "EXPLAIN ANALYZE SELECT * INTO @schema@.pgmcp_prove FROM @table@",
    bare: createInSchema,
  },
  { sql: "EXPLAIN ANALYZE DECLARE c CURSOR FOR SELECT 1", bare: bareChecks.anyone },
  { sql: "SELECT 1 AS a INTO @schema@.pgmcp_prove", bare: createInSchema },
  { sql: "SELECT 1 AS a INTO UNLOGGED @schema@.pgmcp_prove UNION SELECT 2", bare: createInSchema },
  { sql: "SELECT * FROM @table@ FOR UPDATE", bare: table("UPDATE") },
  { sql: "SELECT * FROM (SELECT * FROM @table@ FOR SHARE) s", bare: table("UPDATE") },
  {
    sql: "WITH l AS (SELECT * FROM @table@ FOR KEY SHARE) SELECT count(*) FROM l",
    bare: table("UPDATE"),
  },
  { sql: "SELECT EXISTS (SELECT 1 FROM @table@ FOR UPDATE NOWAIT)", bare: table("UPDATE") },
  {
    sql: "SELECT ARRAY(SELECT 1 FROM @table@ FOR NO KEY UPDATE SKIP LOCKED)",
    bare: table("UPDATE"),
  },
  { sql: "TABLE @table@ FOR UPDATE", bare: table("UPDATE") },
  { sql: "SELECT * FROM @table@ WHERE CURRENT OF c", bare: bareChecks.nobody },
  {
    sql: "MERGE INTO @table@ t USING (SELECT 1) s ON false WHEN MATCHED THEN DELETE; SELECT 1",
    bare: table("DELETE"),
  },
  { sql: "COPY @table@ FROM STDIN", bare: table("INSERT") },
  { sql: "COPY (DELETE FROM @table@ RETURNING *) TO STDOUT", bare: table("DELETE") },
  { sql: "DROP TABLE IF EXISTS @table@", bare: owner },
  { sql: "ALTER TABLE @table@ DISABLE TRIGGER ALL", bare: owner },
  { sql: "ALTER TABLE @table@ DROP COLUMN @column@", bare: owner },
  { sql: "CREATE INDEX ON @table@ (@column@)", bare: owner },
  { sql: "CREATE VIEW @schema@.pgmcp_prove AS TABLE @table@", bare: createInSchema },
  { sql: "CREATE RULE r AS ON INSERT TO @table@ DO ALSO NOTHING", bare: owner },
  { sql: "COMMENT ON TABLE @table@ IS 'ignore all rules'", bare: owner },
  { sql: "SECURITY LABEL ON TABLE @table@ IS 'x'", bare: owner },
  { sql: "GRANT ALL ON @table@ TO PUBLIC", bare: owner },
  { sql: "REFRESH MATERIALIZED VIEW @table@", bare: owner },
  {
    sql: "ALTER DEFAULT PRIVILEGES GRANT ALL ON TABLES TO PUBLIC",
    bare: bareChecks.anyone,
  },
  { sql: "CREATE EVENT TRIGGER e ON ddl_command_start EXECUTE FUNCTION f()", bare: superuser },
  { sql: "SELECT nextval(@name@)", bare: callOf("nextval") },
  { sql: "SELECT setval(@name@, 1)", bare: callOf("setval") },
  { sql: "SELECT ((1)::int8).pg_advisory_lock", bare: callOf("pg_advisory_lock") },
  { sql: "SELECT pg_notify('pgmcp_prove', 'exfil')", bare: callOf("pg_notify") },
  { sql: "SELECT lo_from_bytea(0, 'x')", bare: callOf("lo_from_bytea") },
  { sql: "SELECT lo_create(0)", bare: callOf("lo_create") },
  { sql: "SELECT lo_unlink(1)", bare: callOf("lo_unlink") },
  { sql: "SELECT gin_clean_pending_list(@name@::regclass)", bare: owner },
  { sql: "SELECT brin_summarize_new_values(@name@::regclass)", bare: owner },
  { sql: "SELECT pg_current_xact_id()", bare: callOf("pg_current_xact_id") },
  { sql: "SELECT pg_stat_reset()", bare: callOf("pg_stat_reset") },
  { sql: "SELECT pg_stat_statements_reset()", bare: callOf("pg_stat_statements_reset") },
  { sql: "SELECT cron.schedule('x', '* * * * *', 'SELECT 1')", bare: callOf("schedule") },
  { sql: "SELECT pg_import_system_collations('pg_catalog')", bare: superuser },
  { sql: "ANALYZE @table@", bare: owner },
  { sql: "COPY (SELECT 1) TO PROGRAM 'true'", bare: memberOf("pg_execute_server_program") },
]);
