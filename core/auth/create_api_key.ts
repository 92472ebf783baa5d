// Makes a key: `pgmcp_<kind>_<id><secret><checksum>`. The secret is 256 random bits, so a
// plain SHA-256 of the key can be stored: there is nothing to guess that a slow password
// hash would have to protect.

import { apiKeyChecksum } from "./api_key_checksum.ts";
import type { ApiKeyKind } from "./api_key_kind.ts";
import { base62 } from "./base62.ts";

/** How many characters the id has: no secret, it is what logs and lists show. */
export const ID_LENGTH = 11;
/** How many characters the secret has: 62^43 is more than 2^256. */
export const SECRET_LENGTH = 43;

const ID_BYTES = 8;
const SECRET_BYTES = 32;

/** A key as it is shown once. */
export interface CreatedApiKey {
  /** What it is known by afterwards. */
  readonly id: string;
  /** The whole key. Secret. */
  readonly text: string;
}

/** Options of {@linkcode createApiKey}. */
export interface CreateApiKeyOptions {
  /** The id, where the key gets a new secret; a random one by default. */
  readonly id?: string;
  /** Random bytes; the platform's cryptographic ones by default. */
  readonly random?: (length: number) => Uint8Array;
}

/** Makes a key of `kind`. */
export function createApiKey(kind: ApiKeyKind, options: CreateApiKeyOptions = {}): CreatedApiKey {
  const random = options.random ?? ((length) => crypto.getRandomValues(new Uint8Array(length)));
  const id = options.id ?? base62(random(ID_BYTES), ID_LENGTH);
  const text = `pgmcp_${kind}_${id}${base62(random(SECRET_BYTES), SECRET_LENGTH)}`;
  return { id, text: text + apiKeyChecksum(text) };
}
