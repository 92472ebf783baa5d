// Backends that heard a cancel request and go on: a few of PostgreSQL's functions look at no
// interrupt until they return. Their callers have been answered. Their connections stay open, for
// only those tell when they are through; some go on beside the pool, more of them keep their places
// in it, so that whoever asks for such statements again and again cannot put ever more to work.

import type { Lease, PooledConnection } from "./connection_pool.ts";

/** A backend that has said nothing for this long is forgotten, in milliseconds: its host may be gone. */
export const FORGET_MS = 300_000;

/** The backends of one pool. */
export class StuckBackends {
  readonly #most: number;
  readonly #connections = new Set<PooledConnection>();

  /** `most` of them go on beside the pool. */
  constructor(most: number) {
    this.#most = most;
  }

  /** Takes a lease whose statement nobody waits for; `over` resolves when the server is through with it. */
  keep(lease: Lease<PooledConnection>, over: Promise<void>): void {
    const { connection } = lease;
    if (this.#connections.size < this.#most) lease.detach();
    this.#connections.add(connection);
    const timer = setTimeout(() => connection.destroy(), FORGET_MS);
    // This timer alone must not keep the process alive.
    Deno.unrefTimer(timer);
    void over.then(() => {
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
