// The stream side of MCP's stdio transport (2025-11-25 and 2026-07-28, "stdio"): a
// JSON-RPC message a line, on web streams. The SDK's own drops what is in flight when
// the input ends; this one first answers what was asked, within a bound, so that a shell
// pipe (`printf … | pgmcp stdio`) gets its answers. It answers requests that are too long
// with an error, without keeping them. What the messages mean is left to others.

import { setImmediate } from "node:timers";
import { ERROR_TABLE, PgmcpError } from "../../core/errors.ts";
import { RequestIdScanner } from "./request_id_scanner.ts";

/** Options of {@linkcode StdioTransport}. */
export interface StdioTransportOptions {
  readonly input: ReadableStream<Uint8Array>;
  readonly output: WritableStream<Uint8Array>;
  /** The longest line accepted, in bytes; a longer request is answered with `PGMCP_BODY_TOO_LARGE`. */
  readonly maxLineBytes: number;
  /** How long answers may still take after the input ended, in milliseconds. */
  readonly endGraceMs: number;
}

/** What is sent: a request or notification with a method, or an answer with an id. */
export interface OutgoingMessage {
  readonly jsonrpc: "2.0";
  readonly id?: string | number;
  readonly method?: string;
  readonly error?: unknown;
}

const NEWLINE = 10;

function endOfTurn(): Promise<void> {
  return new Promise((resolve) => void setImmediate(resolve));
}

/** One connection over a pair of byte streams. */
export class StdioTransport {
  /** Called once the connection has ended. */
  onclose?: () => void;
  /** Called with what went wrong, in words that quote no input. */
  onerror?: (error: Error) => void;
  /** Called with each message, unchecked. */
  onmessage?: (message: unknown) => void;

  readonly #options: StdioTransportOptions;
  readonly #writer: WritableStreamDefaultWriter<Uint8Array>;
  readonly #reader: ReadableStreamDefaultReader<Uint8Array>;
  readonly #encoder = new TextEncoder();
  readonly #decoder = new TextDecoder();
  readonly #unanswered = new Set<string | number>();
  readonly #closed = Promise.withResolvers<void>();
  readonly #waiting = new Set<() => void>();
  #isClosed = false;

  /** Takes hold of both streams; reads nothing yet. */
  constructor(options: StdioTransportOptions) {
    this.#options = options;
    this.#reader = options.input.getReader();
    this.#writer = options.output.getWriter();
  }

  /** Resolves once the connection has ended, from whichever side. */
  get closed(): Promise<void> {
    return this.#closed.promise;
  }

  /** Resolves once every request is answered and written, or after `timeoutMs`. */
  async answered(timeoutMs: number): Promise<void> {
    if (this.#isClosed || this.#unanswered.size === 0) return;
    await new Promise<void>((resolve) => {
      const done = () => {
        clearTimeout(timer);
        this.#waiting.delete(done);
        resolve();
      };
      const timer = setTimeout(done, timeoutMs);
      this.#waiting.add(done);
    });
  }

  /** Starts reading. */
  start(): void {
    this.#read().catch((error) => this.#report(error)).finally(() => this.#end());
  }

  /** Waits with the end for an answer to the request `id`. */
  expect(id: string | number): void {
    this.#unanswered.add(id);
  }

  /** No longer waits for that answer: it came, or never will. */
  settle(id: string | number): void {
    this.#unanswered.delete(id);
    if (this.#unanswered.size === 0) this.#wake();
  }

  /** Writes a message; resolves once the stream took it. */
  async send(message: OutgoingMessage): Promise<void> {
    if (this.#isClosed) throw new Error("Cannot send: the connection is closed.");
    try {
      await this.#writer.write(this.#encoder.encode(`${JSON.stringify(message)}\n`));
    } catch (error) {
      // The reader of our output is gone, and with it the client.
      await this.close();
      throw error;
    } finally {
      if (message.method === undefined && message.id !== undefined) this.settle(message.id);
    }
  }

  /** Ends the connection without waiting for answers; safe to call twice. */
  async close(): Promise<void> {
    if (this.#isClosed) return;
    this.#isClosed = true;
    this.#wake();
    await this.#reader.cancel().catch((error) => this.#report(error));
    this.#writer.releaseLock();
    this.onclose?.();
    this.#closed.resolve();
  }

  async #read(): Promise<void> {
    const { maxLineBytes } = this.#options;
    let pieces: Uint8Array[] = [];
    let bytes = 0;
    let tooLong: RequestIdScanner | null = null;
    const add = (piece: Uint8Array) => {
      bytes += piece.length;
      pieces.push(piece);
      if (bytes <= maxLineBytes) return;
      tooLong ??= new RequestIdScanner();
      for (const kept of pieces) tooLong.feed(kept);
      pieces = [];
    };
    const end = () => {
      if (tooLong === null) this.#line(pieces);
      else this.#refuse(tooLong.requestId, bytes);
      pieces = [];
      bytes = 0;
      tooLong = null;
    };
    for (;;) {
      const { value, done } = await this.#reader.read();
      if (done) break;
      let from = 0;
      for (let at = value.indexOf(NEWLINE); at >= 0; at = value.indexOf(NEWLINE, from)) {
        add(value.subarray(from, at));
        end();
        from = at + 1;
      }
      add(value.subarray(from));
      // Reading on wakes another thread; what was asked is first sent on its way.
      if (from > 0) await endOfTurn();
    }
    end();
  }

  // Whoever sent it waits for an answer.
  #refuse(id: string | number | null, bytes: number): void {
    this.#report(new Error(`Cannot read a message of ${bytes} bytes: it is too long.`));
    if (id === null) return;
    const { code, message, hint } = new PgmcpError("PGMCP_BODY_TOO_LARGE", {
      message: `The request has ${bytes} bytes: it is too large.`,
      hint: `Send at most ${this.#options.maxLineBytes} bytes.`,
    });
    const error = {
      code: ERROR_TABLE[code].jsonRpcCode,
      message: `${code}: ${message} ${hint}`,
      data: { code, hint },
    };
    this.send({ jsonrpc: "2.0", id, error }).catch((failure) => this.#report(failure));
  }

  #line(pieces: readonly Uint8Array[]): void {
    const text = pieces.map((piece) => this.#decoder.decode(piece, { stream: true })).join("") +
      this.#decoder.decode();
    if (text.trim() === "") return;
    let message: unknown;
    try {
      message = JSON.parse(text);
    } catch {
      // The cause would quote the line, which can hold values.
      return this.#report(new Error("Cannot read a line of input: it is not JSON."));
    }
    this.onmessage?.(message);
  }

  #wake(): void {
    for (const wake of [...this.#waiting]) wake();
  }

  async #end(): Promise<void> {
    await this.answered(this.#options.endGraceMs);
    await this.close();
  }

  #report(error: unknown): void {
    this.onerror?.(error instanceof Error ? error : new Error(String(error)));
  }
}
