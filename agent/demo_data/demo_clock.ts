// The demo's time: everything happens in the days before one last day, so that the
// same rows can be moved to end on another day. UTC only.

const DAY_MS = 86_400_000;

/** The last day of the demo's rows as they are made, and as the prepared dump holds them. */
export const DEMO_LAST_DAY = "2026-10-31";

/** For how many days before {@linkcode DEMO_LAST_DAY} there are orders. */
export const DEMO_ORDER_DAYS = 728;

/** Milliseconds since 1970 at midnight, `daysBefore` days before the last day. */
export function demoDayMs(daysBefore: number): number {
  return Date.parse(`${DEMO_LAST_DAY}T00:00:00Z`) - daysBefore * DAY_MS;
}

/** The end of the last day, in milliseconds since 1970: nothing in the demo is later. */
export function demoEndMs(): number {
  return demoDayMs(0) + DAY_MS;
}

/** A moment as PostgreSQL reads a `timestamptz`. */
export function demoTimestamp(timeMs: number): string {
  return new Date(timeMs).toISOString().replace("T", " ").replace(/\.\d+Z$/, "+00");
}

/**
 * Whole weeks, in days, by which the rows can move so as to end at most a week before
 * `now`; negative never. Whole weeks keep weekends where they are.
 */
export function demoShiftDays(now: Date): number {
  const days = Math.floor((now.getTime() - demoEndMs()) / DAY_MS);
  return Math.max(0, Math.floor(days / 7) * 7);
}
