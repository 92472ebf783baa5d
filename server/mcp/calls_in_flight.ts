// The calls that are running, so that an end can wait for them and, when its
// patience is over, cancel them in the database. Each call gets one signal that
// joins all reasons to stop and that never fires once the call is over: the
// SDK's own fires after normal completion too.

import { PgmcpError } from "../../core/errors.ts";

/** The calls of one server. */
export class CallsInFlight {
  readonly #running = new Set<AbortController>();
  readonly #waiting = new Set<() => void>();
  #draining = false;

  /** How many calls are running. */
  get size(): number {
    return this.#running.size;
  }

  /** Whether new calls are refused. */
  get draining(): boolean {
    return this.#draining;
  }

  /**
   * Runs `call` until it is done or one of `signals` aborts it. Throws what it throws, or the
   * `PgmcpError` that a signal was aborted with; `PGMCP_SHUTTING_DOWN` while draining.
   */
  async run<T>(
    signals: readonly AbortSignal[],
    call: (signal: AbortSignal) => Promise<T>,
  ): Promise<T> {
    if (this.#draining) throw new PgmcpError("PGMCP_SHUTTING_DOWN");
    const controller = new AbortController();
    function abort(): void {
      controller.abort(signals.find((signal) => signal.aborted)?.reason);
    }
    if (signals.some((signal) => signal.aborted)) abort();
    for (const signal of signals) signal.addEventListener("abort", abort, { once: true });
    this.#running.add(controller);
    try {
      return await call(controller.signal);
    } catch (error) {
      // What the database calls a cancelled statement has a better reason here.
      const { reason } = controller.signal;
      const cancelled = error instanceof PgmcpError && error.code === "PGMCP_CANCELLED";
      throw cancelled && reason instanceof PgmcpError ? reason : error;
    } finally {
      for (const signal of signals) signal.removeEventListener("abort", abort);
      this.#running.delete(controller);
      if (this.#running.size === 0) this.#wake();
    }
  }

  /** Refuses new calls, waits `graceMs` for the running ones, then aborts the rest and waits `cancelMs` for their end. */
  async drain(graceMs: number, cancelMs: number): Promise<void> {
    this.#draining = true;
    if (!await this.#idle(graceMs)) {
      const reason = new PgmcpError("PGMCP_SHUTTING_DOWN");
      for (const controller of this.#running) controller.abort(reason);
      await this.#idle(cancelMs);
    }
    // A turn of the event loop, in which the SDK writes the last answers.
    await new Promise((resolve) => setTimeout(resolve, 0));
  }

  #idle(timeoutMs: number): Promise<boolean> {
    if (this.#running.size === 0) return Promise.resolve(true);
    return new Promise((resolve) => {
      const wake = () => {
        clearTimeout(timer);
        this.#waiting.delete(wake);
        resolve(true);
      };
      const timer = setTimeout(() => {
        this.#waiting.delete(wake);
        resolve(false);
      }, timeoutMs);
      this.#waiting.add(wake);
    });
  }

  #wake(): void {
    for (const wake of [...this.#waiting]) wake();
  }
}
