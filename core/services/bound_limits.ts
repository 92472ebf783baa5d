// The limits one call runs under: the database's own are the ceiling, whoever asks.

import type { QueryLimits } from "../ports/query_executor.ts";

/** What narrows the limits of one call. */
export interface LimitBounds {
  /** Limits of the caller's; a wider one has no effect. */
  readonly limits?: Partial<QueryLimits>;
  /** How long the caller still waits, in milliseconds. */
  readonly deadlineMs?: number;
}

/** `ceiling`, or less where `bounds` ask for less. */
export function boundLimits(ceiling: QueryLimits, bounds: LimitBounds): QueryLimits {
  const { limits, deadlineMs } = bounds;
  if (limits === undefined && deadlineMs === undefined) return ceiling;
  const timeoutMs = Math.min(
    ceiling.timeoutMs,
    limits?.timeoutMs ?? Infinity,
    deadlineMs ?? Infinity,
  );
  return {
    maxRows: Math.min(ceiling.maxRows, limits?.maxRows ?? Infinity),
    maxBytes: Math.min(ceiling.maxBytes, limits?.maxBytes ?? Infinity),
    // A deadline that has passed must not read as "no timeout", which 0 is to PostgreSQL.
    timeoutMs: Math.max(1, Math.floor(timeoutMs)),
  };
}
