// The keys of the mask `hash`: HMAC with SHA-256 (RFC 2104) needs the key twice, mixed with two
// constants. Each role has a key of its own, made from the configured one, which therefore never
// leaves this process: what one role sees hashed, another cannot match.

/** The inner and the outer key, as PostgreSQL writes bytes. */
export interface HashKeyPads {
  readonly inner: string;
  readonly outer: string;
}

const BLOCK_BYTES = 64;

/** The keys for `role`, made from `key`. */
export async function hashKeyPads(key: Uint8Array, role: string): Promise<HashKeyPads> {
  const imported = await crypto.subtle.importKey(
    "raw",
    new Uint8Array(key),
    { name: "HMAC", hash: "SHA-256" },
    false,
    ["sign"],
  );
  const text = new TextEncoder().encode(`pgmcp hash mask\0${role}`);
  const own = new Uint8Array(await crypto.subtle.sign("HMAC", imported, text));
  const block = new Uint8Array(BLOCK_BYTES);
  block.set(own);
  return { inner: padded(block, 0x36), outer: padded(block, 0x5c) };
}

function padded(block: Uint8Array, pad: number): string {
  return `\\x${block.map((byte) => byte ^ pad).toHex()}`;
}
