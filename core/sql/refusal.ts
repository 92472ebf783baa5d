// A "no" as the guard's inner steps say it: with a byte location, as the parser
// counts. `guard.ts` turns it into a verdict, whose position counts UTF-16 units.

import type { ErrorCode } from "../errors.ts";

/** Why a statement is refused, and where. */
export interface Refusal {
  readonly code: ErrorCode;
  /** What was refused and why. */
  readonly message: string;
  /** What would be accepted; the table's hint by default. */
  readonly hint?: string;
  /** The piece of SQL, as far as it has a name. */
  readonly fragment: string | null;
  /** Where it starts, in bytes of UTF-8; null where no one place is to blame. */
  readonly location: number | null;
}
