// The databases as tools, resources and prompts see them: a list that can change
// while pgmcp runs, and leases that keep what a call uses open to its end.

import type { PgmcpError } from "../../core/errors.ts";
import type { ServedDatabase } from "./served_database.ts";

/** A database in the list. */
export interface ServedSummary {
  /** What clients call it. */
  readonly name: string;
  /** What it holds; null where nobody said. */
  readonly description: string | null;
  /** Whether writes are refused. */
  readonly readOnly: boolean;
  /** The most rows of an answer. */
  readonly maxRows: number;
  /** Why it cannot be used; null where it can, as far as is known without asking it. */
  readonly problem: PgmcpError | null;
}

/** A database that stays open until it is given back. */
export interface ServedLease {
  readonly served: ServedDatabase;
  /** Gives it back; safe to call twice. */
  release(): void;
}

/** The databases there are. */
export interface ServedDatabases {
  /** The list now, in order. */
  readonly list: readonly ServedSummary[];
  /** The database of that name; null where there is none. */
  lease(name: string): ServedLease | null;
}

/** What is served: one database without a name, several by name, or none (null). */
export type Served = ServedDatabase | ServedDatabases | null;

/** The name of a database that was configured without one, as in `pgmcp://default/schemas`. */
const SINGLE_DATABASE_NAME = "default";

/** `served` as a list. */
export function servedDatabases(served: Served): ServedDatabases {
  if (served === null) return { list: [], lease: () => null };
  if ("lease" in served) return served;
  const lease = { served, release() {} };
  return {
    list: [{
      name: SINGLE_DATABASE_NAME,
      description: null,
      readOnly: served.readOnly,
      maxRows: served.limits.maxRows,
      problem: null,
    }],
    lease: (name) => name === SINGLE_DATABASE_NAME ? lease : null,
  };
}
