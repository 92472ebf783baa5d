// Stands between a socket and `pg`, which puts every message together in memory
// before anyone can look at it: one field can be a gigabyte. The gate reads the
// length that precedes each message and lets no message pass that is larger than
// asked for; what of it arrives is dropped. What passes is whole, has the shape of its
// kind, and comes when it is due: the first that does not ends the connection. It
// leaves what messages mean to others, but for errors, of which the first fields are kept.

import { Buffer } from "node:buffer";
import { EventEmitter } from "node:events";
import type { Duplex } from "node:stream";
import { asksForOtherLogin, columnCount, HEADER_BYTES, isWellFormed } from "./message_shape.ts";
import { type AwaitedStatement, createReplyOrder, type ReplyOrder } from "./reply_order.ts";

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
const DATA_ROW = 0x44;
const ERROR_RESPONSE = 0x45;
const ROW_DESCRIPTION = 0x54;
// Notices, notifications, data of COPY, and changed settings: nobody waits for them.
const DISPENSABLE: ReadonlySet<number> = new Set([0x4e, 0x41, 0x64, 0x53]);

/** Why the gate ended a connection. */
class RefusedMessage extends Error {
  /** `OTHER_LOGIN` of a server that wants another login than by password or certificate. */
  readonly code: "PROTOCOL_VIOLATION" | "OTHER_LOGIN";

  /** Holds nothing of the message itself. */
  constructor(code: RefusedMessage["code"]) {
    super(code);
    this.name = "RefusedMessage";
    this.code = code;
  }
}

/** The gate, in the shape of a socket, as far as `pg` uses one. */
export class FrameGate extends EventEmitter {
  readonly #socket: Duplex;
  readonly #options: FrameGateOptions;
  #gathered: Uint8Array[] | null = null;
  #rowLimit = MAX_MESSAGE_BYTES;
  /** Bytes of the message that is dropped that are still to come. */
  #left = 0;
  /** The beginning of a message that is not complete yet, and how many bytes there have to be of it to go on. */
  #held: Buffer[] = [];
  #heldBytes = 0;
  #wantedBytes = 0;
  /** What may come; null while the login is under way. */
  #order: ReplyOrder | null = null;
  #isCut = false;

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

  /** From here on only what answers these may come, in its order, whatever it is that comes of itself. */
  expect(groups: readonly (readonly AwaitedStatement[])[]): void {
    this.#order = createReplyOrder(groups);
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
    if (this.#isCut) return;
    const bytes = this.#withHeld(chunk);
    // From `from` on, everything may pass as one piece.
    let from = 0;
    let at = 0;
    while (at < bytes.length) {
      if (this.#left > 0) {
        const step = Math.min(this.#left, bytes.length - at);
        this.#left -= step;
        at += step;
        from = at;
        continue;
      }
      const whole = this.#wholeLength(bytes, at);
      if (bytes.length - at < whole) {
        this.#hold(bytes.subarray(at), whole);
        break;
      }
      const verdict = this.#judge(bytes, at);
      if (verdict === "refuse") return this.#cut(refusal(bytes, at));
      if (verdict === "pass") {
        at += whole;
        continue;
      }
      if (at > from) this.#pass(bytes.subarray(from, at));
      from = at;
      const length = bytes.readUInt32BE(at + 1);
      this.#left = 1 + length;
      if (verdict === "head") {
        this.#pass(shortError(bytes.subarray(at, at + ERROR_HEAD_BYTES)));
        if (length > MAX_ERROR_BYTES) return this.#cut();
      } else if (bytes[at] === DATA_ROW) this.#options.onLargeRow(length);
    }
    if (at > from) this.#pass(from === 0 && at === bytes.length ? bytes : bytes.subarray(from, at));
  }

  /** What is held, and the chunk behind it, as soon as that is enough to go on; before, nothing. */
  #withHeld(chunk: Buffer): Buffer {
    if (this.#heldBytes === 0) return chunk;
    this.#hold(chunk, this.#wantedBytes);
    if (this.#heldBytes < this.#wantedBytes) return Buffer.alloc(0);
    const bytes = Buffer.concat(this.#held);
    this.#held = [];
    this.#heldBytes = 0;
    return bytes;
  }

  #hold(piece: Buffer, wantedBytes: number): void {
    this.#held.push(piece);
    this.#heldBytes += piece.length;
    this.#wantedBytes = wantedBytes;
  }

  /** How much of the message at `at` there has to be, to judge it. */
  #wholeLength(bytes: Buffer, at: number): number {
    if (bytes.length - at < HEADER_BYTES) return HEADER_BYTES;
    const length = bytes.readUInt32BE(at + 1);
    const size = judgeSize(bytes[at] ?? 0, length, this.#rowLimit);
    if (size === "pass") return 1 + length;
    return size === "head" ? ERROR_HEAD_BYTES : HEADER_BYTES;
  }

  #judge(bytes: Buffer, at: number): Judgement {
    const kind = bytes[at] ?? 0;
    const size = judgeSize(kind, bytes.readUInt32BE(at + 1), this.#rowLimit);
    const passes = size === "pass";
    if (size === "refuse" || (passes && !isWellFormed(bytes, at))) return "refuse";
    const counted = passes && (kind === DATA_ROW || kind === ROW_DESCRIPTION);
    const columns = counted ? columnCount(bytes, at) : null;
    return this.#order?.admits(kind, columns) ?? true ? size : "refuse";
  }

  // What cannot be read, or used, of one server must not end what runs on others.
  #pass(piece: Uint8Array): void {
    if (this.#isCut) return;
    try {
      this.emit("data", piece);
    } catch (error) {
      this.#cut(error instanceof Error ? error : new RefusedMessage("PROTOCOL_VIOLATION"));
    }
  }

  #cut(error?: Error): void {
    this.#isCut = true;
    this.#socket.destroy(error);
  }
}

/** What becomes of a message. */
type Judgement = "pass" | "drop" | "head" | "refuse";

function judgeSize(kind: number, length: number, rowLimit: number): Judgement {
  if (length < 4) return "refuse";
  if (kind === DATA_ROW) return length > rowLimit ? "drop" : "pass";
  if (length <= MAX_MESSAGE_BYTES) return "pass";
  if (kind === ERROR_RESPONSE) return "head";
  return DISPENSABLE.has(kind) ? "drop" : "refuse";
}

function refusal(bytes: Uint8Array, at: number): Error {
  return new RefusedMessage(asksForOtherLogin(bytes, at) ? "OTHER_LOGIN" : "PROTOCOL_VIOLATION");
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
