// The sentences of the guard's design, each with what shows that it holds: attacks of the ledger
// with the code of exactly the rule that must stop them, so that they fail if that rule is gone; or,
// where no statement alone can show it, the tests that do, by file and title.

import type { ErrorCode } from "../../core/errors.ts";
import { EXECUTION_SENTENCES } from "./execution_sentences.ts";

/** One sentence of the design. */
export interface GuardSentence {
  readonly layer:
    | "text"
    | "grammar"
    | "names"
    | "rewrite"
    | "limits"
    | "execution"
    | "result"
    | "posture";
  readonly says: string;
  /** Ids of the ledger, by the code that each is refused with. */
  readonly attacks?: Partial<Record<ErrorCode, string>>;
  /** Titles of tests, by the file they stand in, under tests/. */
  readonly tests?: Readonly<Record<string, string>>;
}

/** Of the layers that judge. */
const STATIC_SENTENCES: readonly GuardSentence[] = [
  { layer: "text", says: "at most 32 KB", attacks: { PGMCP_SQL_TOO_LONG: "DOSA20" } },
  {
    layer: "text",
    says: "well-formed Unicode",
    tests: {
      "core/sql/check_text.test.ts":
        "text with half a surrogate pair or a control character is refused",
    },
  },
  { layer: "text", says: "no NUL", attacks: { PGMCP_SQL_BAD_TEXT: "TX08 TXA26" } },
  {
    layer: "text",
    says: "few comment openers, no endless operator runs, brackets to a depth",
    attacks: { PGMCP_SQL_TOO_COMPLEX: "DOSA14 DOSA15 DOSA16 DOSA18 DOSA19" },
    tests: { "core/sql/check_text.test.ts": "what the lexer is quadratic in is bounded" },
  },
  {
    layer: "grammar",
    says: "PostgreSQL's own parser",
    attacks: { PGMCP_MULTIPLE_STATEMENTS: "TXA15 TXA18 TXA20" },
    tests: { "security/differential.test.ts": "no table read that the guard did not see" },
  },
  {
    layer: "grammar",
    says: "exactly one statement",
    attacks: { PGMCP_MULTIPLE_STATEMENTS: "TX01 TX02 TXA12 WM05", PGMCP_READ_ONLY: "TXA27" },
  },
  {
    layer: "grammar",
    says: "a walk over every node, and an unknown node, field or value is refused",
    tests: {
      "core/sql/gather_facts.test.ts":
        "a node type that no rule names is refused, wherever it stands",
    },
  },
  {
    layer: "grammar",
    says: "an unknown server version is refused",
    tests: {
      "agent/databases/postgres/open_postgres.test.ts":
        "openPostgres refuses a server version that it does not read",
    },
  },
  {
    layer: "grammar",
    says: "on a server older than the grammar, its own nodes are checked as calls",
    tests: {
      "security/older_server.test.ts":
        "a user's function with a name that a later version took is not called",
    },
  },
  {
    layer: "grammar",
    says: "only SELECT, VALUES, TABLE, WITH, SHOW and EXPLAIN",
    attacks: {
      PGMCP_STATEMENT_NOT_ALLOWED: "WR15 WRA25 WRA28 SPA01 TXA31",
      PGMCP_READ_ONLY: "WRA24",
    },
  },
  {
    layer: "grammar",
    says: "SHOW of an allow-listed setting",
    attacks: { PGMCP_SETTING_NOT_ALLOWED: "SPA29 SPA30 SPA31 SPA32 SC15" },
  },
  { layer: "grammar", says: "no INTO", attacks: { PGMCP_SELECT_INTO: "WRA05 WRA09 WRA10 WRA11" } },
  {
    layer: "grammar",
    says: "no locking clause, at any depth",
    attacks: { PGMCP_LOCKING_CLAUSE: "WR06 WR07 WRA14 WRA16 WRA18" },
  },
  {
    layer: "grammar",
    says: "no data-modifying CTE, at any depth",
    attacks: { PGMCP_DATA_MODIFYING_CTE: "WR01 WM06" },
  },
  {
    layer: "grammar",
    says: "no parameter: it would read a value that pgmcp binds",
    attacks: { PGMCP_PARAMETER_NOT_ALLOWED: "SCA41" },
  },
  {
    layer: "grammar",
    says: "EXPLAIN's inner statement passes the same rules, and its options are read from the tree",
    attacks: {
      PGMCP_STATEMENT_NOT_ALLOWED: "WR03 WR05 WRA03 WRA04",
      PGMCP_EXPLAIN_OPTION_NOT_ALLOWED: "SCA42",
      PGMCP_FUNCTION_NOT_ALLOWED: "CALL61 CALL62",
      PGMCP_SCHEMA_NOT_ALLOWED: "SCA20",
    },
  },
  {
    layer: "names",
    says: "functions by allow-list of resolved names",
    attacks: { PGMCP_FUNCTION_NOT_ALLOWED: "FS01 FS05 AD01 WRA22 NOTA02 NOTA25 PI03" },
  },
  {
    layer: "names",
    says: "attribute notation is a call",
    attacks: { PGMCP_ATTRIBUTE_NOT_ALLOWED: "FS13 WR32 TXT11 NOTA16 NOTA20 WR13" },
  },
  {
    layer: "names",
    says: "users' operators, and OPERATOR(schema.op)",
    attacks: { PGMCP_OPERATOR_NOT_ALLOWED: "WR11 NOTA28 NOTA29 NOTA31 NOTA34 NOTA37" },
  },
  {
    layer: "names",
    says: "functions in FROM, in TABLESAMPLE, in window frames, anywhere",
    attacks: {
      PGMCP_FUNCTION_NOT_ALLOWED: "NOTA07 NOTA08 CALL20 CALL21 NOTA57 CALL14 CALL15 CALL08",
    },
  },
  {
    layer: "names",
    says: "implicit casts that run a user's function",
    tests: {
      "agent/databases/postgres/postgres_catalogue.test.ts":
        "the catalogue tells types and relations that a user's cast can run code on",
    },
  },
  {
    layer: "names",
    says:
      "every type name, resolved recursively: domains in composites, arrays, ranges, column lists",
    attacks: {
      PGMCP_TYPE_NOT_ALLOWED:
        "NOTA38 NOTA42 NOTA43 NOTA44 NOTA45 NOTA46 NOTA47 NOTA50 NOTA52 NAMA07",
    },
  },
  {
    layer: "names",
    says: "also while EXPLAIN plans",
    attacks: { PGMCP_TYPE_NOT_ALLOWED: "NOTA41" },
  },
  {
    layer: "names",
    says: "regclass and its kin enumerate hidden objects",
    attacks: {
      PGMCP_TYPE_NOT_ALLOWED: "NAMA08",
      PGMCP_ATTRIBUTE_NOT_ALLOWED: "NAMA05 SC23",
      PGMCP_FUNCTION_NOT_ALLOWED: "NAMA06 SC13",
    },
  },
  {
    layer: "names",
    says: "functions that run SQL held in text are never allowed",
    attacks: { PGMCP_FUNCTION_NOT_ALLOWED: "TXT01 TXT03 TXT05 TXTA06 TXTA07 NW01" },
  },
  {
    layer: "names",
    says: "what folds into something huge while planning is bounded",
    attacks: {
      PGMCP_CONSTANT_TOO_LARGE: "DOSA02 DOSA06 DOSA07 DOSA09 DOSA11 DOSA13 DOSA31",
      PGMCP_SQL_TOO_COMPLEX: "DOSA35 DOSA36",
    },
  },
  {
    layer: "names",
    says: "relations by policy",
    attacks: { PGMCP_SCHEMA_NOT_ALLOWED: "SC01 SC03 SC05 SC07 SCA13 SCA16" },
  },
  {
    layer: "names",
    says: "relations by kind: foreign tables, sequences, indexes",
    attacks: { PGMCP_RELATION_NOT_ALLOWED: "FSA11 FSA12 FSA13 FSA14 SCA34 SCA35" },
  },
  {
    layer: "names",
    says: "catalogue relations by allow-list of columns",
    attacks: { PGMCP_RELATION_NOT_ALLOWED: "SC09 SCA25 SCA27 SCA28 SCA30 SC21" },
  },
  {
    layer: "names",
    says: "the database's own plan is held to what was resolved",
    attacks: { PGMCP_RELATION_NOT_ALLOWED: "FSA29 FSA30 FSA31" },
    tests: {
      "security/plan_check.test.ts": "the plan alone shows what nobody resolved, and it is refused",
    },
  },
];

/** All of them, in the order of the layers. */
export const GUARD_SENTENCES: readonly GuardSentence[] = [
  ...STATIC_SENTENCES,
  ...EXECUTION_SENTENCES,
];
