// How often something may be done, as people write it: `100/h`, `10/s`, `5000/d`.

/** At most `amount` in any span of `windowMs`. */
export interface RateLimit {
  readonly amount: number;
  /** In milliseconds. */
  readonly windowMs: number;
}

const WINDOW_MS: ReadonlyMap<string, number> = new Map([
  ["s", 1_000],
  ["min", 60_000],
  ["h", 3_600_000],
  ["d", 86_400_000],
]);

/** Reads `text`; null where it is no rate. */
export function parseRateLimit(text: string): RateLimit | null {
  const match = /^([1-9]\d{0,8})\/(s|min|h|d)$/.exec(text.trim());
  const windowMs = WINDOW_MS.get(match?.[2] ?? "");
  return windowMs === undefined ? null : { amount: Number(match?.[1]), windowMs };
}

/** `rate` as {@linkcode parseRateLimit} reads it. */
export function rateLimitText(rate: RateLimit): string {
  const unit = [...WINDOW_MS].find(([, windowMs]) => windowMs === rate.windowMs)?.[0];
  return `${rate.amount}/${unit ?? `${rate.windowMs}ms`}`;
}
