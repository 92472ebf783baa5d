// The parts of the `pg` package that are used, with types of our own: the package
// carries none, and nothing else of it is to creep in.

import pg from "pg";

/** The stream under a connection: a socket, TLS over one, or an embedded database's. */
export interface PgStream {
  readonly writable: boolean;
  cork?(): void;
  uncork?(): void;
  destroy(): void;
  on(event: "data", listener: (chunk: Uint8Array) => void): void;
}

/** An ErrorResponse (PostgreSQL, section 54.8). */
export interface PgErrorMessage {
  readonly code?: string;
  readonly severity?: string;
  readonly message?: string;
  readonly hint?: string;
  readonly position?: string;
  readonly where?: string;
}

/** A RowDescription. */
export interface PgRowDescription {
  readonly fields: readonly {
    readonly name: string;
    readonly dataTypeID: number;
    readonly tableID: number;
    readonly columnID: number;
  }[];
}

/** A DataRow; `length` counts its length word too. */
export interface PgDataRow {
  readonly length: number;
  readonly fields: readonly (string | null)[];
}

/** A ParameterStatus. */
export interface PgParameterStatus {
  readonly parameterName: string;
  readonly parameterValue: string;
}

/** A connection: messages come as events, and go by methods. */
export interface PgConnection {
  readonly stream: PgStream;
  on(event: "parameterStatus", listener: (message: PgParameterStatus) => void): void;
  on(event: "rowDescription", listener: (message: PgRowDescription) => void): void;
  on(event: "dataRow", listener: (message: PgDataRow) => void): void;
  on(event: "commandComplete", listener: (message: { readonly text: string }) => void): void;
  on(event: "readyForQuery", listener: (message: { readonly status: string }) => void): void;
  on(event: "errorMessage", listener: (message: PgErrorMessage) => void): void;
  on(
    event: "authenticationSASL",
    listener: (message: { readonly mechanisms: readonly string[] }) => void,
  ): void;
  on(event: PgSignal, listener: () => void): void;
  removeAllListeners(): void;
  parse(message: { text: string }): void;
  bind(message: { values: readonly (string | null)[] }): void;
  describe(message: { type: "P" }): void;
  execute(message: Record<never, never>): void;
  sync(): void;
  end(): void;
}

/** Events whose content does not matter. */
export type PgSignal =
  | "authenticationOk"
  | "authenticationCleartextPassword"
  | "authenticationMD5Password"
  | "authenticationSASLFinal"
  | "parseComplete"
  | "emptyQuery"
  | "copyInResponse"
  | "error"
  | "end";

/** A client, used only until it is connected. */
export interface PgClient {
  readonly connection: PgConnection;
  readonly host: string;
  readonly port: number;
  readonly database: string;
  readonly user: string;
  password: string | null;
  readonly processID: number;
  readonly secretKey: number;
  connect(): Promise<unknown>;
  on(event: "error", listener: () => void): void;
}

/** Makes a client; it connects when told to. */
export function createPgClient(config: Readonly<Record<string, unknown>>): PgClient {
  return new pg.Client(config);
}
