// What one call could leave in a session for the next, or take from it.

import type { OwnAttack } from "../ledger.ts";

/** Class `session-poison`. */
export const sessionAttacks: readonly OwnAttack[] = [
  {
    id: "SPA01",
    sql: "SET search_path = private",
    why: "later names mean other tables",
    twin: "SHOW search_path",
  },
  { id: "SPA02", sql: "SET SESSION AUTHORIZATION reader", why: "later calls run as another role" },
  { id: "SPA03", sql: "SET ROLE reader", why: "the same" },
  { id: "SPA04", sql: "RESET ALL", why: "undoes the limits" },
  {
    id: "SPA05",
    sql: "DISCARD ALL",
    why: "undoes the limits and more",
  },
  {
    id: "SPA06",
    sql: "RESET SESSION AUTHORIZATION",
    why: "back to the role that logged in",
    unproven: "it is that role",
  },
  {
    id: "SPA07",
    sql: "SET standard_conforming_strings = off",
    why: "the same text then reads differently",
  },
  {
    id: "SPA08",
    sql: "SET LOCAL statement_timeout = 0",
    why: "takes the limit off for one transaction",
  },
  {
    id: "SPA09",
    sql: "SELECT pg_catalog.set_config('statement_timeout', '0', true)",
    why: "the same as a function",
    twin: "SELECT current_setting('server_version')",
  },
  {
    id: "SPA10",
    sql: "SELECT set_config(n, v, false) FROM (VALUES ('search_path', 'private')) AS t(n, v)",
    why: "names from rows",
  },
  {
    id: "SPA11",
    sql: "SELECT pg_try_advisory_lock(1, 2)",
    why: "a lock that outlives the transaction",
  },
  {
    id: "SPA12",
    sql: "SELECT pg_advisory_lock_shared(n) FROM generate_series(1, 3) n",
    why: "many of them",
  },
  {
    id: "SPA13",
    sql: "SELECT pg_advisory_unlock_all()",
    why: "gives up the locks of whoever shares the session",
  },
  {
    id: "SPA14",
    sql: "UNLISTEN *",
    why: "deafens the session",
    unproven: "nothing is listened to",
  },
  { id: "SPA15", sql: "NOTIFY chan, 'x'", why: "wakes other programs" },
  {
    id: "SPA16",
    sql: "CREATE TEMP TABLE orders AS SELECT 1 AS id",
    why: "a temporary table hides a real one",
    twin: "WITH orders AS (SELECT 1 AS id) SELECT * FROM orders",
  },
  { id: "SPA17", sql: "SELECT 1 AS id INTO TEMPORARY orders", why: "the same without CREATE" },
  {
    id: "SPA18",
    sql: "CREATE FUNCTION pg_temp.f() RETURNS int LANGUAGE sql AS 'SELECT 1'",
    why: "a function in the session's own schema",
  },
  {
    id: "SPA19",
    sql: "LOAD 'auto_explain'",
    why: "loads a library into the session's process",
    unproven: "a library does not show in the state",
  },
  {
    id: "SPA20",
    sql: "SELECT nextval('app.counter'), lastval()",
    why: "moves a sequence and stays in the session",
  },
  {
    id: "SPA21",
    sql: "SELECT lo_open(4242, 131072)",
    why: "an open descriptor",
    twin: "SELECT 4242",
  },
  { id: "SPA22", sql: "SET TIME ZONE 'UTC'", why: "later timestamps read differently" },
  {
    id: "SPA23",
    sql: "SELECT dblink_connect('c', 'dbname=postgres')",
    why: "a named connection that stays in the session",
    unproven: "the test cluster asks for a password",
  },
  {
    id: "SPA24",
    sql: "SELECT pg_export_snapshot()",
    why: "holds back vacuum",
  },
  { id: "SPA25", sql: "SELECT set_config('role', 'reader', false)", why: "SET ROLE as a function" },
  {
    id: "SPA26",
    sql: "SELECT f FROM (SELECT 1) s, LATERAL set_config('search_path', 'private', false) f",
    why: "in FROM, where few look",
  },
  {
    id: "SPA27",
    sql: "DECLARE c CURSOR WITH HOLD FOR SELECT * FROM app.notes",
    why: "a cursor that outlives the transaction",
  },
  {
    id: "SPA28",
    sql: "FETCH ALL FROM c",
    why: "reads a cursor of an earlier call",
    unproven: "there is none",
  },
  {
    id: "SPA29",
    sql: "SHOW ALL",
    why: "every setting, with paths and connection texts",
    twin: "SHOW server_version",
  },
  { id: "SPA30", sql: "SHOW data_directory", why: "a path of the server", twin: "SHOW TimeZone" },
  {
    id: "SPA31",
    sql: "SELECT current_setting('data_' || 'directory')",
    why: "the name put together",
    twin: "SELECT current_setting('TimeZone')",
  },
  {
    id: "SPA32",
    sql: "SELECT current_setting(name) FROM (VALUES ('hba_file')) AS t(name)",
    why: "the name from a row",
  },
];
