// Backends that heard a cancel request and go on: a few of PostgreSQL's functions look at no
// interrupt until they return. Their callers have been answered. Their connections stay open, for
// only those tell when they are through; some go on beside the pool, more of them keep their places
// in it, so that whoever asks for such statements again and again cannot put ever more to work.

import type { Lease, PooledConnection } from "./connection_pool.ts";

/** A backend that has said nothing for this long is forgotten, in milliseconds: its host may be gone. */
const FORGET_MS = 300_000;

/** How often such a backend is told again, in milliseconds: a cancel request that came before its statement is lost. */
export const CANCEL_AGAIN_MS = 2_000;

/** A lease whose statement nobody waits for. */
export interface LeftLease {
  readonly lease: Lease<PooledConnection>;
  /** Resolves when the server is through with the statement. */
  readonly over: Promise<unknown>;
  /** Sends a cancel request, and never rejects. */
  cancel(): Promise<unknown>;
}

/** The backends of one pool. */
export class StuckBackends {
  readonly #most: number;
  readonly #connections = new Set<PooledConnection>();

  /** `most` of them go on beside the pool. */
  constructor(most: number) {
    this.#most = most;
  }

  /** Takes a lease; gives it back when its statement is over. */
  keep({ lease, over, cancel }: LeftLease): void {
    const { connection } = lease;
    if (this.#connections.size < this.#most) lease.detach();
    this.#connections.add(connection);
    void cancel();
    const again = setInterval(() => void cancel(), CANCEL_AGAIN_MS);
    const timer = setTimeout(() => connection.destroy(), FORGET_MS);
    // These timers alone must not keep the process alive.
    Deno.unrefTimer(again);
    Deno.unrefTimer(timer);
    void over.then(() => {
      clearInterval(again);
      clearTimeout(timer);
      this.#connections.delete(connection);
      connection.destroy();
      lease.release(false);
    });
  }

  /** Hangs up on all of them. */
  close(): void {
    for (const connection of this.#connections) connection.destroy();
  }
}
