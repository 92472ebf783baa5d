// The port behind which it is counted how much of something was used: calls, rows. Counts
// outlive the process.

/** What is asked for. */
export interface QuotaRequest {
  /** The span, in milliseconds. */
  readonly windowMs: number;
  /** The most in any such span. */
  readonly limit: number;
  /** How much to take; 0 only asks. */
  readonly amount: number;
  /** Take it even where it is more than is left, because it has already been used; false by default. */
  readonly overdraw?: boolean;
}

/** What came of it. */
export interface QuotaAnswer {
  /** Whether the amount was taken: there was enough. With `overdraw` whether there was. */
  readonly allowed: boolean;
  /** What is left now; never below 0. */
  readonly remaining: number;
  /** When some of what is used counts no more, or, where it was not allowed, when the amount will fit; in milliseconds since 1970. */
  readonly resetsAtMs: number;
}

/** Counts what was used, by subject and span. */
export interface QuotaStore extends AsyncDisposable {
  /**
   * Takes an amount of what `subject` (such as `key:4f…`) may use. Never more than `limit` is
   * taken in any span of `windowMs`; what counts no more is found out to a sixtieth of it.
   */
  take(subject: string, request: QuotaRequest): Promise<QuotaAnswer>;
}
