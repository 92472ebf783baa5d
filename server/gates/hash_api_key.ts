// What is stored of a key, and how what was sent is compared with it. A key holds 256
// random bits: no guess hits it, so nothing slower than SHA-256 is needed, as it would be
// for passwords.

import { createHash, timingSafeEqual } from "node:crypto";

/** SHA-256 of the whole key. */
export function hashApiKey(text: string): Uint8Array {
  return createHash("sha256").update(text).digest();
}

/** Whether two hashes are equal, in a time that tells nothing of where they differ. */
export function sameHash(one: Uint8Array, other: Uint8Array): boolean {
  return one.byteLength === other.byteLength && timingSafeEqual(one, other);
}
