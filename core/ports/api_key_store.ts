// The port behind which API keys are kept. It holds hashes, never a key; what a key may do
// is decided by those who ask. Keys are never changed but to be revoked or to get a new
// secret, and none is deleted: who had one must stay known.

import type { ApiKeyKind } from "../auth/api_key_kind.ts";
import type { RateLimit } from "../auth/rate_limit.ts";

/** One secret of a key: it has two for a while after it was rotated. */
export interface ApiKeySecret {
  /** SHA-256 of the whole key. */
  readonly hash: Uint8Array;
  /** When it ends, in milliseconds since 1970; null for never. */
  readonly expiresAtMs: number | null;
}

/** A key as it is kept. */
export interface StoredApiKey {
  /** What it is known by; no secret. */
  readonly id: string;
  readonly kind: ApiKeyKind;
  /** What whoever made it called it. */
  readonly name: string;
  /** The databases it may use, or an agent's may bring: names and globs. */
  readonly databases: readonly string[];
  /** The policy's role; null for none. */
  readonly role: string | null;
  /** The team it belongs to; null for none. */
  readonly team: string | null;
  readonly attributes: Readonly<Record<string, string>>;
  /** How often it may call; null for any. */
  readonly rate: RateLimit | null;
  /** When it was made, in milliseconds since 1970. */
  readonly createdAtMs: number;
  /** When it ends; null for never. */
  readonly expiresAtMs: number | null;
  /** When it was revoked; null where it was not. */
  readonly revokedAtMs: number | null;
  /** When it was last seen, to a minute or so; null for never. */
  readonly usedAtMs: number | null;
  readonly secrets: readonly ApiKeySecret[];
}

/** A stop of everything, until it is lifted. */
export interface Lockdown {
  /** Since when, in milliseconds since 1970. */
  readonly sinceMs: number;
  /** Why, for the log; null where nobody said. */
  readonly reason: string | null;
}

/** A new secret for a key. */
export interface ApiKeyRotation {
  readonly secret: ApiKeySecret;
  /** How long the secrets before it hold at most, in milliseconds since 1970. */
  readonly oldUntilMs: number;
}

/** Keeps keys. Its methods throw `PGMCP_KEYS_UNAVAILABLE` where it cannot be read or written. */
export interface ApiKeyStore extends AsyncDisposable {
  /** Keeps a new key. */
  add(key: StoredApiKey): Promise<void>;
  /** The key of that id; null where there is none. */
  find(id: string): Promise<StoredApiKey | null>;
  /** Every key, in the order they were made. */
  list(): Promise<readonly StoredApiKey[]>;
  /** Ends a key; false where there is none that is not revoked. */
  revoke(id: string, atMs: number): Promise<boolean>;
  /** Gives a key a new secret; false where there is none that is not revoked. */
  rotate(id: string, rotation: ApiKeyRotation): Promise<boolean>;
  /** Notes that a key was seen; no change in the sense of {@linkcode version}. */
  noteUse(id: string, atMs: number): Promise<void>;
  /** The stop that is in force; null where there is none. */
  lockdown(): Promise<Lockdown | null>;
  /** Puts a stop in force, or lifts it with null. */
  setLockdown(lockdown: Lockdown | null): Promise<void>;
  /** A number that is another one after every change, also by another process. */
  version(): Promise<number>;
}
