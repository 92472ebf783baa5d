// Commands and functions of administration: none is a read.

import type { OwnAttack } from "../ledger.ts";

/** Class `admin-function`. */
export const adminAttacks: readonly OwnAttack[] = [
  {
    id: "ADA01",
    sql: "ALTER SYSTEM SET log_statement = 'all'",
    why: "changes the server's configuration",
  },
  { id: "ADA02", sql: "CREATE ROLE intruder SUPERUSER LOGIN PASSWORD 'x'", why: "a way in" },
  { id: "ADA03", sql: "ALTER ROLE reader SUPERUSER", why: "a way up" },
  { id: "ADA04", sql: "GRANT postgres TO reader", why: "a way up" },
  {
    id: "ADA05",
    sql: "ALTER DATABASE postgres SET search_path = private",
    why: "changes every later session",
  },
  {
    id: "ADA06",
    sql: "CHECKPOINT",
    why: "a storm of writes",
    unproven: "nothing to see in the state",
  },
  { id: "ADA07", sql: "REINDEX TABLE app.notes", why: "locks and rewrites" },
  { id: "ADA08", sql: "CLUSTER app.notes USING notes_pkey", why: "locks and rewrites" },
  {
    id: "ADA09",
    sql: "ANALYZE app.big",
    why: "changes plans",
  },
  { id: "ADA10", sql: "VACUUM (FULL) app.notes", why: "locks and rewrites" },
  {
    id: "ADA11",
    sql: "LOCK TABLE app.notes",
    why: "stops everyone",
  },
  {
    id: "ADA12",
    sql: "BEGIN; LOCK app.notes IN ACCESS EXCLUSIVE MODE NOWAIT",
    why: "and keeps it",
  },
  {
    id: "ADA13",
    sql: "SELECT pg_cancel_backend(pg_backend_pid())",
    why: "signals processes",
    unproven: "it cancels itself",
  },
  { id: "ADA14", sql: "SELECT pg_switch_wal()", why: "moves the WAL on" },
  {
    id: "ADA15",
    sql: "SELECT pg_create_logical_replication_slot('s', 'test_decoding')",
    why: "a slot holds WAL until the disk is full",
  },
  {
    id: "ADA16",
    sql: "SELECT pg_drop_replication_slot(slot_name) FROM pg_replication_slots",
    why: "a replica loses its place",
    unproven: "there is no slot",
  },
  { id: "ADA17", sql: "SELECT pg_replication_origin_create('o')", why: "replication" },
  { id: "ADA18", sql: "SELECT pg_backup_start('x')", why: "puts the server into backup mode" },
  {
    id: "ADA19",
    sql: "SELECT pg_promote(false)",
    why: "makes a replica a primary",
    unproven: "it is one",
  },
  { id: "ADA20", sql: "SELECT pg_rotate_logfile()", why: "moves logs" },
  {
    id: "ADA21",
    sql: "SELECT pg_log_backend_memory_contexts(pg_backend_pid())",
    why: "fills logs",
  },
  { id: "ADA22", sql: "CREATE DATABASE made", why: "a database" },
  {
    id: "ADA23",
    sql: "DROP DATABASE IF EXISTS template1",
    why: "loses one",
    unproven: "a template is protected",
  },
  {
    id: "ADA24",
    sql: "CREATE TABLESPACE t LOCATION '/tmp'",
    why: "a place on disk",
    unproven: "the folder belongs to another user",
  },
  {
    id: "ADA25",
    sql: "CREATE SUBSCRIPTION s CONNECTION 'host=127.0.0.1' PUBLICATION p WITH (connect = false)",
    why: "data from and to elsewhere",
  },
  { id: "ADA26", sql: "CREATE PUBLICATION p FOR ALL TABLES", why: "data to elsewhere" },
  { id: "ADA27", sql: "CREATE EXTENSION IF NOT EXISTS pg_trgm SCHEMA app", why: "new code" },
  {
    id: "ADA28",
    sql: "CREATE LANGUAGE plperlu",
    why: "code without walls",
    unproven: "its library needs Perl",
  },
  {
    id: "ADA29",
    sql: "CREATE FUNCTION app.f() RETURNS int AS '/tmp/x.so', 'f' LANGUAGE c",
    why: "machine code",
    unproven: "there is no such file",
  },
  {
    id: "ADA30",
    sql: "CREATE CAST (text AS app.mood) WITH INOUT AS IMPLICIT",
    why: "changes what later statements mean",
  },
  { id: "ADA31", sql: "CREATE USER MAPPING FOR PUBLIC SERVER files", why: "credentials" },
  { id: "ADA32", sql: "DROP OWNED BY reader", why: "drops rights and objects" },
  {
    id: "ADA33",
    sql: "ALTER TABLE app.notes DISABLE TRIGGER ALL",
    why: "checks off",
    unproven: "the table has no trigger",
  },
  {
    id: "ADA34",
    sql: "SELECT pg_stat_reset_single_table_counters('app.notes'::regclass)",
    why: "statistics gone",
  },
  {
    id: "ADA35",
    sql: "SELECT pg_signal_backend(1)",
    why: "a name that is a role, not a function",
    unproven: "there is no such function",
  },
  {
    id: "ADA36",
    sql: "SELECT pg_wal_replay_pause()",
    why: "stops a replica",
    unproven: "it is none",
  },
  {
    id: "ADA37",
    sql: "SELECT pg_nextoid('pg_class'::regclass, 'oid', 'pg_class_oid_index'::regclass)",
    why: "burns object ids",
  },
];
