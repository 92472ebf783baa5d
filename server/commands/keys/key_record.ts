// A key as it is shown: everything but its hashes.

import { rateLimitText } from "../../../core/auth/rate_limit.ts";
import type { StoredApiKey } from "../../../core/ports/api_key_store.ts";

/** What a key is now. */
export type KeyState = "good" | "revoked" | "expired";

/** A key for `--json`; times are ISO 8601 in UTC. */
export interface KeyRecord {
  readonly id: string;
  readonly kind: string;
  readonly name: string;
  readonly state: KeyState;
  readonly databases: readonly string[];
  readonly role: string | null;
  readonly team: string | null;
  readonly attributes: Readonly<Record<string, string>>;
  readonly rate: string | null;
  readonly created_at: string;
  readonly expires_at: string | null;
  readonly revoked_at: string | null;
  readonly used_at: string | null;
}

/** `key` as it is at `nowMs` since 1970. */
export function keyRecord(key: StoredApiKey, nowMs: number): KeyRecord {
  const { id, kind, name, databases, role, team, attributes, rate } = key;
  return {
    id,
    kind,
    name,
    state: stateOf(key, nowMs),
    databases,
    role,
    team,
    attributes,
    rate: rate === null ? null : rateLimitText(rate),
    created_at: new Date(key.createdAtMs).toISOString(),
    expires_at: timeOrNull(key.expiresAtMs),
    revoked_at: timeOrNull(key.revokedAtMs),
    used_at: timeOrNull(key.usedAtMs),
  };
}

function stateOf({ revokedAtMs, expiresAtMs }: StoredApiKey, nowMs: number): KeyState {
  if (revokedAtMs !== null) return "revoked";
  return (expiresAtMs ?? Infinity) <= nowMs ? "expired" : "good";
}

function timeOrNull(atMs: number | null): string | null {
  return atMs === null ? null : new Date(atMs).toISOString();
}
