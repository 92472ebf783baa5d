// One connection to a PostgreSQL server. The `pg` package connects, authenticates,
// speaks TLS and splits the stream into messages; from then on its own query queue
// is left out, because it takes the first ReadyForQuery for the end of everything
// and so cannot clean up behind a failed statement in the same packet. What is
// sent, and what messages mean, is left to statement_batch.ts.

import type { Duplex } from "node:stream";
import { cancelled, connectError } from "./connect_error.ts";
import { createPgClient, type PgClient, type PgErrorMessage } from "./pg_package.ts";
import { sendCancel } from "./send_cancel.ts";

/** Where a server is, and as whom to connect. */
export interface WireOptions {
  /** A PostgreSQL URL; not needed with `stream`. */
  readonly url?: string;
  /** How long connecting may take, authentication included, in milliseconds. */
  readonly connectTimeoutMs: number;
  /** `application_name`, as pg_stat_activity shows it. */
  readonly applicationName: string;
  /** Makes a stream that speaks the protocol itself, in place of a socket. Destroying it ends what runs behind it. */
  readonly stream?: () => Duplex;
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
}

/** What the server says, as far as a batch cares. */
export type WireMessage =
  | { readonly kind: "parsed" }
  | { readonly kind: "fields"; readonly fields: readonly WireField[] }
  | { readonly kind: "row"; readonly values: readonly (string | null)[]; readonly bytes: number }
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

/** An open connection; it serves one batch at a time. */
export interface WireConnection {
  /** The server's host and port, for messages. */
  readonly place: string;
  /** The version as the server writes it. */
  readonly serverVersion: string;
  /** The session's TimeZone as last reported. */
  timeZone(): string;
  /** Whether the connection is gone. */
  isLost(): boolean;
  /** Sends groups of statements in one packet, a Sync after each group; every message goes to `listener` until `endBatch`. */
  startBatch(
    groups: readonly (readonly WireStatement[])[],
    listener: (message: WireMessage) => void,
  ): void;
  /** Ends the batch: what else arrives is nobody's. */
  endBatch(): void;
  /** Asks the server to cancel what runs here; false if the request may still be under way, and hit what comes next. */
  cancel(): Promise<boolean>;
  /** Cuts the connection at once. */
  destroy(): void;
  /** Says goodbye to the server and closes. */
  close(): Promise<void>;
}

/** How long a goodbye may take, in milliseconds. */
const GOODBYE_TIMEOUT_MS = 1_000;

/** Connects. Throws `PGMCP_DATABASE_UNREACHABLE`, `PGMCP_AUTHENTICATION_FAILED` or `PGMCP_CANCELLED`. */
export async function openConnection(
  options: WireOptions,
  signal?: AbortSignal,
): Promise<WireConnection> {
  const client = createPgClient({
    ...(options.url === undefined
      ? { user: "postgres", database: "postgres", host: "localhost", password: "" }
      : { connectionString: options.url }),
    ...(options.stream === undefined ? {} : { stream: options.stream }),
    application_name: options.applicationName,
    keepAlive: true,
  });
  // Without a password in the URL, pg would look for a file of them, which pgmcp has no business to read.
  client.password ??= "";
  const connection = client.connection;
  const parameters = new Map<string, string>();
  connection.on("parameterStatus", (message) => {
    parameters.set(message.parameterName, message.parameterValue);
  });
  // What goes wrong here reaches the caller through connect().
  client.on("error", () => {});
  await connectWithin(client, options, signal);
  return adopt(client, { parameters, ownStream: options.stream !== undefined });
}

async function connectWithin(
  client: PgClient,
  options: WireOptions,
  signal: AbortSignal | undefined,
): Promise<void> {
  const { host, port, database, user } = client;
  const target = { host, port, database, user };
  const { promise: stopped, reject: stop } = Promise.withResolvers<never>();
  function onAbort(): void {
    stop(cancelled());
  }
  signal?.addEventListener("abort", onAbort, { once: true });
  const timer = setTimeout(() => {
    const failure = { code: "ETIMEDOUT", message: `no answer in ${options.connectTimeoutMs} ms` };
    stop(connectError(failure, target));
  }, options.connectTimeoutMs);
  const connected = client.connect().catch((error: unknown) => {
    throw connectError(error, target);
  });
  try {
    if (signal?.aborted) throw cancelled();
    await Promise.race([connected, stopped]);
  } catch (error) {
    client.connection.stream.destroy();
    connected.catch(() => {}); // Its failure is the one thrown here, or comes of the line above.
    throw error;
  } finally {
    clearTimeout(timer);
    signal?.removeEventListener("abort", onAbort);
  }
}

function adopt(
  client: PgClient,
  state: { readonly parameters: Map<string, string>; readonly ownStream: boolean },
): WireConnection {
  const connection = client.connection;
  const closed = Promise.withResolvers<void>();
  let listener: ((message: WireMessage) => void) | null = null;
  let lost = false;

  function lose(): void {
    lost = true;
    listener?.({ kind: "lost" });
  }

  connection.removeAllListeners();
  connection.on("parameterStatus", (message) => {
    state.parameters.set(message.parameterName, message.parameterValue);
  });
  connection.on("parseComplete", () => listener?.({ kind: "parsed" }));
  connection.on("rowDescription", (message) => {
    const fields = message.fields.map((field) => ({
      name: field.name,
      typeOid: field.dataTypeID,
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

  return {
    place: `${client.host}:${client.port}`,
    serverVersion: state.parameters.get("server_version") ?? "unknown",
    timeZone: () => state.parameters.get("TimeZone") ?? "unknown",
    isLost: () => lost || !connection.stream.writable,
    startBatch(groups, batchListener) {
      listener = batchListener;
      if (lost) return lose();
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
    async cancel() {
      if (!state.ownStream) return await sendCancel(client);
      connection.stream.destroy();
      return true;
    },
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
