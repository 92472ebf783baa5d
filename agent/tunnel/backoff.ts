// How long to wait before dialling again: at random between nothing and a bound that doubles
// ("full jitter"), so that a hundred agents that lost one server do not come back at once.

/** Options of {@linkcode backoffMs}. */
export interface BackoffOptions {
  /** The bound of the first wait, in milliseconds. */
  readonly firstMs: number;
  /** The bound that is never passed. */
  readonly maxMs: number;
  /** Gives numbers from 0 to 1; `Math.random` by default. */
  readonly random?: () => number;
}

/** Where the server is only away: with a dial it is tried again at most every 5 s. */
export const AWAY_BACKOFF: BackoffOptions = { firstMs: 250, maxMs: 4_000 };
/** Where the server will not have this agent: only somebody can change that. */
export const REFUSED_BACKOFF: BackoffOptions = { firstMs: 5_000, maxMs: 60_000 };

/** The wait before attempt number `attempt`, which begins at 0. */
export function backoffMs(attempt: number, options: BackoffOptions): number {
  const { firstMs, maxMs, random = Math.random } = options;
  const boundMs = Math.min(maxMs, firstMs * 2 ** Math.min(attempt, 30));
  return Math.round(random() * boundMs);
}
