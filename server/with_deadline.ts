// A bound on how long something optional may take: a suggestion that comes late, or
// one database of many that does not answer, must not hold up the rest.

/** Options of {@linkcode withDeadline}. */
export interface DeadlineOptions {
  /** How long the call may take, in milliseconds. */
  readonly ms: number;
  /** Aborting it aborts the call too. */
  readonly signal: AbortSignal;
}

/** What `call` gives, or undefined once the deadline has passed, which aborts it. Throws what it throws before. */
export async function withDeadline<T>(
  options: DeadlineOptions,
  call: (signal: AbortSignal) => Promise<T>,
): Promise<T | undefined> {
  const controller = new AbortController();
  const abort = () => controller.abort();
  if (options.signal.aborted) abort();
  options.signal.addEventListener("abort", abort, { once: true });
  const late = Promise.withResolvers<undefined>();
  const timer = setTimeout(() => {
    late.resolve(undefined);
    abort();
  }, options.ms);
  try {
    return await Promise.race([call(controller.signal), late.promise]);
  } finally {
    clearTimeout(timer);
    options.signal.removeEventListener("abort", abort);
  }
}
