// Finds the id of a JSON-RPC request that is too long to be read: whoever sent it
// waits for an answer by that id. It looks at each byte once and keeps next to none;
// it does not check that the bytes are JSON.

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const COMMA = 0x2c;
const COLON = 0x3a;
const OPENING: ReadonlySet<number> = new Set([0x7b, 0x5b]);
const CLOSING: ReadonlySet<number> = new Set([0x7d, 0x5d]);

/** The most bytes kept of a key or an id: longer ids are not answered. */
const MAX_KEPT_BYTES = 256;

/** Reads the members of an object, piece by piece. */
export class RequestIdScanner {
  readonly #kept = new Uint8Array(MAX_KEPT_BYTES);
  #length = 0;
  #depth = 0;
  #inString = false;
  #escaped = false;
  #key = "";
  #id: string | number | null = null;
  #hasMethod = false;

  /** Looks at the next bytes of the message. */
  feed(bytes: Uint8Array): void {
    for (const byte of bytes) this.#take(byte);
  }

  /** The id, once the whole message was fed; null where there is none, and for a response. */
  get requestId(): string | number | null {
    return this.#hasMethod ? this.#id : null;
  }

  #take(byte: number): void {
    if (this.#inString) {
      if (this.#depth === 1) this.#keep(byte);
      if (this.#escaped) this.#escaped = false;
      else if (byte === BACKSLASH) this.#escaped = true;
      else if (byte === QUOTE) this.#inString = false;
      return;
    }
    if (byte === QUOTE) this.#inString = true;
    else if (OPENING.has(byte)) this.#depth++;
    else if (CLOSING.has(byte) && this.#depth-- === 1) return this.#endMember();
    else if (this.#depth === 1 && byte === COMMA) return this.#endMember();
    else if (this.#depth === 1 && byte === COLON) return this.#endKey();
    if (this.#depth === 1) this.#keep(byte);
  }

  #keep(byte: number): void {
    if (this.#length < MAX_KEPT_BYTES) this.#kept[this.#length] = byte;
    this.#length++;
  }

  #endKey(): void {
    const key = this.#parse();
    this.#key = typeof key === "string" ? key : "";
    if (this.#key === "method") this.#hasMethod = true;
  }

  #endMember(): void {
    const value = this.#parse();
    if (this.#key === "id" && (typeof value === "string" || typeof value === "number")) {
      this.#id = value;
    }
    this.#key = "";
  }

  // What was kept, as a JSON value; null for anything that is none, or too long.
  #parse(): unknown {
    const length = this.#length;
    this.#length = 0;
    // The first brace stands before the first key.
    const text = new TextDecoder().decode(this.#kept.subarray(0, length)).replace(/^\s*{/, "");
    if (length > MAX_KEPT_BYTES) return null;
    try {
      return JSON.parse(text);
    } catch {
      return null;
    }
  }
}
