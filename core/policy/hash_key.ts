// The key of `hash` masks, made of the secret that an operator chose: the same secret gives the same
// hashes wherever the database is served.

/** The shortest secret, in characters: who can guess it can enumerate what is hashed. */
export const MIN_HASH_KEY_LENGTH = 32;

/** The key that the secret `text` stands for: 32 bytes whatever its length, one block of an HMAC (RFC 2104). */
export async function deriveHashKey(text: string): Promise<Uint8Array> {
  const bytes = new TextEncoder().encode(`pgmcp policy hash 1\n${text}`);
  return new Uint8Array(await crypto.subtle.digest("SHA-256", bytes));
}
