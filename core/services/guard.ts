// Contract only so far: the guard of architecture § 4, composed from core/sql.

import type { Catalogue } from "../ports/catalogue.ts";
import type { CallOptions } from "../ports/query_executor.ts";
import type { Verdict } from "../sql/verdict.ts";

/** Options of {@linkcode createGuard}. */
export interface GuardOptions {
  /** Refuse every write; true by default. */
  readonly readOnly?: boolean;
  /** The schemas whose relations may be named; all but the system's by default. */
  readonly schemas?: readonly string[] | null;
  /** The row cap wrapped around what returns rows; 100 by default. */
  readonly maxRows?: number;
  /** Says what undecided names are; without one they stay undecided. */
  readonly catalogue?: Catalogue;
}

/** Checks statements. */
export interface Guard {
  /** Says whether `sql` may run, and as what. Never throws on bad SQL; throws only what the catalogue throws. */
  check(sql: string, options?: CallOptions): Promise<Verdict>;
}

/** Makes a guard; the parser loads at the first check. */
export function createGuard(_options: GuardOptions = {}): Guard {
  throw new Error("not built yet");
}
