// Ways out of the read-only transaction: ending it, changing it, a second statement.

import type { OwnAttack } from "../ledger.ts";

/** Class `tx-escape`. */
export const escapeAttacks: readonly OwnAttack[] = [
  { id: "TXA01", sql: "ROLLBACK; DELETE FROM app.notes", why: "the plainest form" },
  {
    id: "TXA02",
    sql: "COMMIT AND CHAIN",
    why: "ends the transaction and opens one that writes",
    unproven: "there is no transaction to end",
  },
  {
    id: "TXA03",
    sql: "ROLLBACK AND CHAIN",
    why: "the same",
    unproven: "there is no transaction to end",
  },
  { id: "TXA04", sql: "ABORT", why: "an old word for ROLLBACK" },
  {
    id: "TXA05",
    sql: "BEGIN READ WRITE; DELETE FROM app.notes; COMMIT",
    why: "a transaction of its own",
  },
  {
    id: "TXA06",
    sql: "START TRANSACTION ISOLATION LEVEL SERIALIZABLE, READ WRITE",
    why: "leaves the session in a transaction",
  },
  {
    id: "TXA07",
    sql: "SET SESSION CHARACTERISTICS AS TRANSACTION READ WRITE",
    why: "changes every later transaction",
  },
  {
    id: "TXA08",
    sql: "SET LOCAL transaction_read_only = off",
    why: "the setting behind READ ONLY",
  },
  {
    id: "TXA09",
    sql: "PREPARE TRANSACTION 'x'",
    why: "leaves a prepared transaction that holds its locks",
  },
  {
    id: "TXA10",
    sql: "BEGIN; DELETE FROM app.notes; PREPARE TRANSACTION 'pgmcp'",
    why: "two-phase commit outlives the session",
  },
  {
    id: "TXA11",
    sql: "COMMIT PREPARED 'nothing'",
    why: "ends somebody else's transaction",
    unproven: "there is none",
  },
  {
    id: "TXA12",
    sql: "SELECT 1; SELECT 2",
    why: "two statements, both harmless",
    twin: "SELECT 1; ",
  },
  {
    id: "TXA13",
    sql: "SELECT 1\\; DELETE FROM app.notes",
    why: "the client program's way to hide a semicolon",
    unproven: "not SQL",
  },
  {
    id: "TXA14",
    sql: "SELECT 1 \\gexec",
    why: "a command of the client program psql",
    unproven: "not SQL",
  },
  {
    id: "TXA15",
    sql: "SELECT 1 /* ' */ ; DELETE FROM app.notes; /* ' */",
    why: "a quote in a comment misleads hand-written readers",
    twin: "SELECT 1 /* ' */ AS \"/* ' */\"",
  },
  {
    id: "TXA16",
    sql: "SELECT 1 /* /* */ ; DELETE FROM app.notes; -- */ */",
    why: "comments nest, so this one is never closed",
    unproven: "the statement is all comment",
    twin: "SELECT 1 /* /* nested */ ; */",
  },
  {
    id: "TXA17",
    sql: "SELECT 1 -- \r; DELETE FROM app.notes",
    why: "a carriage return ends a line comment",
    twin: "SELECT 1 -- \r + 1",
  },
  {
    id: "TXA18",
    sql: "SELECT '\\'; DELETE FROM app.notes; --'",
    why: "a backslash is no escape with standard strings",
    twin: "SELECT '\\' AS a, '--' AS b",
  },
  {
    id: "TXA19",
    sql: "SELECT E'\\'; DELETE FROM app.notes; --'; DELETE FROM app.notes",
    why: "in E'' it is one",
    twin: "SELECT E'\\'; DELETE FROM app.notes; --'",
  },
  {
    id: "TXA20",
    sql: "SELECT $a$ $b$ ; $a$ ; DELETE FROM app.notes; SELECT $c$ $c$",
    why: "dollar quotes within dollar quotes",
    twin: "SELECT $a$ $b$ ; $a$, $é$;$é$",
  },
  {
    id: "TXA21",
    sql: "SELECT 'a'\n'b'; DELETE FROM app.notes",
    why: "strings that continue on the next line",
    twin: "SELECT 'a'\n'b;c'",
  },
  {
    id: "TXA22",
    sql: "SELECT U&'d\\0061t\\+000061' ; DELETE FROM app.notes",
    why: "Unicode escapes in strings",
    twin: "SELECT U&'d!0061t' UESCAPE '!'",
  },
  {
    id: "TXA23",
    sql: "\uFEFFSELECT 1; DELETE FROM app.notes",
    why: "a byte order mark in front",
    unproven: "the server refuses the mark",
  },
  {
    id: "TXA24",
    sql: "SELECT 1;\u200E DELETE FROM app.notes",
    why: "an invisible mark after the semicolon",
    unproven: "the mark becomes a name",
  },
  {
    id: "TXA25",
    sql: "SELECT 1\u037E DELETE FROM app.notes",
    why: "a Greek question mark looks like a semicolon",
    unproven: "it is part of a name",
  },
  {
    id: "TXA26",
    sql: "SELECT 1;\v\f\tDELETE FROM app.notes",
    why: "rare white space between statements",
  },
  { id: "TXA27", sql: ";;; DELETE FROM app.notes;;;", why: "empty statements around one" },
  {
    id: "TXA28",
    sql: "EXECUTE p",
    why: "a statement that an earlier call prepared",
    unproven: "nothing was prepared",
  },
  { id: "TXA29", sql: "PREPARE p AS SELECT 1", why: "stays in the session under a name" },
  {
    id: "TXA30",
    sql: "DEALLOCATE ALL",
    why: "removes the driver's own statements",
    unproven: "there are none",
  },
  {
    id: "TXA31",
    sql: "DO $$BEGIN DELETE FROM app.notes; COMMIT; END$$",
    why: "a block may commit",
  },
  {
    id: "TXA32",
    sql: "EXPLAIN ANALYZE EXECUTE p",
    why: "a prepared write under EXPLAIN",
    unproven: "nothing was prepared",
  },
  {
    id: "TXA33",
    sql: "PREPARE p AS DELETE FROM app.notes; EXPLAIN ANALYZE EXECUTE p",
    why: "both at once",
  },
  {
    id: "TXA34",
    sql: "BEGIN; DECLARE c CURSOR WITH HOLD FOR SELECT * FROM app.big; COMMIT",
    why: "a cursor that outlives its transaction",
  },
  { id: "TXA35", sql: "SAVEPOINT s", why: "sub-transactions", unproven: "there is no transaction" },
  {
    id: "TXA36",
    sql: "SET TRANSACTION SNAPSHOT '00000003-0000001B-1'",
    why: "reads with another's snapshot",
    unproven: "there is no such snapshot",
  },
  {
    id: "TXA37",
    sql: "SET CONSTRAINTS ALL DEFERRED",
    why: "moves checks to the end of a transaction",
    unproven: "there is no transaction",
  },
  {
    id: "TXA38",
    sql: "BEGIN ATOMIC DELETE FROM app.notes; END",
    why: "a function's body without a function",
    unproven: "not a statement",
  },
];
