// A bounded set of connections, opened when first needed, with a bounded queue of
// callers that wait for one. It hands a connection to one caller at a time, and
// never one that is known to be gone. What runs on them is left to the callers.

import { PgmcpError } from "../../../core/errors.ts";
import { cancelled } from "./connect_error.ts";
import { orCancelled } from "./or_cancelled.ts";

/** How long a server that is full is not asked for more connections while callers wait, in milliseconds. */
export const FULL_MS = 1_000;

/** How long a connection that is being cleaned is waited for, before another is opened, in milliseconds. */
const CLEANING_MS = 20;

/** What a pool needs of a connection. */
export interface PooledConnection {
  isLost(): boolean;
  destroy(): void;
  close(): Promise<void>;
}

/** Options of {@linkcode ConnectionPool}. */
export interface ConnectionPoolOptions<Connection> {
  /** The most connections at once. */
  readonly size: number;
  /** The most callers that wait; more are refused with `PGMCP_BUSY`. */
  readonly maxWaiting: number;
  /** How long a caller waits at most, in milliseconds; then `PGMCP_BUSY`. */
  readonly waitTimeoutMs: number;
  /** An unused connection is closed after this long, in milliseconds. */
  readonly idleTimeoutMs: number;
  /** Opens a connection. */
  open(signal: AbortSignal | undefined): Promise<Connection>;
}

/** Which connection is lent, and when. */
export interface AcquireOptions {
  readonly signal?: AbortSignal;
  /** One that was not used before; false by default. */
  readonly fresh?: boolean;
  /** Before all others that wait: for a call that had its turn, and has to come back; false by default. */
  readonly first?: boolean;
}

/** A connection on loan. */
export interface Lease<Connection> {
  readonly connection: Connection;
  /** Whether it was used before, and so may have died unnoticed. */
  readonly reused: boolean;
  /** Gives it back; `clean` says whether it may be used again. */
  release(clean: boolean): void;
  /** Gives it back once `clean` resolves to whether it may be used again, which must not take long. */
  releaseAfter(clean: Promise<boolean>): void;
  /** Gives its place to others, and leaves the connection to the caller, who ends it. */
  detach(): void;
}

interface Idle<Connection> {
  readonly connection: Connection;
  readonly since: number;
}

interface Waiter {
  readonly ticket: number;
  turn(word: "go" | "closed"): void;
}

/** The pool. */
export class ConnectionPool<Connection extends PooledConnection> {
  readonly #options: ConnectionPoolOptions<Connection>;
  readonly #idle: Idle<Connection>[] = [];
  readonly #waiting: Waiter[] = [];
  readonly #goodbyes = new Set<Promise<void>>();
  readonly #cleanings = new Set<Promise<void>>();
  #taken = 0;
  #tickets = 0;
  #fullUntilMs = 0;
  #preparing: Promise<Connection> | null = null;
  #sweeper: ReturnType<typeof setInterval> | null = null;
  #closed = false;

  /** The most connections at once. */
  get size(): number {
    return this.#options.size;
  }

  /** Makes an empty pool. */
  constructor(options: ConnectionPoolOptions<Connection>) {
    this.#options = options;
  }

  /** Lends a connection. Throws `PGMCP_BUSY`, `PGMCP_CANCELLED`, `PGMCP_SHUTTING_DOWN`, and what opening throws. */
  async acquire(options: AcquireOptions = {}): Promise<Lease<Connection>> {
    if (options.signal?.aborted) throw cancelled();
    // What is nearly there is sooner there than another.
    if (this.#preparing !== null) await orCancelled(this.#preparing, options.signal);
    if (this.#closed) throw new PgmcpError("PGMCP_SHUTTING_DOWN");
    const ticket = options.first === true ? 0 : ++this.#tickets;
    // Where places are free and callers wait, the server is full: nobody overtakes them.
    if (this.#taken < this.#options.size && this.#waiting.length === 0) this.#taken++;
    else await this.#wait(ticket, options.signal);
    for (;;) {
      // From here on this caller holds one of the places.
      try {
        return await this.#take(options);
      } catch (error) {
        // A full server is no failure where others will give a connection back.
        if (!isFull(error) || this.#taken === 1 || this.#closed) {
          this.#leave();
          throw error;
        }
        this.#taken--;
        this.#fullUntilMs = performance.now() + FULL_MS;
        await this.#wait(ticket, options.signal);
      }
    }
  }

  /**
   * Opens a connection ahead of the first caller, who waits for it instead of opening
   * another; null where there is or was one already. Throws what opening throws.
   */
  prepare(): Promise<Connection> | null {
    if (this.#closed || this.#taken > 0 || this.#idle.length > 0) return null;
    const preparing = this.acquire().then(({ connection, release }) => {
      release(true);
      return connection;
    }).finally(() => {
      this.#preparing = null;
    });
    preparing.catch(() => {}); // Whoever waits for it hears of it; perhaps nobody does.
    this.#preparing = preparing;
    return preparing;
  }

  /** Gives up what is idle: one connection died unnoticed, so the others may have, too. */
  distrustIdle(): void {
    for (const { connection } of this.#idle.splice(0)) connection.destroy();
  }

  /** Refuses new callers and closes what is idle; loans end when they are given back. */
  async close(): Promise<void> {
    this.#closed = true;
    if (this.#sweeper !== null) clearInterval(this.#sweeper);
    this.#sweeper = null;
    for (const waiter of this.#waiting.splice(0)) waiter.turn("closed");
    for (const { connection } of this.#idle.splice(0)) this.#discard(connection);
    await Promise.all(this.#goodbyes);
  }

  async #take(options: AcquireOptions): Promise<Lease<Connection>> {
    const { fresh = false } = options;
    const reused = this.#takeIdle(fresh) ?? (fresh ? null : await this.#takeCleaned());
    if (reused !== null) return this.#lend(reused, true);
    const connection = await this.#options.open(options.signal);
    if (this.#closed) {
      connection.destroy();
      throw new PgmcpError("PGMCP_SHUTTING_DOWN");
    }
    return this.#lend(connection, false);
  }

  #lend(connection: Connection, reused: boolean): Lease<Connection> {
    let released = false;
    const once = (give: () => void) => {
      if (released) return;
      released = true;
      give();
      this.#leave();
    };
    const release = (clean: boolean) =>
      once(() => {
        if (!clean) connection.destroy();
        else if (this.#closed) this.#discard(connection);
        else if (!connection.isLost()) this.#keep(connection);
      });
    return {
      ...{ connection, reused, release },
      releaseAfter: (clean) => {
        const cleaning = clean.then(release).finally(() => this.#cleanings.delete(cleaning));
        this.#cleanings.add(cleaning);
      },
      detach: () => once(() => {}),
    };
  }

  // The last one used is the first one reused, so that the others can fall idle.
  #takeIdle(fresh: boolean): Connection | null {
    for (;;) {
      const idle = this.#idle.pop();
      if (idle === undefined) return null;
      if (fresh) this.#discard(idle.connection);
      else if (!idle.connection.isLost()) return idle.connection;
    }
  }

  // What is nearly clean is sooner there than another.
  async #takeCleaned(): Promise<Connection | null> {
    if (this.#cleanings.size === 0) return null;
    const { promise: late, resolve } = Promise.withResolvers<void>();
    const timer = setTimeout(resolve, CLEANING_MS);
    await Promise.race([...this.#cleanings, late]);
    clearTimeout(timer);
    return this.#takeIdle(false);
  }

  #keep(connection: Connection): void {
    this.#idle.push({ connection, since: performance.now() });
    if (this.#sweeper !== null) return;
    const sweeper = setInterval(() => this.#sweep(), this.#options.idleTimeoutMs / 2);
    // This timer alone must not keep the process alive.
    Deno.unrefTimer(sweeper);
    this.#sweeper = sweeper;
  }

  #sweep(): void {
    const oldest = performance.now() - this.#options.idleTimeoutMs;
    while (this.#idle[0] !== undefined && this.#idle[0].since < oldest) {
      const idle = this.#idle.shift();
      if (idle !== undefined) this.#discard(idle.connection);
    }
    if (this.#idle.length > 0 || this.#sweeper === null) return;
    clearInterval(this.#sweeper);
    this.#sweeper = null;
  }

  #discard(connection: Connection): void {
    const goodbye = connection.close().finally(() => this.#goodbyes.delete(goodbye));
    this.#goodbyes.add(goodbye);
  }

  // A place is passed to the next caller directly, so that nobody overtakes.
  #leave(): void {
    const next = this.#waiting.shift();
    if (next === undefined) this.#taken--;
    else next.turn("go");
    // The server was full a while ago: the next one may see whether it still is.
    if (this.#taken === this.#options.size || performance.now() < this.#fullUntilMs) return;
    const another = this.#waiting.shift();
    if (another === undefined) return;
    this.#taken++;
    another.turn("go");
  }

  // In the order of their coming, also those that had a place and found the server full.
  #wait(ticket: number, signal: AbortSignal | undefined): Promise<void> {
    const waiting = this.#waiting;
    const found = waiting.findIndex((other) => other.ticket > ticket);
    const index = found < 0 ? waiting.length : found;
    // A place whose connection is being cleaned is as good as free.
    const most = this.#options.maxWaiting + this.#cleanings.size;
    if (index >= most) throw new PgmcpError("PGMCP_BUSY");
    return new Promise((resolve, reject) => {
      function settle(): void {
        clearTimeout(timer);
        signal?.removeEventListener("abort", onAbort);
        const place = waiting.indexOf(waiter);
        if (place >= 0) waiting.splice(place, 1);
      }
      function turn(word: "go" | "closed"): void {
        settle();
        if (word === "go") resolve();
        else reject(new PgmcpError("PGMCP_SHUTTING_DOWN"));
      }
      function onAbort(): void {
        settle();
        reject(cancelled());
      }
      const timer = setTimeout(() => {
        settle();
        reject(new PgmcpError("PGMCP_BUSY"));
      }, this.#options.waitTimeoutMs);
      signal?.addEventListener("abort", onAbort, { once: true });
      const waiter = { ticket, turn };
      waiting.splice(index, 0, waiter);
    });
  }
}

// The server has no slot left for another connection (SQLSTATE 53300).
function isFull(error: unknown): boolean {
  return error instanceof PgmcpError && error.code === "PGMCP_BUSY";
}
