// What a policy did to one statement, for its report, and what its reader has to be told.

import type { HiddenOrder } from "../ports/query_executor.ts";

/** What applied. */
export interface PolicyFindings {
  /** The policy's hash. */
  readonly hash: string;
  /** The rules that fired, by path. */
  readonly rules: readonly string[];
  /** The columns whose values were masked, as `schema.table.column`. */
  readonly maskedColumns: readonly string[];
  /** The tables of which only some rows were seen, as `schema.table`. */
  readonly filteredTables: readonly string[];
  /** What the answer has to tell its reader. */
  readonly notes: readonly string[];
  /** Scans whose order would tell of hidden values; null for none. */
  readonly hiddenOrder: HiddenOrder | null;
}

/** What a policy has to say of a statement that it does not touch. */
export function noFindings(hash: string): PolicyFindings {
  return { hash, rules: [], maskedColumns: [], filteredTables: [], notes: [], hiddenOrder: null };
}
