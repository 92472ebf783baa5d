// Signatures of policy files (Ed25519, RFC 8032). They stand beside the file, one a line,
// so that two people can sign apart and an editor's own tools still read the policy. What
// is signed is a purpose and the file's bytes: a key's signature under anything else holds
// for nothing here.

/** A signature as it stands in the file. */
export interface PolicySignature {
  /** The signer's public key: 32 bytes in base64url. */
  readonly publicKey: string;
  /** 64 bytes in base64url. */
  readonly value: string;
}

const PURPOSE = "pgmcp policy 1\n";
const LINE = /^ed25519 ([\w-]{43}) ([\w-]{86})$/;

/** The signature of `bytes` as a line of a signature file. */
export async function signPolicy(
  bytes: Uint8Array,
  key: { readonly privateKey: CryptoKey; readonly publicKey: string },
): Promise<string> {
  const value = await crypto.subtle.sign("Ed25519", key.privateKey, signedBytes(bytes));
  return `ed25519 ${key.publicKey} ${
    new Uint8Array(value).toBase64({ alphabet: "base64url", omitPadding: true })
  }`;
}

/** The signatures in a signature file; lines that are none are left out. */
export function readSignatures(text: string): readonly PolicySignature[] {
  return text.split("\n").flatMap((line) => {
    const [, publicKey, value] = LINE.exec(line.trim()) ?? [];
    return publicKey === undefined || value === undefined ? [] : [{ publicKey, value }];
  });
}

/** Whether `text` is a public key: 32 bytes in base64url. */
export function isPublicKey(text: string): boolean {
  return /^[\w-]{43}$/.test(text);
}

/** How many of `trusted` have signed `bytes`; one that signed twice counts once. */
export async function countSigners(
  bytes: Uint8Array,
  signatures: readonly PolicySignature[],
  trusted: readonly string[],
): Promise<number> {
  const signers = new Set<string>();
  for (const signature of signatures) {
    const { publicKey } = signature;
    if (!trusted.includes(publicKey) || signers.has(publicKey)) continue;
    if (await holds(signature, bytes)) signers.add(publicKey);
  }
  return signers.size;
}

async function holds(signature: PolicySignature, bytes: Uint8Array): Promise<boolean> {
  try {
    const raw = fromBase64Url(signature.publicKey);
    const key = await crypto.subtle.importKey("raw", raw, "Ed25519", true, ["verify"]);
    const value = fromBase64Url(signature.value);
    return await crypto.subtle.verify("Ed25519", key, value, signedBytes(bytes));
  } catch (error) {
    // What is no key or no signature does not hold.
    if (error instanceof SyntaxError || error instanceof DOMException) return false;
    throw error;
  }
}

function signedBytes(bytes: Uint8Array): Uint8Array<ArrayBuffer> {
  const purpose = new TextEncoder().encode(PURPOSE);
  const whole = new Uint8Array(purpose.length + bytes.length);
  whole.set(purpose);
  whole.set(bytes, purpose.length);
  return whole;
}

function fromBase64Url(text: string): Uint8Array<ArrayBuffer> {
  return Uint8Array.fromBase64(text, { alphabet: "base64url" });
}
