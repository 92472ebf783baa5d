// Attacks of class `admin-function`: administer the server: end sessions, change its settings, lock.

import { type AttackTemplate, templatesOf } from "../attack_template.ts";
import { bareChecks } from "../bare_checks.ts";

const { attribute, callOf, createInDatabase, memberOf, owner, superuser, table } = bareChecks;

/** Class `admin-function`. */
export const ADMIN_FUNCTION: readonly AttackTemplate[] = templatesOf("admin-function", [
  {
    sql: "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE pid <> pg_backend_pid()",
    bare: callOf("pg_terminate_backend"),
  },
  { sql: "SELECT pg_cancel_backend(pg_backend_pid())", bare: callOf("pg_cancel_backend") },
  { sql: "SELECT ('1'::int).pg_cancel_backend", bare: callOf("pg_cancel_backend") },
  { sql: "SELECT pg_reload_conf()", bare: callOf("pg_reload_conf") },
  { sql: "SELECT pg_rotate_logfile()", bare: callOf("pg_rotate_logfile") },
  { sql: "SELECT pg_create_restore_point('x')", bare: callOf("pg_create_restore_point") },
  { sql: "SELECT pg_switch_wal()", bare: callOf("pg_switch_wal") },
  { sql: "SELECT pg_promote(false)", bare: callOf("pg_promote") },
  { sql: "SELECT pg_wal_replay_pause()", bare: callOf("pg_wal_replay_pause") },
  {
    sql: "SELECT * FROM pg_create_physical_replication_slot('x', true)",
    bare: attribute("rolreplication"),
  },
  {
    sql: "SELECT pg_create_logical_replication_slot('s', 'test_decoding')",
    bare: attribute("rolreplication"),
  },
  {
    sql: "SELECT pg_drop_replication_slot(slot_name) FROM pg_replication_slots",
    bare: attribute("rolreplication"),
  },
  {
    sql: "SELECT pg_replication_origin_create('x')",
    bare: callOf("pg_replication_origin_create"),
  },
  {
    sql: "SELECT pg_log_backend_memory_contexts(pg_backend_pid())",
    bare: callOf("pg_log_backend_memory_contexts"),
  },
  {
    sql: "SELECT pg_stat_reset_single_table_counters(@name@::regclass)",
    bare: callOf("pg_stat_reset_single_table_counters"),
  },
  { sql: "SELECT pg_stat_reset_shared('bgwriter')", bare: callOf("pg_stat_reset_shared") },
  { sql: "ALTER SYSTEM SET log_statement = 'all'", bare: superuser },
  { sql: "ALTER ROLE CURRENT_USER SUPERUSER", bare: superuser },
  { sql: "CREATE ROLE pgmcp_prove SUPERUSER", bare: superuser },
  { sql: "CREATE ROLE pgmcp_prove LOGIN", bare: attribute("rolcreaterole") },
  { sql: "CREATE DATABASE pgmcp_prove", bare: attribute("rolcreatedb") },
  { sql: "DROP DATABASE IF EXISTS pgmcp_prove", bare: attribute("rolcreatedb") },
  { sql: "CREATE SCHEMA pgmcp_prove", bare: createInDatabase },
  { sql: "CREATE EXTENSION IF NOT EXISTS dblink", bare: createInDatabase },
  { sql: "CREATE LANGUAGE plperlu", bare: superuser },
  { sql: "CREATE TABLESPACE t LOCATION '/tmp'", bare: superuser },
  { sql: "REASSIGN OWNED BY CURRENT_USER TO CURRENT_USER", bare: superuser },
  { sql: "CHECKPOINT", bare: memberOf("pg_checkpoint") },
  { sql: "VACUUM FULL @table@", bare: owner },
  { sql: "REINDEX TABLE @table@", bare: owner },
  { sql: "CLUSTER @table@", bare: owner },
  { sql: "LOCK TABLE @table@ IN ACCESS SHARE MODE", bare: table("SELECT") },
  { sql: "LOCK TABLE @table@ IN ACCESS EXCLUSIVE MODE NOWAIT", bare: table("UPDATE") },
]);
