// The key that signs reports: Ed25519 (RFC 8032), as `openssl genpkey -algorithm ed25519`
// writes it (PKCS#8 in PEM, RFC 7468). It refuses any other, and shows nothing of it.

import { PgmcpError } from "../errors.ts";

/** A key to sign with. */
export interface SigningKey {
  readonly privateKey: CryptoKey;
  /** The public half: 32 bytes in base64url. */
  readonly publicKey: string;
}

const PEM = /^-----BEGIN PRIVATE KEY-----\s+([A-Za-z0-9+/=\s]+)-----END PRIVATE KEY-----\s*$/;

/** Reads a key; throws `PGMCP_INVALID_CONFIGURATION` where `pem` holds none. */
export async function readSigningKey(pem: string): Promise<SigningKey> {
  const body = PEM.exec(pem.trim())?.[1];
  if (body === undefined) throw notAKey();
  try {
    const der = Uint8Array.fromBase64(body.replaceAll(/\s/g, ""));
    const privateKey = await crypto.subtle.importKey("pkcs8", der, "Ed25519", true, ["sign"]);
    const { x } = await crypto.subtle.exportKey("jwk", privateKey);
    if (x === undefined) throw notAKey();
    return { privateKey, publicKey: x };
  } catch (cause) {
    if (cause instanceof PgmcpError) throw cause;
    throw notAKey();
  }
}

// Without its cause: a parser's message may quote what it read.
function notAKey(): PgmcpError {
  return new PgmcpError("PGMCP_INVALID_CONFIGURATION", {
    message: "Cannot use PROVE_SIGNING_KEY: the file holds no Ed25519 private key in PEM (PKCS#8)",
    hint: "Make one: openssl genpkey -algorithm ed25519 -out prove.key",
  });
}
