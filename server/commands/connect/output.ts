// Standard output as the bridge uses it: whole lines in order, and an end that is noticed.

/** Where lines go. */
export class Output {
  readonly #writer: WritableStreamDefaultWriter<Uint8Array>;
  readonly #encoder = new TextEncoder();
  #last: Promise<void> = Promise.resolve();
  #isClosed = false;

  constructor(stream: WritableStream<Uint8Array>) {
    this.#writer = stream.getWriter();
    this.closed = this.#writer.closed.catch(() => {}).then(() => {
      this.#isClosed = true;
    });
  }

  /** Resolves once nobody reads any more. */
  readonly closed: Promise<void>;

  /** Whether nobody reads any more. */
  get isClosed(): boolean {
    return this.#isClosed;
  }

  /** Writes `text` after what was written before; resolves once it is written, or nobody reads any more. */
  write(text: string): Promise<void> {
    this.#last = this.#writer.write(this.#encoder.encode(text)).catch(() => {
      // `closed` tells of it.
    });
    return this.#last;
  }

  /** Resolves once everything is written, or nobody reads any more. */
  flushed(): Promise<void> {
    return this.#last;
  }
}
