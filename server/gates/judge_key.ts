// Whether a key that was sent is good now. Only whoever has the secret is told that a key
// was revoked, replaced or has expired; for anybody else there is no such key.

import { PgmcpError } from "../../core/errors.ts";
import type { StoredApiKey } from "../../core/ports/api_key_store.ts";
import { sameHash } from "./hash_api_key.ts";

/** A key and the moment it is judged at. */
export interface KeyAttempt {
  /** SHA-256 of what was sent. */
  readonly hash: Uint8Array;
  /** In milliseconds since 1970. */
  readonly nowMs: number;
}

/** A good key and when it ends by itself, or why it is none. */
export type KeyJudgement =
  | { readonly kind: "good"; readonly endsAtMs: number }
  | { readonly kind: "bad"; readonly error: PgmcpError };

/** Judges what was sent under the id of `key`; null where no key has it. */
export function judgeKey(key: StoredApiKey | null, attempt: KeyAttempt): KeyJudgement {
  const { hash, nowMs } = attempt;
  // Every secret is compared, so that the time tells nothing of which one it was.
  const [secret] = (key?.secrets ?? []).filter((known) => sameHash(known.hash, hash));
  if (key === null || secret === undefined) return bad("The API key is not valid: nobody has it.");
  if (key.revokedAtMs !== null) return bad("The API key was revoked.");
  const keyEndsAtMs = key.expiresAtMs ?? Infinity;
  if (keyEndsAtMs <= nowMs) return bad("The API key has expired.");
  const secretEndsAtMs = secret.expiresAtMs ?? Infinity;
  if (secretEndsAtMs <= nowMs) return bad("The API key was replaced: it got a new secret.");
  return { kind: "good", endsAtMs: Math.min(keyEndsAtMs, secretEndsAtMs) };
}

function bad(message: string): KeyJudgement {
  return { kind: "bad", error: new PgmcpError("PGMCP_KEY_NOT_VALID", { message }) };
}
