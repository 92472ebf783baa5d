// A client's connection to the embedded database, in the shape of a socket: what `pg`
// takes in place of one. A goodbye leaves the database running; destroying the stream
// while something runs stops it, for that is how the adapter cancels.

import { Buffer } from "node:buffer";
import { Duplex } from "node:stream";
import type { PgliteLink } from "./pglite_link.ts";
import type { PgliteServer } from "./pglite_server.ts";

/** The first byte of Terminate (PostgreSQL, section 54.7). */
const TERMINATE = 0x58;

/** The stream. */
export class PgliteStream extends Duplex {
  readonly #server: PgliteServer;
  #link: PgliteLink | null = null;
  #saidGoodbye = false;

  /** Makes a stream to `server`, which is started with the first bytes. */
  constructor(server: PgliteServer) {
    super({ decodeStrings: true });
    this.#server = server;
  }

  /** Called where a socket would connect: there is nothing to do but to say so. */
  connect(): this {
    queueMicrotask(() => this.emit("connect"));
    return this;
  }

  /** A socket's option; nothing here waits to fill a packet. */
  setNoDelay(): this {
    return this;
  }

  /** A socket's option; there is no network to keep alive. */
  setKeepAlive(): this {
    return this;
  }

  /** A socket's option: the Worker keeps the process alive until it is closed. */
  ref(): this {
    return this;
  }

  /** See {@linkcode PgliteStream.ref}. */
  unref(): this {
    return this;
  }

  override _read(): void {}

  override _write(
    chunk: Uint8Array,
    _encoding: string,
    done: (error?: Error | null) => void,
  ): void {
    this.#forward(chunk).then(() => done(), done);
  }

  override _writev(
    chunks: { readonly chunk: Uint8Array }[],
    done: (error?: Error | null) => void,
  ): void {
    // One packet: a batch then costs one message to the Worker.
    this.#forward(Buffer.concat(chunks.map(({ chunk }) => chunk))).then(() => done(), done);
  }

  override _final(done: () => void): void {
    this.push(null);
    done();
  }

  override _destroy(error: Error | null, done: (error?: Error | null) => void): void {
    if (this.#link !== null && !this.#saidGoodbye) this.#server.abandon(this.#link);
    done(error);
  }

  async #forward(bytes: Uint8Array): Promise<void> {
    if (bytes[0] === TERMINATE) {
      this.#saidGoodbye = true;
      return;
    }
    const link = this.#link ??= await this.#server.start();
    await link.send(bytes, (answer) => {
      if (!this.destroyed) this.push(answer);
    });
  }
}
