// Attacks of class `session-poison`: leave a setting, a lock or a cursor behind for the next call of
// the session.

import { type AttackTemplate, templatesOf } from "../attack_template.ts";
import { bareChecks } from "../bare_checks.ts";

const { anyone, callOf, run, superuser, temporary } = bareChecks;

/** Class `session-poison`. */
export const SESSION_POISON: readonly AttackTemplate[] = templatesOf("session-poison", [
  {
    sql: "SELECT set_config('default_transaction_read_only', 'off', false)",
    bare: run("SELECT pg_catalog.set_config('default_transaction_read_only', 'off', true)"),
  },
  {
    sql: "SELECT set_config('search_path', 'pgmcp_prove', false)",
    bare: run("SELECT pg_catalog.set_config('search_path', 'pgmcp_prove', true)"),
  },
  {
    sql: "SELECT set_config('row_security', 'off', false)",
    bare: run("SELECT pg_catalog.set_config('row_security', 'off', true)"),
  },
  {
    sql: "SELECT pg_catalog.set_config('statement_timeout', '0', true)",
    bare: run("SELECT pg_catalog.set_config('statement_timeout', '0', true)"),
  },
  {
    sql: "SELECT set_config(n, v, false) FROM (VALUES ('search_path', 'x')) AS t(n, v)",
    bare: callOf("set_config"),
  },
  {
    sql: "SELECT f FROM (SELECT 1) s, LATERAL set_config('search_path', 'x', false) f",
    bare: callOf("set_config"),
  },
  { sql: "SET search_path = pgmcp_prove", bare: run("SET LOCAL search_path = pgmcp_prove") },
  { sql: "SET LOCAL statement_timeout = 0", bare: run("SET LOCAL statement_timeout = 0") },
  {
    sql: "SET standard_conforming_strings = off",
    bare: run("SET LOCAL standard_conforming_strings = off"),
  },
  { sql: "SET SESSION AUTHORIZATION DEFAULT", bare: anyone },
  { sql: "SET ROLE NONE", bare: anyone },
  { sql: "RESET SESSION AUTHORIZATION", bare: anyone },
  { sql: "RESET ALL", bare: anyone },
  { sql: "DISCARD ALL", bare: anyone },
  { sql: "DISCARD PLANS", bare: anyone },
  { sql: "LISTEN pgmcp_prove", bare: anyone },
  { sql: "UNLISTEN *", bare: anyone },
  { sql: "NOTIFY pgmcp_prove, 'x'", bare: anyone },
  { sql: "SELECT pg_try_advisory_lock(1, 2)", bare: callOf("pg_try_advisory_lock") },
  {
    sql: "SELECT pg_advisory_lock_shared(n) FROM generate_series(1, 3) n",
    bare: callOf("pg_advisory_lock_shared"),
  },
  { sql: "SELECT pg_advisory_unlock_all()", bare: callOf("pg_advisory_unlock_all") },
  { sql: "SELECT setseed(0.5), random()", bare: callOf("setseed") },
  { sql: "SELECT lo_open(1, 131072)", bare: callOf("lo_open") },
  { sql: "SELECT pg_export_snapshot()", bare: callOf("pg_export_snapshot") },
  { sql: "CREATE TEMP TABLE pgmcp_prove AS SELECT 1 AS id", bare: temporary },
  {
    sql: "CREATE FUNCTION pg_temp.f() RETURNS int LANGUAGE sql AS 'SELECT 1'",
    bare: temporary,
  },
  { sql: "LOAD 'auto_explain'", bare: superuser },
  { sql: "SHOW ALL", bare: run("SHOW ALL") },
  {
    sql: "SELECT current_setting('data_' || 'directory')",
    bare: run("SELECT pg_catalog.current_setting('data_directory')"),
  },
  {
    sql: "SELECT current_setting(name) FROM (VALUES ('hba_file')) AS t(name)",
    bare: run("SELECT pg_catalog.current_setting('hba_file')"),
  },
]);
