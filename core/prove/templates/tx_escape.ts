// Attacks of class `tx-escape`: leave the transaction that guards, or smuggle in a second
// statement.

import { type AttackTemplate, templatesOf } from "../attack_template.ts";
import { bareChecks } from "../bare_checks.ts";

const { anyone, nobody, owner, table, run } = bareChecks;

/** Class `tx-escape`. */
export const TX_ESCAPE: readonly AttackTemplate[] = templatesOf("tx-escape", [
  { sql: "COMMIT; DROP TABLE @table@", bare: owner },
  { sql: "SELECT 1; COMMIT; DELETE FROM @table@", bare: table("DELETE") },
  { sql: "SELECT 1; SELECT 2", bare: anyone },
  { sql: "END", bare: anyone },
  { sql: "ABORT", bare: anyone },
  { sql: "COMMIT AND CHAIN", bare: anyone },
  { sql: "ROLLBACK AND CHAIN", bare: anyone },
  { sql: "BEGIN READ WRITE; DELETE FROM @table@; COMMIT", bare: table("DELETE") },
  { sql: "START TRANSACTION ISOLATION LEVEL SERIALIZABLE, READ WRITE", bare: anyone },
  { sql: "/* c */ SET TRANSACTION READ WRITE", bare: anyone },
  { sql: "SET SESSION CHARACTERISTICS AS TRANSACTION READ WRITE", bare: anyone },
  { sql: "SET LOCAL transaction_read_only = off", bare: anyone },
  { sql: "SET TRANSACTION SNAPSHOT '00000003-0000001B-1'", bare: anyone },
  { sql: "SET CONSTRAINTS ALL DEFERRED", bare: run("SET CONSTRAINTS ALL DEFERRED") },
  { sql: "SAVEPOINT s", bare: anyone },
  { sql: "RELEASE SAVEPOINT s", bare: anyone },
  { sql: "ROLLBACK TO SAVEPOINT s", bare: anyone },
  { sql: "PREPARE TRANSACTION 'pgmcp_prove'", bare: anyone },
  { sql: "COMMIT PREPARED 'pgmcp_prove'", bare: anyone },
  { sql: "ROLLBACK PREPARED 'pgmcp_prove'", bare: anyone },
  { sql: "PREPARE p AS DELETE FROM @table@", bare: table("DELETE") },
  { sql: "EXECUTE p", bare: anyone },
  { sql: "EXPLAIN ANALYZE EXECUTE p", bare: anyone },
  { sql: "DEALLOCATE ALL", bare: anyone },
  { sql: "CALL pgmcp_prove.purge()", bare: anyone },
  { sql: "DO $$BEGIN DELETE FROM @table@; COMMIT; END$$", bare: table("DELETE") },
  { sql: "DECLARE c CURSOR WITH HOLD FOR SELECT * FROM @table@", bare: table("SELECT") },
  { sql: "FETCH ALL FROM c", bare: anyone },
  { sql: "SELECT 1 /* ' */ ; DELETE FROM @table@; /* ' */", bare: table("DELETE") },
  { sql: "SELECT 1 /* /* */ ; DELETE FROM @table@; -- */ */", bare: nobody },
  { sql: "SELECT 1 -- \r; DELETE FROM @table@", bare: table("DELETE") },
  { sql: "SELECT '\\'; DELETE FROM @table@; --'", bare: table("DELETE") },
  { sql: "SELECT E'\\'; x'; DELETE FROM @table@", bare: table("DELETE") },
  { sql: "SELECT $a$ $b$ ; $a$ ; DELETE FROM @table@; SELECT $c$ $c$", bare: table("DELETE") },
  { sql: "SELECT U&'d\\0061t\\+000061' ; DELETE FROM @table@", bare: table("DELETE") },
  { sql: "SELECT 1;\v\f\tDELETE FROM @table@", bare: table("DELETE") },
  { sql: "SELECT 1;\u200E DELETE FROM @table@", bare: nobody },
  { sql: "\uFEFFSELECT 1; DELETE FROM @table@", bare: nobody },
  { sql: "SELECT 1;;\0; DELETE FROM @table@", bare: nobody },
  { sql: "SELECT 1\\; DELETE FROM @table@", bare: nobody },
  { sql: "SELECT 1 \\gexec", bare: nobody },
  { sql: "SELECT $x$ ; DROP TABLE @table@; $x$ FROM @table@ WHERE $1", bare: anyone },
]);
