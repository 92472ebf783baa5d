// What a tool answers. Text is for a model, structured content for a program.

import type { RefuseVerdict, UndecidedVerdict } from "../../core/sql/verdict.ts";

/** An answer, or the guard's "no" with the SQL it is about. Everything else is thrown as `PgmcpError`. */
export type ToolOutcome =
  | {
    readonly kind: "answer";
    /** The texts, in order; the first is the answer itself. */
    readonly texts: readonly string[];
    readonly structured: Readonly<Record<string, unknown>>;
    /** How much the answer holds, for the log. */
    readonly count: number;
    /** What is counted, in the singular: `row`. */
    readonly noun: string;
  }
  | {
    readonly kind: "refused";
    readonly verdict: RefuseVerdict | UndecidedVerdict;
    readonly sql: string;
  };
