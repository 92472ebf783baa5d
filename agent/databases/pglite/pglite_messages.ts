// What the embedded database's Worker and its owner say to each other. The bytes are
// PostgreSQL's own protocol (section 54); nothing here looks into them.

/** What a Worker needs to start its database. */
export interface StartMessage {
  readonly kind: "start";
  /** PostgreSQL as WASM with shared memory: brotli, then base64. */
  readonly wasm: string;
  /** PGlite's file bundle: brotli, then base64. */
  readonly files: string;
  /** A data directory to start from: tar, then brotli, then base64; null to use what `dataDir` holds. */
  readonly dump: string | null;
  /** An absolute path; null for a database in memory. */
  readonly dataDir: string | null;
  /** SQL to run before anybody connects; empty for none. */
  readonly setUpSql: string;
}

/** Bytes from a client: whole messages. */
export interface SendMessage {
  readonly kind: "send";
  readonly bytes: Uint8Array<ArrayBuffer>;
}

/** To the Worker. */
export type ToWorker = StartMessage | SendMessage;

/** Where the database's cancel flags lie. It looks at them all the time; the Worker itself cannot be interrupted. */
export interface CancelFlags {
  readonly memory: WebAssembly.Memory;
  /** Offsets of the bytes to set to 1, the last one last. */
  readonly offsets: readonly number[];
}

/** From the Worker: it is up; it answers; it has answered all of one `send`; it cannot go on. */
export type FromWorker =
  | { readonly kind: "ready"; readonly cancelFlags: CancelFlags }
  | { readonly kind: "data"; readonly bytes: Uint8Array<ArrayBuffer> }
  | { readonly kind: "done" }
  | { readonly kind: "failed"; readonly reason: string };
