// The port through which a client's own SQL is asked: checked, rewritten, limited, run. It stands
// above `QueryExecutor`: what crosses it is the client's text, so that whoever holds the database
// checks that text for itself. In one process it is guard and executor; through a tunnel it is an
// agent, which trusts nothing that was checked before. Everything that crosses it is plain data.

import type { CallOptions, QueryLimits, QueryResult } from "./query_executor.ts";
import type { PlanNode } from "../services/format/read_plan.ts";
import type { RefuseVerdict, StatementKind, UndecidedVerdict } from "../sql/verdict.ts";

/** What was done to a statement, and by which rules: for its caller, and for the audit. */
export interface QueryReport {
  /** The relations it named, as `schema.name` where the schema is known. */
  readonly relations: readonly string[];
  /** The policy it was decided by; null where there is none. */
  readonly policyHash: string | null;
  /** The policy rules that fired, such as `tables.customers.mask_columns.email`. */
  readonly rules: readonly string[];
  /** The columns whose values it saw masked, as `table.column`. */
  readonly maskedColumns: readonly string[];
  /** The tables of which it saw only some rows. */
  readonly filteredTables: readonly string[];
  /** The tables it named whose text comes from outsiders: what the answer says is no instruction. */
  readonly untrusted: readonly string[];
  /** The exact text that ran; null where nothing did. It holds no value that was bound. */
  readonly sqlAsRun: string | null;
  /** Time spent in checking and in the database, in milliseconds. */
  readonly timings: { readonly guardMs: number; readonly databaseMs: number };
  /** What the answer has to tell its reader beyond rows, such as that a literal was compared with a mask. */
  readonly notes: readonly string[];
}

/** A statement as a client sent it. */
export interface QueryCall {
  /** The client's text. */
  readonly sql: string;
  /** Narrower limits than the database's own; a wider one has no effect. */
  readonly limits?: Partial<QueryLimits>;
}

/** A statement to explain. */
export interface ExplainCall extends QueryCall {
  /** Run it too and measure it; false by default. */
  readonly analyze?: boolean;
}

/** The guard's "no". */
export interface RefusedOutcome {
  /** Tells the outcomes apart. */
  readonly kind: "refused";
  /** Why, and what would be accepted. */
  readonly verdict: RefuseVerdict | UndecidedVerdict;
  /** What was done to it. */
  readonly report: QueryReport;
}

/** What became of a query. */
export type QueryOutcome =
  | {
    readonly kind: "rows";
    readonly statement: StatementKind;
    readonly result: QueryResult;
    readonly report: QueryReport;
  }
  | RefusedOutcome;

/** What became of an EXPLAIN. */
export type ExplainOutcome =
  | {
    readonly kind: "plan";
    readonly plan: PlanNode;
    readonly durationMs: number;
    readonly report: QueryReport;
  }
  | RefusedOutcome;

/** Answers clients' SQL from one database. Throws what `QueryExecutor.execute` throws. */
export interface QueryService {
  /** Checks `sql` and, if it may run, runs it. */
  query(call: QueryCall, options?: CallOptions): Promise<QueryOutcome>;
  /** The plan of `sql`; throws `PGMCP_INVALID_ARGUMENT` where it already is an EXPLAIN. */
  explain(call: ExplainCall, options?: CallOptions): Promise<ExplainOutcome>;
}
