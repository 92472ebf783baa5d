// The sentences of the guard's design that are about what is sent, how it runs and what comes back:
// no statement alone shows them, so the tests that do are named.

import type { GuardSentence } from "./guard_sentences.ts";

/** Of the layers behind the judgement. */
export const EXECUTION_SENTENCES: readonly GuardSentence[] = [
  {
    layer: "rewrite",
    says: "what is sent is the client's text spliced, parsed again, and the tree that was meant",
    tests: {
      "core/sql/limit_rows.test.ts": "a wrapped statement is one statement whatever was wrapped",
      "security/fuzz/fuzz.test.ts":
        "any text gets a verdict, and what is allowed is one statement that holds the text",
    },
  },
  {
    layer: "rewrite",
    says: "caches key on the exact text",
    tests: { "core/sql/decision_cache.test.ts": "a decision is kept for exactly its text" },
  },
  {
    layer: "limits",
    says: "the row cap is wrapped around the query",
    tests: {
      "core/sql/limit_rows.test.ts": "a query is wrapped with one row more than may leave",
      "contracts/execute_contract.ts":
        "the row cap cuts and says so, and exactly as many rows are not cut",
    },
  },
  {
    layer: "limits",
    says: "the byte cap is kept while reading",
    tests: {
      "contracts/execute_contract.ts":
        "a value of many megabytes is refused, and the next call works",
    },
  },
  {
    layer: "limits",
    says: "statement_timeout, lock_timeout and the timeout of an idle transaction are set",
    tests: {
      "contracts/transaction_contract.ts":
        "a statement past its time is ended, and the next call works",
      "contracts/outside_contract.ts": "an aborted or late statement is gone in the database",
    },
  },
  {
    layer: "execution",
    says: "a second statement is impossible",
    tests: { "contracts/execute_contract.ts": "a second statement is impossible" },
  },
  {
    layer: "execution",
    says: "the transaction is READ ONLY",
    tests: { "contracts/transaction_contract.ts": "a read that writes is refused by the database" },
  },
  {
    layer: "execution",
    says: "what the reading depends on is set before the statement is parsed",
    tests: {
      "security/hostile_defaults.test.ts":
        "a database's own defaults do not change what a statement means",
    },
  },
  {
    layer: "execution",
    says: "a cached verdict holds only while the catalogue is the same",
    tests: {
      "security/changed_catalogue.test.ts":
        "a verdict that rests on the catalogue holds only while the catalogue is the same",
    },
  },
  {
    layer: "execution",
    says: "ROLLBACK always, but for the one write that READ_ONLY=false admits",
    tests: {
      "contracts/transaction_contract.ts":
        "what a READ ONLY transaction lets through is rolled back",
      "security/attacks.test.ts": "READ_ONLY=false admits no more than one plain write",
    },
  },
  {
    layer: "execution",
    says: "session state is reset before the connection is used again",
    tests: {
      "contracts/transaction_contract.ts":
        "locks, prepared statements and channels do not outlive the call",
    },
  },
  {
    layer: "result",
    says: "texts of errors carry no values of rows",
    tests: { "contracts/execute_contract.ts": "no error holds a value of a row" },
  },
  {
    layer: "result",
    says: "NOTICEs are dropped",
    tests: { "contracts/execute_contract.ts": "what a function says by the way is dropped" },
  },
  {
    layer: "result",
    says: "text from the database cannot forge the frame of a result",
    tests: {
      "core/services/format/rows.test.ts":
        "TSV tells NULL from text, and no value forges a row or a column",
    },
  },
  {
    layer: "posture",
    says: "what the role could do anyway is said, with the SQL that ends it",
    tests: {
      "agent/doctor/role_steps.ts": "a superuser gets F, for that alone",
      "agent/doctor/script_steps.ts":
        "the role that the script makes gets A, and reads what it should",
    },
  },
  {
    layer: "posture",
    says: "a refusal names the piece, its place, and what would be accepted",
    tests: {
      "core/services/guard.test.ts":
        "a refusal quotes the piece and says where it stands, in UTF-16 code units",
    },
  },
];
