// Files, programs and the network, as the server's user.

import type { OwnAttack } from "../ledger.ts";

/** Class `file-access`. */
export const fileAttacks: readonly OwnAttack[] = [
  { id: "FSA01", sql: "SELECT * FROM pg_ls_dir('.')", why: "a folder's names" },
  { id: "FSA02", sql: "SELECT pg_ls_waldir()", why: "a folder's names" },
  {
    id: "FSA03",
    sql: "SELECT * FROM pg_ls_tmpdir()",
    why: "a folder's names",
    unproven: "it is empty",
  },
  { id: "FSA04", sql: "SELECT ('.'::text).pg_ls_dir", why: "by attribute notation" },
  {
    id: "FSA05",
    sql: "SELECT t.f.pg_read_file FROM (SELECT '/etc/hostname'::text AS f) t",
    why: "three names with dots",
    unproven: "PostgreSQL reads it as schema, table and column",
  },
  {
    id: "FSA06",
    sql: "SELECT (t.f).pg_read_file FROM (SELECT '/etc/hostname'::text AS f) t",
    why: "a column's attribute",
  },
  { id: "FSA07", sql: "SELECT lo_import('/etc/hostname')", why: "a file into a large object" },
  { id: "FSA08", sql: "SELECT lo_get(4242)", why: "a large object has no table to be named" },
  {
    id: "FSA09",
    sql: "COPY app.notes TO STDOUT",
    why: "another answer protocol",
  },
  { id: "FSA10", sql: "COPY (SELECT 1) TO '/tmp/pgmcp_copy.csv'", why: "writes a file" },
  {
    id: "FSA11",
    sql: "SELECT * FROM app.passwd",
    why: "a foreign table reads a file",
    twin: "SELECT * FROM app.notes",
  },
  { id: "FSA12", sql: "SELECT * FROM app.program", why: "a foreign table runs a program" },
  { id: "FSA13", sql: "EXPLAIN SELECT * FROM app.passwd", why: "even its plan looks at the file" },
  {
    id: "FSA14",
    sql: "SELECT count(*) FROM app.notes, LATERAL (TABLE app.passwd) p",
    why: "as TABLE, in LATERAL",
  },
  {
    id: "FSA15",
    sql: "SELECT pg_current_logfile()",
    why: "a path",
    unproven: "there is no log file: the answer is NULL",
  },
  { id: "FSA16", sql: "SELECT * FROM pg_hba_file_rules", why: "who may log in" },
  {
    id: "FSA17",
    sql: "SELECT * FROM pg_file_settings",
    why: "the configuration files",
  },
  {
    id: "FSA18",
    sql: "SELECT setting FROM pg_settings WHERE name = 'data_directory'",
    why: "paths by a view",
  },
  {
    id: "FSA19",
    sql: "SELECT dblink_exec('dbname=postgres', 'DROP TABLE x')",
    why: "another connection",
    unproven: "the test cluster asks for a password",
  },
  {
    id: "FSA20",
    sql: "SELECT * FROM dblink('host=10.0.0.1', 'SELECT 1') AS t(a int)",
    why: "another host",
    unproven: "nothing answers there",
  },
  {
    id: "FSA21",
    sql: "SELECT net.http_get('http://127.0.0.1/' || token) FROM app.api_keys",
    why: "rows to the network",
  },
  { id: "FSA22", sql: "SELECT pg_stat_file('/etc/hostname', true)", why: "a file's data" },
  {
    id: "FSA23",
    sql: "SELECT * FROM pg_show_all_file_settings()",
    why: "the configuration files",
  },
  { id: "FSA24", sql: "SELECT pg_tablespace_location(oid) FROM pg_tablespace", why: "paths" },
  { id: "FSA25", sql: "SELECT pg_relation_filepath('app.notes')", why: "paths" },
  {
    id: "FSA26",
    sql:
      "SELECT xmlparse(document '<!DOCTYPE a [<!ENTITY x SYSTEM \"file:///etc/hostname\">]><a>&x;</a>')::text",
    why: "an entity from a file",
    accept: ["reject", "rewrite"],
  },
  {
    id: "FSA27",
    sql: "SELECT inet_server_addr(), inet_client_addr(), inet_server_port()",
    why: "addresses inside the network",
  },
  {
    id: "FSA29",
    sql: "SELECT * FROM app.parted",
    why: "a partition is a foreign table that runs a program: only the plan shows it",
    twin: "SELECT * FROM app.parted WHERE line = 'here'",
  },
  {
    id: "FSA30",
    sql: "SELECT count(*) FROM app.of_program",
    why: "under a view lies a foreign table that runs a program",
  },
  {
    id: "FSA31",
    sql: "EXPLAIN (ANALYZE) SELECT 1 FROM app.notes n JOIN app.parted p ON p.line = n.body",
    why: "the same while a plan is measured",
  },
  { id: "FSA28", sql: "SELECT * FROM pg_config", why: "paths of the installation" },
];
