// Attacks of class `file-access`: read or write files of the server, or run its programs.

import { type AttackTemplate, templatesOf } from "../attack_template.ts";
import { bareChecks } from "../bare_checks.ts";

const { callOf, catalogue, memberOf, run, superuser } = bareChecks;

const readsFiles = callOf("pg_read_file");

/** Class `file-access`. */
export const FILE_ACCESS: readonly AttackTemplate[] = templatesOf("file-access", [
  { sql: "SELECT pg_read_file('PG_VERSION')", bare: readsFiles },
  { sql: "SELECT pg_catalog.pg_read_file('PG_VERSION')", bare: readsFiles },
  { sql: "SELECT \"pg_read_file\"('PG_VERSION')", bare: readsFiles },
  { sql: "SELECT U&\"pg\\005fread\\005ffile\"('PG_VERSION')", bare: readsFiles },
  { sql: "SELECT * FROM ROWS FROM (pg_read_file('PG_VERSION')) AS t(x)", bare: readsFiles },
  { sql: "SELECT ('PG_VERSION'::text).pg_read_file", bare: readsFiles },
  {
    sql: "SELECT t.f.pg_read_file FROM (SELECT 'PG_VERSION'::text AS f) t",
    bare: readsFiles,
  },
  {
    sql: "SELECT 1 FROM @table@ WHERE length(pg_read_file('PG_VERSION')) > 0",
    bare: readsFiles,
  },
  {
    sql: "SELECT pg_catalog.pg_read_binary_file('PG_VERSION')",
    bare: callOf("pg_read_binary_file"),
  },
  { sql: "SELECT (pg_stat_file('PG_VERSION')).size", bare: callOf("pg_stat_file") },
  { sql: "SELECT * FROM pg_ls_dir('.')", bare: callOf("pg_ls_dir") },
  { sql: "SELECT * FROM pg_ls_logdir()", bare: callOf("pg_ls_logdir") },
  { sql: "SELECT * FROM pg_ls_waldir()", bare: callOf("pg_ls_waldir") },
  { sql: "SELECT * FROM pg_ls_tmpdir()", bare: callOf("pg_ls_tmpdir") },
  { sql: "SELECT pg_current_logfile()", bare: callOf("pg_current_logfile") },
  { sql: "SELECT pg_relation_filepath(@name@)", bare: callOf("pg_relation_filepath") },
  { sql: "SELECT lo_import('/dev/null')", bare: callOf("lo_import") },
  { sql: "SELECT lo_export(1, '/dev/null')", bare: callOf("lo_export") },
  { sql: "COPY @table@ TO '/dev/null'", bare: memberOf("pg_write_server_files") },
  { sql: "COPY @table@ FROM '/dev/null'", bare: memberOf("pg_read_server_files") },
  { sql: "COPY (SELECT 1) TO PROGRAM 'true'", bare: memberOf("pg_execute_server_program") },
  { sql: "COPY @table@ FROM PROGRAM 'true'", bare: memberOf("pg_execute_server_program") },
  { sql: "COPY @table@ TO STDOUT", bare: bareChecks.table("SELECT") },
  { sql: "SELECT * FROM pg_hba_file_rules", bare: catalogue("pg_hba_file_rules") },
  { sql: "SELECT * FROM pg_file_settings", bare: catalogue("pg_file_settings") },
  { sql: "SELECT * FROM pg_show_all_file_settings()", bare: callOf("pg_show_all_file_settings") },
  {
    sql: "SELECT setting FROM pg_settings WHERE name = 'data_directory'",
    bare: run(
      "SELECT setting FROM pg_catalog.pg_settings WHERE name OPERATOR(pg_catalog.=) 'data_directory'",
    ),
  },
  { sql: "SHOW data_directory", bare: run("SHOW data_directory") },
  { sql: "SHOW hba_file", bare: run("SHOW hba_file") },
  {
    sql: "CREATE FUNCTION @schema@.pgmcp_prove() RETURNS int AS '/tmp/x.so', 'f' LANGUAGE c",
    bare: superuser,
  },
]);
