// Holds a key to the rate it was given. The count is kept where the keys are, so that a
// restart is no way to start anew.

import { rateLimitText } from "../../core/auth/rate_limit.ts";
import { PgmcpError } from "../../core/errors.ts";
import type { QuotaStore } from "../../core/ports/quota_store.ts";
import type { Admission } from "./admission.ts";

/** Options of {@linkcode limitRate}. */
export interface LimitRateOptions {
  readonly quotas: QuotaStore;
  /** How many calls are made. */
  readonly calls: number;
  /** The clock, in milliseconds since 1970. */
  readonly now: () => number;
}

/** The refusal of calls beyond the rate, and how long to wait. */
export interface RateRefusal {
  readonly error: PgmcpError;
  readonly retryAfterSeconds: number;
}

/** Counts the calls; the refusal where they are too many, or null. Throws `PGMCP_KEYS_UNAVAILABLE`. */
export async function limitRate(
  admission: Admission,
  options: LimitRateOptions,
): Promise<RateRefusal | null> {
  const { principal, rate } = admission;
  if (rate === null || options.calls === 0) return null;
  const { amount: limit, windowMs } = rate;
  const answer = await options.quotas.take(`rate:${principal.id}`, {
    windowMs,
    limit,
    amount: options.calls,
  });
  if (answer.allowed) return null;
  const retryAfterSeconds = Math.max(1, Math.ceil((answer.resetsAtMs - options.now()) / 1_000));
  const error = new PgmcpError("PGMCP_RATE_LIMITED", {
    message: `The API key may make ${rateLimitText(rate)} calls, and has made them.`,
    hint: `Call again in ${retryAfterSeconds} s.`,
  });
  return { error, retryAfterSeconds };
}
