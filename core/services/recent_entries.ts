// What is remembered of callers for a while: an agent is told their names by its server, and a
// server that lies has as many as it likes. So it is bounded, and who is new where it is full is
// refused: whoever is known must not be forgotten for them.

import { PgmcpError } from "../errors.ts";

/** What an entry takes beside its key, in bytes, where it counts the most that it can: 60 slots. */
const ENTRY_BYTES = 1_200;
/** Room for some 25,000 entries with short names. */
const MAX_BYTES = 32 * 1024 * 1024;
/** How long to wait, once it is full, before it is looked through again. */
const LOOK_AGAIN_MS = 60_000;

/** When an entry is made, and until when it is needed, in milliseconds of one clock. */
export interface EntrySpan {
  readonly nowMs: number;
  readonly untilMs: number;
}

/** Values by key, each until its time is over. */
export class RecentEntries<Value> {
  readonly #entries = new Map<string, { readonly value: Value; readonly untilMs: number }>();
  readonly #maxBytes: number;
  #bytes = 0;
  #lookedAtMs = -Infinity;

  /** Remembers nothing yet; `maxBytes` is about how much it may take. */
  constructor(maxBytes: number = MAX_BYTES) {
    this.#maxBytes = maxBytes;
  }

  /** The value of `key`, also where its time is over and nobody has looked since. */
  get(key: string): Value | undefined {
    return this.#entries.get(key)?.value;
  }

  /** Remembers `value`. Throws `PGMCP_BUSY` where `key` is new and there is no room. */
  set(key: string, value: Value, { nowMs, untilMs }: EntrySpan): void {
    this.makeRoom(key, nowMs);
    if (!this.#entries.has(key)) this.#bytes += bytesOf(key);
    this.#entries.set(key, { value, untilMs });
  }

  /** Throws `PGMCP_BUSY` where `key` is new and there is no room for it. */
  makeRoom(key: string, nowMs: number): void {
    if (this.#entries.has(key) || this.#fits(key)) return;
    const due = Math.abs(nowMs - this.#lookedAtMs) >= LOOK_AGAIN_MS;
    if (due) {
      this.#lookedAtMs = nowMs;
      for (const [old, { untilMs }] of this.#entries) if (untilMs <= nowMs) this.delete(old);
    }
    if (this.#fits(key)) return;
    throw new PgmcpError("PGMCP_BUSY", {
      message: "More callers are counted at once than there is room for.",
    });
  }

  /** Forgets `key`. */
  delete(key: string): void {
    if (this.#entries.delete(key)) this.#bytes -= bytesOf(key);
  }

  #fits(key: string): boolean {
    return this.#bytes + bytesOf(key) <= this.#maxBytes;
  }
}

function bytesOf(key: string): number {
  return ENTRY_BYTES + 2 * key.length;
}
