// Attacks of class `network`: make the server connect to somewhere, or tell where it is.

import { type AttackTemplate, templatesOf } from "../attack_template.ts";
import { bareChecks } from "../bare_checks.ts";

const { callOf, createInDatabase, run, superuser } = bareChecks;

/** Class `network`. */
export const NETWORK: readonly AttackTemplate[] = templatesOf("network", [
  { sql: "SELECT * FROM dblink('host=127.0.0.1', 'SELECT 1') AS t(a int)", bare: callOf("dblink") },
  { sql: "SELECT dblink_connect('c', 'dbname=postgres')", bare: callOf("dblink_connect") },
  { sql: "SELECT dblink_exec('dbname=postgres', 'SELECT 1')", bare: callOf("dblink_exec") },
  {
    sql: "SELECT net.http_get('http://127.0.0.1/?d=' || @column@) FROM @table@",
    bare: callOf("http_get"),
  },
  { sql: "SELECT http_post('http://127.0.0.1/', 'x', 'text/plain')", bare: callOf("http_post") },
  { sql: "CREATE SERVER s FOREIGN DATA WRAPPER postgres_fdw", bare: superuser },
  {
    sql: "CREATE SUBSCRIPTION s CONNECTION 'host=127.0.0.1' PUBLICATION p WITH (connect = false)",
    bare: superuser,
  },
  { sql: "CREATE PUBLICATION p FOR TABLE @table@", bare: createInDatabase },
  { sql: "IMPORT FOREIGN SCHEMA public FROM SERVER files INTO @schema@", bare: superuser },
  {
    sql: "SELECT inet_server_addr(), inet_server_port()",
    bare: run("SELECT pg_catalog.inet_server_addr(), pg_catalog.inet_server_port()"),
  },
  { sql: "SELECT inet_client_addr()", bare: run("SELECT pg_catalog.inet_client_addr()") },
  {
    sql: "SELECT * FROM pg_stat_replication",
    bare: run("SELECT FROM pg_catalog.pg_stat_replication LIMIT 0"),
  },
  { sql: "SELECT * FROM pg_subscription", bare: bareChecks.catalogue("pg_subscription") },
]);
