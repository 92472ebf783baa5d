// Attacks of class `sql-as-text`: have SQL that stands in a text run, or read code. Those on
// hidden names need a table outside SCHEMAS.

import { type AttackTemplate, templatesOf } from "../attack_template.ts";
import { bareChecks } from "../bare_checks.ts";

const { callOf, run } = bareChecks;

/** Class `sql-as-text`. */
export const SQL_AS_TEXT: readonly AttackTemplate[] = templatesOf("sql-as-text", [
  {
    sql: "SELECT query_to_xml('DELETE FROM x', true, false, '')",
    bare: run("SELECT pg_catalog.query_to_xml('SELECT 1', true, false, '')"),
  },
  {
    sql: "SELECT query_to_xml_and_xmlschema('SELECT 1', true, false, '')",
    bare: callOf("query_to_xml_and_xmlschema"),
  },
  { sql: "SELECT table_to_xml(@name@, true, false, '')", bare: callOf("table_to_xml") },
  { sql: "SELECT schema_to_xml(@schema_name@, true, false, '')", bare: callOf("schema_to_xml") },
  { sql: "SELECT database_to_xml(true, false, '')", bare: callOf("database_to_xml") },
  { sql: "SELECT cursor_to_xml('c', 10, true, false, '')", bare: callOf("cursor_to_xml") },
  { sql: "SELECT ('c'::refcursor).cursor_to_xml", bare: callOf("cursor_to_xml") },
  {
    sql: "SELECT word FROM ts_stat('SELECT to_tsvector(''simple'', ''x'')')",
    bare: run("SELECT word FROM pg_catalog.ts_stat('SELECT pg_catalog.to_tsvector(''x'')')"),
  },
  { sql: "SELECT ('SELECT to_tsvector(''x'')'::text).ts_stat", bare: callOf("ts_stat") },
  {
    sql: "SELECT ts_rewrite('a'::tsquery, 'SELECT ''a''::tsquery, ''b''::tsquery')",
    bare: callOf("ts_rewrite"),
  },
  {
    sql: "SELECT * FROM crosstab('SELECT 1, 2, 3') AS t(a text, b text)",
    bare: callOf("crosstab"),
  },
  {
    sql: "SELECT * FROM connectby(@name@, 'a', 'b', '1', 0) AS t(a int, b int, c int)",
    bare: callOf("connectby"),
  },
  { sql: "SELECT xpath_table('a', 'b', @name@, '/', 'true')", bare: callOf("xpath_table") },
  {
    sql: "SELECT convert_from(loread(lo_open(1, 262144), 100), 'utf8')",
    bare: callOf("loread"),
  },
  {
    sql: "SELECT pg_get_functiondef(oid) FROM pg_proc",
    bare: callOf("pg_get_functiondef"),
  },
  { sql: "SELECT (oid).pg_get_functiondef FROM pg_proc", bare: callOf("pg_get_functiondef") },
  {
    sql: "SELECT proname, prosrc FROM pg_proc",
    bare: run("SELECT prosrc FROM pg_catalog.pg_proc LIMIT 0"),
  },
  { sql: "SELECT pg_get_viewdef(@hidden_name@::regclass)", bare: callOf("pg_get_viewdef") },
  { sql: "SELECT to_regclass(@hidden_name@)", bare: callOf("to_regclass") },
  {
    sql: "SELECT @hidden_name@::regclass::oid",
    bare: run("SELECT @hidden_name@::pg_catalog.regclass"),
  },
  {
    sql: "SELECT regclass @hidden_name@",
    bare: run("SELECT pg_catalog.regclass @hidden_name@"),
  },
  { sql: "SELECT ('pg_authid'::text).regclass", bare: callOf("to_regclass") },
  {
    sql: "SELECT has_table_privilege(@hidden_name@, 'SELECT')",
    bare: run("SELECT pg_catalog.has_table_privilege(@hidden_name@, 'SELECT')"),
  },
  {
    sql: "SELECT pg_total_relation_size(@hidden_name@)",
    bare: callOf("pg_total_relation_size"),
  },
  { sql: "SELECT row_security_active(@name@)", bare: callOf("row_security_active") },
]);
