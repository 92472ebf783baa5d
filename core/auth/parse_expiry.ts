// When something ends, as people write it: after a while (`90d`, `12h`, `8w`, `30min`), or
// on a day (`2027-01-31`, which it does not see).

const UNIT_MS: ReadonlyMap<string, number> = new Map([
  ["min", 60_000],
  ["h", 3_600_000],
  ["d", 86_400_000],
  ["w", 7 * 86_400_000],
]);

/** The moment in milliseconds since 1970 (UTC), counted from `nowMs`; null where `text` is none, or is past. */
export function parseExpiry(text: string, nowMs: number): number | null {
  const trimmed = text.trim();
  const match = /^([1-9]\d{0,4})(min|h|d|w)$/.exec(trimmed);
  const unitMs = UNIT_MS.get(match?.[2] ?? "");
  if (unitMs !== undefined) return nowMs + Number(match?.[1]) * unitMs;
  if (!/^\d{4}-\d{2}-\d{2}$/.test(trimmed)) return null;
  const day = new Date(`${trimmed}T00:00:00Z`);
  // The 31st of February is read as the 3rd of March.
  const real = !Number.isNaN(day.getTime()) && day.toISOString().startsWith(trimmed);
  return real && day.getTime() > nowMs ? day.getTime() : null;
}
