// Cuts what a client sends into PostgreSQL's messages (section 54.2). The first ones have no
// type byte: the request for encryption, the request to cancel, and the start of a session.

/** The first bytes of a client's messages (PostgreSQL, section 54.7); `start` has none. */
export type ClientMessageKind = "start" | "password" | "query" | "sync" | "terminate" | "other";

/** One whole message. */
export interface ClientMessage {
  readonly kind: ClientMessageKind;
  /** All of it, type and length included. */
  readonly bytes: Uint8Array<ArrayBuffer>;
}

/** The largest message that is taken: SQL is at most 32 KB. */
const MAX_CLIENT_MESSAGE_BYTES = 1024 * 1024;

// H (Flush), c and f (the end of a COPY) wait for an answer as Q and F do.
const KINDS: Readonly<Record<string, ClientMessageKind>> = {
  p: "password",
  Q: "query",
  F: "query",
  H: "query",
  c: "query",
  f: "query",
  S: "sync",
  X: "terminate",
};

/** The messages of one connection. */
export class ClientMessages {
  #held: Uint8Array<ArrayBuffer> = new Uint8Array();
  #typed = false;

  /** From here on messages have a type byte. */
  started(): void {
    this.#typed = true;
  }

  /** Takes bytes as they come. */
  push(chunk: Uint8Array): void {
    const joined = new Uint8Array(this.#held.length + chunk.length);
    joined.set(this.#held);
    joined.set(chunk, this.#held.length);
    this.#held = joined;
  }

  /** The next whole message; null where there is none yet. Throws where no message can begin like that. */
  next(): ClientMessage | null {
    const head = this.#typed ? 1 : 0;
    const held = this.#held;
    if (held.length < head + 4) return null;
    const length = new DataView(held.buffer, held.byteOffset).getUint32(head);
    if (length < 4 || length > MAX_CLIENT_MESSAGE_BYTES) {
      throw new Error("Cannot read the client: its message has no possible length");
    }
    if (held.length < head + length) return null;
    this.#held = held.subarray(head + length);
    const bytes = held.slice(0, head + length);
    if (!this.#typed) return { kind: "start", bytes };
    return { kind: KINDS[String.fromCharCode(bytes[0] ?? 0)] ?? "other", bytes };
  }
}
