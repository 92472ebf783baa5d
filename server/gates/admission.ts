// What a gate gives for a request that it lets in: for whom it is, what they may use, and
// an end. It holds no secret.

import type { Principal } from "../../core/auth/principal.ts";
import type { RateLimit } from "../../core/auth/rate_limit.ts";

/** Whoever a request was let in for. One key's requests share one. */
export interface Admission {
  readonly principal: Principal;
  /** How often it may call; null for any. */
  readonly rate: RateLimit | null;
  /** Whether it may use the database of that name, or bring it. */
  mayUse(database: string): boolean;
  /** Aborts with a `PgmcpError` when it ends: the key was revoked, or has expired, or everything is stopped. */
  readonly ended: AbortSignal;
}

/** What a request must come with: a client's key at `/mcp`, an agent's at `/agent`. */
export type Audience = "agent" | "client";

/** Lets a request in, or answers it. Never throws on account of the request. */
export type Authenticate = (
  request: Request,
  audience: Audience,
) => Promise<Admission | Response>;
