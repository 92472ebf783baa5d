// Stands between a socket and `pg`, which puts every message together in memory
// before anyone can look at it: one field can be a gigabyte. The gate reads the
// length that precedes each message and lets no message pass that is larger than
// asked for; what of it arrives is dropped. It leaves what messages mean to others,
// but for errors, of which the first fields are kept.

import { Buffer } from "node:buffer";
import { EventEmitter } from "node:events";
import type { Duplex } from "node:stream";

/** What the gate tells beside the bytes it lets pass. */
export interface FrameGateOptions {
  /** The socket, connected or connecting itself when told to. */
  readonly socket: Duplex;
  /** Whether it is connected. */
  readonly connected: boolean;
  /** Called with the length of a row that is not let pass, before any of it has arrived. */
  onLargeRow(bytes: number): void;
}

/** The largest message that is no row, in bytes: the description of 1,664 columns is the largest of use. */
const MAX_MESSAGE_BYTES = 256 * 1024;
/** After a longer error the connection is cut: what is still to come of it is not worth the wait. */
const MAX_ERROR_BYTES = 8 * 1024 * 1024;
/** How much of a larger error is kept, in bytes: severity and SQLSTATE come first. */
const ERROR_HEAD_BYTES = 4 * 1024;
/** The length words of a row of 1,664 columns. */
const ROW_OVERHEAD_BYTES = 8 * 1024;
const HEADER_BYTES = 5;
const DATA_ROW = 0x44;
const ERROR_RESPONSE = 0x45;
// Notices, notifications, data of COPY, and changed settings: nobody waits for them.
const DISPENSABLE: ReadonlySet<number> = new Set([0x4e, 0x41, 0x64, 0x53]);

/** The gate, in the shape of a socket, as far as `pg` uses one. */
export class FrameGate extends EventEmitter {
  readonly #socket: Duplex;
  readonly #options: FrameGateOptions;
  #gathered: Uint8Array[] | null = null;
  #rowLimit = MAX_MESSAGE_BYTES;
  /** Bytes of the message under way that are still to come. */
  #left = 0;
  #mode: "pass" | "drop" = "pass";
  /** The beginning of a header, or of an error, that is not complete yet. */
  #held: Buffer = Buffer.alloc(0);

  /** Makes a gate in front of a socket. */
  constructor(options: FrameGateOptions) {
    super();
    this.#socket = options.socket;
    this.#options = options;
    const { socket } = options;
    socket.on("data", (chunk: Buffer) => this.#receive(chunk));
    socket.on("error", (error) => this.emit("error", error));
    socket.on("close", () => this.emit("close"));
    socket.on("end", () => this.emit("end"));
    if (!options.connected) socket.on("connect", () => this.emit("connect"));
  }

  /** Lets rows of up to so many bytes of values pass. */
  limitRows(bytes: number): void {
    this.#rowLimit = Math.max(bytes + ROW_OVERHEAD_BYTES, MAX_MESSAGE_BYTES);
  }

  /** Whether it can be written to. */
  get writable(): boolean {
    return this.#socket.writable;
  }

  /** Connects, where that is not done. */
  connect(...target: readonly unknown[]): this {
    if (this.#options.connected) queueMicrotask(() => this.emit("connect"));
    else this.#call("connect", ...target);
    return this;
  }

  /** The socket's own, or gathered while corked. */
  write(chunk: Uint8Array, done?: (error?: Error | null) => void): boolean {
    if (this.#gathered !== null && done === undefined) {
      this.#gathered.push(chunk);
      return true;
    }
    this.uncork();
    return this.#socket.write(chunk, done);
  }
  /** The socket's own. */
  end(): void {
    this.#socket.end();
  }
  /** The socket's own. */
  destroy(error?: Error): void {
    this.#socket.destroy(error);
  }
  /** From here on what is written is gathered: a batch of 17 messages is one write, not 17. */
  cork(): void {
    this.#gathered = [];
  }
  /** Writes what was gathered, as one piece. */
  uncork(): void {
    const gathered = this.#gathered ?? [];
    this.#gathered = null;
    if (gathered.length > 0) this.#socket.write(Buffer.concat(gathered));
  }
  /** The socket's own. */
  setNoDelay(on: boolean): void {
    this.#call("setNoDelay", on);
  }
  /** The socket's own. */
  setKeepAlive(on: boolean, delayMs?: number): void {
    this.#call("setKeepAlive", on, delayMs);
  }
  /** The server's certificate, for channel binding. */
  getPeerCertificate(): unknown {
    return this.#call("getPeerCertificate");
  }

  // A Duplex need not have what a socket has.
  #call(name: string, ...values: readonly unknown[]): unknown {
    const method: unknown = Reflect.get(this.#socket, name);
    return typeof method === "function" ? method.apply(this.#socket, values) : undefined;
  }

  #receive(chunk: Buffer): void {
    let bytes = chunk;
    if (this.#held.length > 0) {
      bytes = Buffer.concat([this.#held, chunk]);
      this.#held = Buffer.alloc(0);
    }
    // From `from` on, everything may pass as one piece.
    let from = 0;
    let at = 0;
    while (at < bytes.length) {
      if (this.#left > 0) {
        const step = Math.min(this.#left, bytes.length - at);
        if (this.#mode === "drop") from = at + step;
        this.#left -= step;
        at += step;
        continue;
      }
      if (bytes.length - at < HEADER_BYTES) break;
      const kind = bytes[at] ?? 0;
      const length = bytes.readUInt32BE(at + 1);
      const verdict = this.#judge(kind, length);
      if (verdict === "refuse") return this.#cut(new Error("PROTOCOL_VIOLATION"));
      if (verdict === "head" && bytes.length - at < ERROR_HEAD_BYTES) break;
      this.#left = 1 + length;
      this.#mode = verdict === "pass" ? "pass" : "drop";
      if (verdict === "pass") continue;
      if (at > from) this.emit("data", bytes.subarray(from, at));
      from = at;
      if (verdict === "head") {
        this.emit("data", shortError(bytes.subarray(at, at + ERROR_HEAD_BYTES)));
        if (length > MAX_ERROR_BYTES) return this.#cut();
      } else if (kind === DATA_ROW) this.#options.onLargeRow(length);
    }
    if (at > from) {
      this.emit("data", from === 0 && at === bytes.length ? bytes : bytes.subarray(from, at));
    }
    if (at < bytes.length) this.#held = bytes.subarray(at);
  }

  #judge(kind: number, length: number): "pass" | "drop" | "head" | "refuse" {
    if (length < 4) return "refuse";
    if (kind === DATA_ROW) return length > this.#rowLimit ? "drop" : "pass";
    if (length <= MAX_MESSAGE_BYTES) return "pass";
    if (kind === ERROR_RESPONSE) return "head";
    return DISPENSABLE.has(kind) ? "drop" : "refuse";
  }

  #cut(error?: Error): void {
    this.#left = Infinity;
    this.#mode = "drop";
    this.#socket.destroy(error);
  }
}

// The fields that are whole, as a message of their own (PostgreSQL, section 54.8).
function shortError(head: Buffer): Buffer {
  const end = head.lastIndexOf(0) + 1;
  const fields = end > HEADER_BYTES ? head.subarray(HEADER_BYTES, end) : Buffer.alloc(0);
  const message = Buffer.alloc(HEADER_BYTES + fields.length + 1);
  message[0] = ERROR_RESPONSE;
  message.writeUInt32BE(message.length - 1, 1);
  fields.copy(message, HEADER_BYTES);
  return message;
}
