// Sizes as people write them in a variable: `100KiB`, `1MB`, `65536`. The
// prefixes follow IEC 80000-13: KiB is 1,024 bytes, kB is 1,000.

const UNIT_BYTES: ReadonlyMap<string, number> = new Map([
  ["", 1],
  ["b", 1],
  ["kb", 1000],
  ["mb", 1000 ** 2],
  ["gb", 1000 ** 3],
  ["kib", 1024],
  ["mib", 1024 ** 2],
  ["gib", 1024 ** 3],
]);

/** The size in bytes, rounded up to a whole one; null where `text` is no size. */
export function parseByteSize(text: string): number | null {
  const match = /^(\d{1,15}(?:\.\d{1,6})?) ?([kmg]?i?b)?$/i.exec(text.trim());
  if (match === null) return null;
  const [, amount = "", unit = ""] = match;
  const unitBytes = UNIT_BYTES.get(unit.toLowerCase());
  if (unitBytes === undefined) return null;
  // Half a byte is a slip, not a size.
  if (unitBytes === 1 && amount.includes(".")) return null;
  return Math.ceil(Number(amount) * unitBytes);
}
