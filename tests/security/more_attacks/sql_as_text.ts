// Functions that run SQL held in a string, where no reader of the statement sees it.

import type { OwnAttack } from "../ledger.ts";

/** Class `sql-as-text`. */
export const textAttacks: readonly OwnAttack[] = [
  {
    id: "TXTA01",
    sql: "SELECT query_to_xml_and_xmlschema('SELECT * FROM private.salaries', true, false, '')",
    why: "SQL in a string",
  },
  {
    id: "TXTA02",
    sql: "SELECT table_to_xml('private.salaries', true, false, '')",
    why: "a table's name in a string",
  },
  {
    id: "TXTA03",
    sql: "SELECT database_to_xml(true, false, '')",
    why: "everything",
  },
  {
    id: "TXTA04",
    sql: "SELECT schema_to_xmlschema('private', true, false, '')",
    why: "a schema's shape",
  },
  {
    id: "TXTA05",
    sql: "SELECT cursor_to_xml('c', 10, true, false, '')",
    why: "a cursor's name in a string",
    unproven: "there is no cursor",
  },
  {
    id: "TXTA06",
    sql:
      "SELECT ts_rewrite('a'::tsquery, 'SELECT ''a''::tsquery, ''b''::tsquery FROM private.salaries')",
    why: "the two-argument form runs SQL",
    twin: "SELECT to_tsquery('simple', 'a & b')",
  },
  {
    id: "TXTA07",
    sql: "SELECT * FROM ts_stat('SELECT to_tsvector(emp) FROM private.salaries')",
    why: "SQL in a string",
  },
  {
    id: "TXTA08",
    sql:
      "SELECT * FROM crosstab('SELECT emp, emp, salary FROM private.salaries') AS t(a text, b int)",
    why: "an extension's function",
  },
  {
    id: "TXTA09",
    sql: "SELECT * FROM connectby('private.target', 'id', 'v', '1', 0) AS t(a int, b int, c int)",
    why: "an extension's function",
  },
  {
    id: "TXTA10",
    sql: "SELECT xpath_table('emp', 'emp', 'private.salaries', '/', 'true')",
    why: "an extension's function",
    unproven: "needs a column list",
  },
  {
    id: "TXTA11",
    sql: "SELECT * FROM normal_rand(2, 0, 1)",
    why: "an extension's function, harmless, but not reviewed",
  },
  {
    id: "TXTA12",
    sql: "SELECT ('c'::refcursor).cursor_to_xml",
    why: "by attribute notation",
    unproven: "needs more arguments",
  },
  { id: "TXTA13", sql: "SELECT pg_get_viewdef('app.v_sneaky'::regclass)", why: "a view's source" },
  {
    id: "TXTA14",
    sql: "SELECT (oid).pg_get_functiondef FROM pg_proc WHERE proname = 'get_ssn'",
    why: "a function's source by attribute notation",
  },
  {
    id: "TXTA15",
    sql: "SELECT to_regproc('app.get_ssn'), to_regtype('private.salaries')",
    why: "asks for names by text",
  },
  {
    id: "TXTA16",
    sql: "SELECT 'private.salaries'::regclass::oid",
    why: "asks for names by a cast",
  },
  { id: "TXTA17", sql: "SELECT CAST('app.get_ssn' AS regproc)", why: "asks for names by a cast" },
  {
    id: "TXTA18",
    sql: "SELECT regclass 'private.salaries'",
    why: "asks for names by a typed literal",
  },
  { id: "TXTA19", sql: "SELECT '{private.salaries}'::regclass[]", why: "in an array" },
  {
    id: "TXTA20",
    sql: "SELECT has_table_privilege('private.salaries', 'SELECT')",
    why: "asks for names by their rights",
  },
  {
    id: "TXTA21",
    sql: "SELECT pg_table_size('private.salaries'), pg_total_relation_size('private.target')",
    why: "asks for sizes by text",
  },
  {
    id: "TXTA22",
    sql: "SELECT pg_get_serial_sequence('private.target', 'id')",
    why: "asks for names by text",
    unproven: "it has none",
  },
  {
    id: "TXTA23",
    sql: "SELECT pg_event_trigger_ddl_commands()",
    why: "only in a trigger",
    unproven: "refused outside one",
  },
  {
    id: "TXTA24",
    sql: "SELECT row_security_active('private.salaries')",
    why: "asks for names by text",
  },
];
