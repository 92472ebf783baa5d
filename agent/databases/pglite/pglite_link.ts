// One Worker with one embedded database, from its start to its end. It takes protocol
// bytes and gives back what the database answers, one packet after the other. Ended
// once, it stays so: starting the next one is left to PgliteServer.

import type { CancelFlags, FromWorker, StartMessage, ToWorker } from "./pglite_messages.ts";
import { createPgliteWorkerUrl } from "./pglite_worker_url.ts";

/** Hears what a packet's answer is made of. */
export type AnswerListener = (bytes: Uint8Array<ArrayBuffer>) => void;

interface Packet {
  readonly onAnswer: AnswerListener;
  readonly answered: PromiseWithResolvers<void>;
}

/** A Worker's database. */
export class PgliteLink {
  readonly #worker: Worker;
  readonly #started = Promise.withResolvers<void>();
  readonly #packets: Packet[] = [];
  #cancelFlags: CancelFlags | null = null;
  #end: Error | null = null;

  /** Starts a Worker and its database. */
  constructor(message: StartMessage) {
    const url = createPgliteWorkerUrl();
    this.#worker = new Worker(url, { type: "module", name: "pgmcp-embedded-database" });
    this.#worker.addEventListener("message", (event: MessageEvent<FromWorker>) => {
      this.#onMessage(event.data);
    });
    this.#worker.addEventListener("error", (event) => {
      // Unhandled, it would end the process.
      event.preventDefault();
      this.terminate(event.message);
    });
    this.#started.promise
      .catch(() => {}) // Whoever waits for `ready` hears of it.
      .finally(() => URL.revokeObjectURL(url));
    this.#post(message);
  }

  /** Resolves when the database answers; rejects with the reason if it ends before. */
  get ready(): Promise<void> {
    return this.#started.promise;
  }

  /** Whether the Worker is gone. */
  get ended(): boolean {
    return this.#end !== null;
  }

  /** Whether a packet is still being answered. */
  get busy(): boolean {
    return this.#packets.length > 0;
  }

  /** Sends one packet of whole messages; resolves when all of the answer is there, rejects if the Worker ends before. */
  send(bytes: Uint8Array, onAnswer: AnswerListener): Promise<void> {
    const answered = Promise.withResolvers<void>();
    if (this.#end === null) {
      this.#packets.push({ onAnswer, answered });
      this.#post({ kind: "send", bytes: new Uint8Array(bytes) });
    } else answered.reject(this.#end);
    return answered.promise;
  }

  /** Resolves true when nothing is being answered any more, false after `waitMs` or when the Worker ended. */
  async idleWithin(waitMs: number): Promise<boolean> {
    const last = this.#packets.at(-1);
    if (last === undefined) return !this.ended;
    const timer = Promise.withResolvers<boolean>();
    const id = setTimeout(() => timer.resolve(false), waitMs);
    try {
      return await Promise.race([
        last.answered.promise.then(() => true, () => false),
        timer.promise,
      ]);
    } finally {
      clearTimeout(id);
    }
  }

  /** Cancels the statement that runs, if one does: PostgreSQL then ends it as after a cancel request. */
  cancel(): void {
    if (!this.busy || this.#cancelFlags === null) return;
    const bytes = new Uint8Array(this.#cancelFlags.memory.buffer);
    for (const offset of this.#cancelFlags.offsets) Atomics.store(bytes, offset, 1);
  }

  /** Gives the Worker up. One that waits stops; a busy one runs on to the end of its statement, unheard. */
  terminate(reason: string): void {
    if (this.#end !== null) return;
    this.#end = new Error(`the embedded database ended: ${reason}`);
    this.#worker.terminate();
    this.#started.reject(this.#end);
    for (const packet of this.#packets.splice(0)) packet.answered.reject(this.#end);
  }

  #onMessage(message: FromWorker): void {
    switch (message.kind) {
      case "ready":
        this.#cancelFlags = message.cancelFlags;
        return this.#started.resolve();
      case "data":
        return this.#packets[0]?.onAnswer(message.bytes);
      case "done":
        return this.#packets.shift()?.answered.resolve();
      case "failed":
        return this.terminate(message.reason);
    }
  }

  #post(message: ToWorker): void {
    this.#worker.postMessage(message);
  }
}
