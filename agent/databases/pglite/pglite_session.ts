// One client's session with the embedded database over TCP. There is one database and one
// session inside it, so clients take turns: a turn is a transaction. Whoever has not said the
// password is not let near it.

import { timingSafeEqual } from "node:crypto";
import type { ClientMessage } from "./client_messages.ts";
import type { PgliteLink } from "./pglite_link.ts";
import type { PgliteServer } from "./pglite_server.ts";
import { type CancelKey, endsIdle, fatalError, withCancelKey } from "./server_messages.ts";
import type { Turns } from "./turns.ts";

/** What a session needs. */
export interface PgliteSessionOptions {
  readonly server: PgliteServer;
  readonly turns: Turns;
  /** What clients have to say; secret. */
  readonly password: string;
  readonly key: CancelKey;
  /** Sends bytes to the client, in order. */
  readonly write: (bytes: Uint8Array<ArrayBuffer>) => void;
}

/** The session after the client's first message. */
export class PgliteSession {
  readonly #options: PgliteSessionOptions;
  #start: Uint8Array<ArrayBuffer> | null;
  #admitted = false;
  #gathered: Uint8Array<ArrayBuffer>[] = [];
  #link: PgliteLink | null = null;
  #release: (() => void) | null = null;
  #ended = false;
  #work: Promise<void> = Promise.resolve();

  /** Begins with the client's start message. */
  constructor(start: Uint8Array<ArrayBuffer>, options: PgliteSessionOptions) {
    this.#start = start;
    this.#options = options;
  }

  /** Takes the next message; false where the session is over. */
  take(message: ClientMessage): boolean {
    if (!this.#admitted) return this.#logIn(message);
    this.#gathered.push(message.bytes);
    switch (message.kind) {
      case "terminate":
        return false;
      case "query":
      case "sync": {
        const packet = joined(this.#gathered.splice(0));
        this.#work = this.#work.then(() => this.#send(packet));
        return true;
      }
      case "start":
      case "password":
      case "other":
        return true;
    }
  }

  /** The request to cancel what runs for this client. */
  cancel(): void {
    if (this.#release !== null) this.#link?.cancel();
  }

  /** The client is gone: what runs for it is cancelled, and its transaction rolled back. */
  end(): void {
    this.#ended = true;
    if (this.#release === null) return;
    if (this.#link !== null) this.#options.server.abandon(this.#link);
    this.#free();
  }

  #logIn(message: ClientMessage): boolean {
    const { password, write } = this.#options;
    // Type, length, the password, and a zero (PostgreSQL, section 54.7).
    const said = message.bytes.subarray(5, -1);
    const expected = new TextEncoder().encode(password);
    this.#admitted = message.kind === "password" && said.length === expected.length &&
      timingSafeEqual(said, expected);
    if (!this.#admitted) write(fatalError("28P01", "password authentication failed"));
    const start = this.#start;
    this.#start = null;
    if (this.#admitted && start !== null) {
      this.#work = this.#work.then(() => this.#send(start, true));
    }
    return this.#admitted;
  }

  async #send(packet: Uint8Array<ArrayBuffer>, isStart = false): Promise<void> {
    const { key, server, turns, write } = this.#options;
    if (this.#ended) return;
    this.#release ??= await turns.take();
    // It may have left while it waited.
    if (this.#ended) return this.#free();
    const answers: Uint8Array<ArrayBuffer>[] = [];
    let tail: Uint8Array = new Uint8Array();
    try {
      const link = await server.start();
      // Another database under a session that began with the one before: the client has to begin anew.
      if (this.#link !== null && this.#link !== link) throw new Error("the database was restarted");
      if (this.#ended) return;
      this.#link = link;
      await link.send(packet, (answer) => {
        tail = joined([tail.slice(-6), answer.slice(-6)]).slice(-6);
        if (isStart) answers.push(answer);
        else if (!this.#ended) write(answer);
      });
      if (isStart) write(withCancelKey(joined(answers), key));
      if (endsIdle(tail)) this.#free();
    } catch {
      // Why is in the log of the database.
      this.#free();
      if (!this.#ended) write(fatalError("57P01", "the embedded database ended this session"));
      this.#ended = true;
    }
  }

  #free(): void {
    this.#release?.();
    this.#release = null;
  }
}

function joined(parts: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(parts.reduce((size, part) => size + part.length, 0));
  let at = 0;
  for (const part of parts) {
    bytes.set(part, at);
    at += part.length;
  }
  return bytes;
}
