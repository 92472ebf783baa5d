// Waits for locks between the attempts to run a statement, not within one. What a verdict rests on is
// looked at before the statement is read, and whoever changes it meanwhile holds a lock on it: a
// statement that waits for that lock runs what nobody has looked at.

import { PgmcpError } from "../../../core/errors.ts";
import { cancelled } from "./connect_error.ts";
import { LOCK_TIMEOUT_MS } from "./session_settings.ts";
import type { TransactionRequest } from "./statement_attempt.ts";

/** The SQLSTATE of a lock that could not be had. */
const LOCK_NOT_AVAILABLE = "55P03";

/** The pause before the second attempt, in milliseconds; each is twice the one before. */
const FIRST_PAUSE_MS = 10;

/** The longest pause between two attempts, in milliseconds. */
const LONGEST_PAUSE_MS = 320;

/**
 * Calls `attempt`, which waits for no lock, until it gets all it needs, for as long as a lock is
 * waited for at most. Throws what the last attempt threw.
 */
export async function waitForLocks<Result>(
  attempt: (request: TransactionRequest) => Promise<Result>,
  request: TransactionRequest,
  { signal }: { readonly signal?: AbortSignal | undefined },
): Promise<Result> {
  const { timeoutMs } = request.limits;
  const longestMs = Math.min(timeoutMs, LOCK_TIMEOUT_MS);
  const startedAt = performance.now();
  let pauseMs = FIRST_PAUSE_MS;
  let left = request;
  while (true) {
    try {
      return await attempt(left);
    } catch (error) {
      const isLocked = error instanceof PgmcpError && error.sqlState === LOCK_NOT_AVAILABLE;
      const nextMs = performance.now() - startedAt + pauseMs;
      if (!isLocked || nextMs >= longestMs) throw error;
    }
    await pause(pauseMs, signal);
    pauseMs = Math.min(2 * pauseMs, LONGEST_PAUSE_MS);
    const elapsedMs = performance.now() - startedAt;
    left = { ...request, limits: { ...request.limits, timeoutMs: timeoutMs - elapsedMs } };
  }
}

function pause(ms: number, signal: AbortSignal | undefined): Promise<void> {
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  const timer = setTimeout(end, ms);
  function end(): void {
    clearTimeout(timer);
    signal?.removeEventListener("abort", end);
    if (signal?.aborted) reject(cancelled());
    else resolve();
  }
  signal?.addEventListener("abort", end);
  if (signal?.aborted) end();
  return promise;
}
