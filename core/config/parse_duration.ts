// Durations as people write them in a variable: `500ms`, `10s`, `2m`, `1h`.
// A bare number is refused, because nobody can tell its unit from looking.

const UNIT_MS: ReadonlyMap<string, number> = new Map([
  ["ms", 1],
  ["s", 1000],
  ["m", 60_000],
  ["min", 60_000],
  ["h", 3_600_000],
]);

/** The duration in milliseconds, rounded up to a whole one; null where `text` is no duration. */
export function parseDurationMs(text: string): number | null {
  const match = /^(\d{1,9}(?:\.\d{1,6})?) ?(ms|s|min|m|h)$/i.exec(text.trim());
  if (match === null) return null;
  const [, amount = "", unit = ""] = match;
  const unitMs = UNIT_MS.get(unit.toLowerCase());
  return unitMs === undefined ? null : Math.ceil(Number(amount) * unitMs);
}
