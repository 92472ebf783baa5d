// Numbers as digits and letters: a key may then be selected with a double click, and
// passes through shells, URLs and headers as it is.

const DIGITS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
const BASE = BigInt(DIGITS.length);

/** The bytes, read as one unsigned number, in exactly `length` characters. Throws a RangeError where they do not fit. */
export function base62(bytes: Uint8Array, length: number): string {
  let rest = bytes.reduce((number, byte) => (number << 8n) | BigInt(byte), 0n);
  let text = "";
  while (text.length < length) {
    text = DIGITS.charAt(Number(rest % BASE)) + text;
    rest /= BASE;
  }
  if (rest > 0n) {
    throw new RangeError(`Cannot write ${bytes.length} bytes in ${length} characters`);
  }
  return text;
}
