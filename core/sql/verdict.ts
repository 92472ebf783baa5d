// What the guard says of a statement. A "no" is a value here, not an exception.

import type { ErrorCode } from "../errors.ts";
import type { PolicyFindings } from "../policy/policy_findings.ts";
import type { CatalogueEvidence } from "../ports/catalogue_evidence.ts";
import type { SourceText } from "../ports/query_executor.ts";

/** What an allowed statement is. */
export type StatementKind =
  | "select"
  | "show"
  | "explain"
  | "insert"
  | "update"
  | "delete"
  | "merge";

/** A relation the statement reads or writes, as named in it. */
export interface RelationReference {
  /** The schema as written; null where none is. */
  readonly schema: string | null;
  /** The relation's name, unquoted. */
  readonly name: string;
}

/** The statement may run, as `sql`. */
export interface AllowVerdict {
  /** Tells the verdicts apart. */
  readonly kind: "allow";
  /** The exact text to run, limits applied. */
  readonly sql: string;
  /** What it is. */
  readonly statement: StatementKind;
  /** `write` only for the one write that READ_ONLY=false admits. */
  readonly access: "read" | "write";
  /** Of an EXPLAIN ANALYZE the query at the end of `sql`, which it runs. */
  readonly measured?: string;
  /** Relations named in the statement, CTE names left out. */
  readonly relations: readonly RelationReference[];
  /** Where the client's text stands in `sql`, so that the database's errors point into it. */
  readonly source?: SourceText;
  /** The values that pgmcp binds in `sql`, `$1` first. Secret: for the executor alone. */
  readonly values?: readonly string[];
  /** What a policy did to it, where there is one. */
  readonly policy?: PolicyFindings;
  /** Columns that no column of the result may come from unchanged, as `table OID.number`. */
  readonly hiddenOrigins?: ReadonlySet<string>;
  /** Show of its plan only the shape, and none of these relations: the rest tells of what a policy hides. */
  readonly shapeOnly?: ReadonlySet<string> | null;
  /** Of a write that a policy was put into: how many columns at the end of each returned row are checks of ours, to be taken off. */
  readonly checkColumns?: 0 | 1;
  /** Whether one process alone is to run it; several could not be stopped. */
  readonly alone?: boolean;
  /** What of the catalogue it rests on: the statement runs only where that is still so. */
  readonly evidence?: readonly CatalogueEvidence[];
}

/** The statement may not run. */
export interface RefuseVerdict {
  /** Tells the verdicts apart. */
  readonly kind: "refuse";
  /** The rule that refused it. */
  readonly code: ErrorCode;
  /** What was refused and why. */
  readonly message: string;
  /** What would be accepted. */
  readonly hint: string;
  /** The piece of the client's SQL that was refused. */
  readonly fragment: string | null;
  /** Where the piece starts: a zero-based offset in UTF-16 code units; null where no one place is to blame. */
  readonly position: number | null;
  /** The policy it was judged by, where there is one. */
  readonly policyHash?: string;
}

/** Only a catalogue can say: a name is neither known to be safe nor known to be refused. */
export interface UndecidedVerdict {
  /** Tells the verdicts apart. */
  readonly kind: "undecided";
  /** The one code of an open question. */
  readonly code: "PGMCP_NEEDS_CATALOGUE";
  /** What the statement would do, if it may. */
  readonly access: "read" | "write";
  /** Which name is open, and why. */
  readonly message: string;
  /** What to do about it. */
  readonly hint: string;
  /** The piece of the client's SQL that is open. */
  readonly fragment: string | null;
  /** Where the piece starts, as in {@linkcode RefuseVerdict}. */
  readonly position: number | null;
}

/** The guard's word on one statement. */
export type Verdict = AllowVerdict | RefuseVerdict | UndecidedVerdict;
