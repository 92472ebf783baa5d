// SHA-256 (FIPS 180-4) of a text or of bytes, in hexadecimal.

/** The hash of `data`; of a text, that of its UTF-8. */
export async function sha256Hex(data: string | Uint8Array<ArrayBuffer>): Promise<string> {
  const bytes = typeof data === "string" ? new TextEncoder().encode(data) : data;
  return new Uint8Array(await crypto.subtle.digest("SHA-256", bytes)).toHex();
}
