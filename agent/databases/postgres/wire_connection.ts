// One connection to a PostgreSQL server, after the login. The `pg` package splits the
// stream into messages; its query queue is left out, because it takes the first
// ReadyForQuery for the end of everything and so cannot clean up behind a failed
// statement in the same packet. How a connection is made is left to
// open_connection.ts; what is sent, and what messages mean, to statement_batch.ts.

import type { Duplex } from "node:stream";
import type { PgClient, PgErrorMessage, PgParameterStatus } from "./pg_package.ts";

/** A stream that speaks the protocol, in place of a socket. */
export type EmbeddedStream = Duplex;

/** Keeps large rows out of memory, and away what was not asked for. */
export interface RowGate {
  /** From here on only what answers these may come; what does not loses the connection. */
  expect(groups: WireBatch["groups"]): void;
  /** Rows with more than so many bytes of values are dropped. */
  limit(bytes: number): void;
  /** Sets who hears of a dropped row: its length, before it has arrived. */
  onLargeRow(listener: (bytes: number) => void): void;
}

/** What is known of a connection beside what `pg` knows. */
export interface AdoptOptions {
  /** The server's parameters as reported so far. */
  readonly parameters: Map<string, string>;
  readonly rows: RowGate;
  /** The server, for messages. */
  readonly place: string;
  /** Whether nobody on a network can read along. */
  readonly isPrivate: boolean;
  /** What marks the session that was asked for; null where nothing does. */
  readonly mark: string | null;
  /** See {@linkcode WireConnection.cancel}. */
  cancel(): Promise<boolean>;
}

/** The fields of an ErrorResponse that are looked at (PostgreSQL, section 54.8). Message and hint may hold row values. */
export interface ServerError {
  readonly code: string;
  readonly severity: string;
  readonly message: string;
  readonly hint?: string;
  /** One-based, in characters of the text sent. */
  readonly position?: number;
  /** Whether it was raised inside a function's body. */
  readonly nested: boolean;
}

/** A column of a row description. */
export interface WireField {
  readonly name: string;
  readonly typeOid: number;
  /** The table's OID and the column's number that it comes from unchanged; zeros for none. */
  readonly origin: { readonly table: number; readonly column: number };
}

/** What the server says, as far as a batch cares. */
export type WireMessage =
  | { readonly kind: "parsed" }
  | { readonly kind: "fields"; readonly fields: readonly WireField[] }
  | { readonly kind: "row"; readonly values: readonly (string | null)[]; readonly bytes: number }
  | { readonly kind: "largeRow"; readonly bytes: number }
  | { readonly kind: "completed"; readonly tag: string }
  | { readonly kind: "failed"; readonly error: ServerError }
  | { readonly kind: "ready"; readonly status: string }
  | { readonly kind: "received"; readonly bytes: number }
  | { readonly kind: "copyIn" }
  | { readonly kind: "lost" };

/** A statement to send: extended protocol, unnamed, text in and out. */
export interface WireStatement {
  readonly sql: string;
  readonly values?: readonly (string | null)[];
  /** Whether the columns are asked for. */
  readonly describe?: boolean;
}

/** What is sent at once. */
export interface WireBatch {
  /** The statements, a Sync after each group. */
  readonly groups: readonly (readonly WireStatement[])[];
  /** A row with more bytes of values does not come as a `row`, but is told of as a `largeRow`. */
  readonly maxRowBytes: number;
}

/** An open connection; it serves one batch at a time. */
export interface WireConnection {
  /** The server's host and port, for messages. */
  readonly place: string;
  /** Whether nobody on a network can read along: it is encrypted, or never leaves the machine. */
  readonly isPrivate: boolean;
  /** What marked the session at its start, which took the fixed settings; null where nothing did. */
  readonly mark: string | null;
  /** The version as the server writes it. */
  readonly serverVersion: string;
  /** The session's TimeZone as last reported. */
  timeZone(): string;
  /** Whether the connection is gone. */
  isLost(): boolean;
  /** Sends a batch in one packet; every message goes to `listener` until `endBatch`. */
  startBatch(batch: WireBatch, listener: (message: WireMessage) => void): void;
  /** Ends the batch: what else arrives is nobody's. */
  endBatch(): void;
  /**
   * Asks the server to cancel what runs here; false where the server could not be reached, or the
   * request may still be under way, and hit what comes next.
   */
  cancel(): Promise<boolean>;
  /** Cuts the connection at once. */
  destroy(): void;
  /** Says goodbye to the server and closes. */
  close(): Promise<void>;
}

/** How long a goodbye may take, in milliseconds. */
const GOODBYE_TIMEOUT_MS = 1_000;

/** Takes over a client that has logged in. */
export function adoptConnection(client: PgClient, options: AdoptOptions): WireConnection {
  const connection = client.connection;
  const closed = Promise.withResolvers<void>();
  let listener: ((message: WireMessage) => void) | null = null;
  let lost = false;

  function lose(): void {
    lost = true;
    listener?.({ kind: "lost" });
  }

  connection.removeAllListeners();
  options.rows.expect([]);
  connection.on("parameterStatus", (message) => noteParameter(options.parameters, message));
  connection.on("parseComplete", () => listener?.({ kind: "parsed" }));
  connection.on("rowDescription", (message) => {
    const fields = message.fields.map((field) => ({
      name: field.name,
      typeOid: field.dataTypeID,
      origin: { table: field.tableID, column: field.columnID },
    }));
    listener?.({ kind: "fields", fields });
  });
  connection.on("dataRow", (message) => {
    // Length word, column count, and a length word a column; the rest are the values.
    const bytes = message.length - 6 - 4 * message.fields.length;
    listener?.({ kind: "row", values: message.fields, bytes });
  });
  connection.on("commandComplete", (message) => {
    listener?.({ kind: "completed", tag: message.text });
  });
  connection.on("emptyQuery", () => listener?.({ kind: "completed", tag: "" }));
  connection.on("readyForQuery", (message) => {
    listener?.({ kind: "ready", status: message.status });
  });
  connection.on("copyInResponse", () => listener?.({ kind: "copyIn" }));
  connection.on("errorMessage", (message) => {
    // Outside a batch only the end of the session is announced, and the end itself follows.
    listener?.({ kind: "failed", error: toServerError(message) });
  });
  connection.on("error", lose);
  connection.on("end", () => {
    lose();
    closed.resolve();
  });
  connection.stream.on("data", (chunk) => {
    listener?.({ kind: "received", bytes: chunk.byteLength });
  });
  options.rows.onLargeRow((bytes) => listener?.({ kind: "largeRow", bytes }));

  return {
    place: options.place,
    isPrivate: options.isPrivate,
    mark: options.mark,
    serverVersion: options.parameters.get("server_version") ?? "unknown",
    timeZone: () => options.parameters.get("TimeZone") ?? "unknown",
    isLost: () => lost || !connection.stream.writable,
    startBatch({ groups, maxRowBytes }, batchListener) {
      listener = batchListener;
      if (lost) return lose();
      options.rows.limit(maxRowBytes);
      options.rows.expect(groups);
      connection.stream.cork?.();
      for (const group of groups) {
        for (const statement of group) {
          connection.parse({ text: statement.sql });
          connection.bind({ values: statement.values ?? [] });
          if (statement.describe) connection.describe({ type: "P" });
          connection.execute({});
        }
        connection.sync();
      }
      connection.stream.uncork?.();
    },
    endBatch() {
      listener = null;
    },
    cancel: () => options.cancel(),
    destroy() {
      connection.stream.destroy();
      lose();
    },
    async close() {
      if (lost) return;
      connection.end();
      const timer = setTimeout(() => connection.stream.destroy(), GOODBYE_TIMEOUT_MS);
      await closed.promise;
      clearTimeout(timer);
    },
  };
}

/** The parameters that somebody asks for: a server may report as many as it likes, as often as it likes. */
const NOTED_PARAMETERS: ReadonlySet<string> = new Set(["server_version", "TimeZone"]);

/** Keeps what a server reports of itself, as far as somebody asks for it. */
export function noteParameter(
  parameters: Map<string, string>,
  { parameterName, parameterValue }: PgParameterStatus,
): void {
  if (NOTED_PARAMETERS.has(parameterName)) parameters.set(parameterName, parameterValue);
}

function toServerError(message: PgErrorMessage): ServerError {
  return {
    // A message that the package cannot read has no code: a protocol violation.
    code: message.code ?? "08P01",
    severity: message.severity ?? "ERROR",
    message: message.message ?? "",
    ...(message.hint === undefined ? {} : { hint: message.hint }),
    ...(message.position === undefined ? {} : { position: Number(message.position) }),
    nested: message.where !== undefined,
  };
}
