// The checksum at a key's end: it tells a mistyped or cut key, and a scanner's false
// alarm, from a real one without a look-up. It protects nothing: anybody can compute it.

import { base62 } from "./base62.ts";

/** How many characters it has: 62^6 is more than 2^32. */
export const CHECKSUM_LENGTH = 6;

// CRC-32 as in ISO-HDLC and gzip (RFC 1952, section 8), bit by bit: keys are short.
const POLYNOMIAL = 0xedb88320;

/** CRC-32 of `text`, which is ASCII, in base 62. */
export function apiKeyChecksum(text: string): string {
  let crc = 0xffffffff;
  for (let index = 0; index < text.length; index++) {
    crc ^= text.charCodeAt(index) & 0xff;
    for (let bit = 0; bit < 8; bit++) {
      crc = (crc & 1) === 1 ? (crc >>> 1) ^ POLYNOMIAL : crc >>> 1;
    }
  }
  const value = ~crc >>> 0;
  const bytes = new Uint8Array([value >>> 24, value >>> 16, value >>> 8, value]);
  return base62(bytes, CHECKSUM_LENGTH);
}
