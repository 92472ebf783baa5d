// Makes one connection: a socket as the settings ask for it, and the login over it
// by the `pg` package. It tries what `sslmode` allows in turn, and sends no password
// without the encryption or the channel binding that was asked for. What goes
// wrong is said by connect_error.ts; which host comes next is left to others.

import { PgmcpError } from "../../../core/errors.ts";
import { cancelled, connectError, type ConnectTarget } from "./connect_error.ts";
import type { ConnectionSettings, Encryption, TlsSettings } from "./connection_settings.ts";
import type { PostgresEndpoint } from "./connection_string.ts";
import { FrameGate } from "./frame_gate.ts";
import { openSocket, TlsFailure } from "./open_socket.ts";
import { isLoopback } from "./is_loopback.ts";
import { createPgClient, type PgClient } from "./pg_package.ts";
import { sendCancel } from "./send_cancel.ts";
import { startOptions } from "./session_settings.ts";
import {
  adoptConnection,
  type EmbeddedStream,
  noteParameter,
  type RowGate,
  type WireConnection,
} from "./wire_connection.ts";

/** Options of {@linkcode openConnection}. */
export interface OpenConnectionOptions {
  /** The settings of the server; null where there is a `stream`. */
  readonly settings: ConnectionSettings | null;
  /** How long connecting may take, authentication included, in milliseconds, unless the URL says. */
  readonly connectTimeoutMs: number;
  /** `application_name`, as pg_stat_activity shows it, unless the URL says. */
  readonly applicationName: string;
  /** What is known of the server from earlier connections; nothing by default. */
  readonly known?: KnownServer;
  /** Makes a stream that speaks the protocol itself, in place of a socket. Destroying it ends what runs behind it. */
  readonly stream?: () => EmbeddedStream;
}

/** What connections to a server have found out for those that come after. */
export interface KnownServer {
  /** Whether it refuses settings at a session's start, as pools such as PgBouncer do. */
  refusesStartOptions: boolean;
}

/** SQLSTATE of a login that pg_hba.conf refuses: perhaps only so encrypted, or only unencrypted. */
const REFUSED_BY_RULE = "28000";
/**
 * SQLSTATEs of a login that fails over the options of its start: a protocol violation (PgBouncer),
 * a feature that is not there, a setting that is unknown, has another range, or is not for this role.
 */
const OPTIONS_REFUSED: ReadonlySet<unknown> = new Set([
  ...["08P01", "0A000", "42704", "22023", "42501", "55P02"],
]);
const SCRAM_WITH_BINDING = "SCRAM-SHA-256-PLUS";

/** Connects to `endpoint`. Throws `PGMCP_DATABASE_UNREACHABLE`, `PGMCP_CONNECTION_LOST`, `PGMCP_AUTHENTICATION_FAILED`, `PGMCP_CANCELLED` … */
export async function openConnection(
  endpoint: PostgresEndpoint,
  options: OpenConnectionOptions & { readonly signal?: AbortSignal },
): Promise<WireConnection> {
  const { settings } = options;
  if (options.stream !== undefined) return await openStream(options.stream, options);
  if (settings === null) throw new TypeError("Cannot connect: neither a URL nor a stream");
  const timeoutMs = settings.connectTimeoutMs ?? options.connectTimeoutMs;
  const target = { ...endpoint, user: settings.user, database: settings.database };
  const ways = settings.encryptions(endpoint);
  const tls = ways.some((way) => way !== "none") ? await settings.readTls() : null;
  const password = await settings.readPassword(endpoint);
  for (const [index, encryption] of ways.entries()) {
    const limit = timeLimit(timeoutMs, { target, ...pick(options.signal) });
    try {
      return await attemptWithOptions(endpoint, {
        ...{ ...options, settings, encryption, tls, password, limit },
        known: options.known ?? { refusesStartOptions: false },
      });
    } catch (error) {
      if (limit.signal.aborted) throw limit.signal.reason;
      const isLast = index === ways.length - 1;
      if (isLast || !isWorthAnotherWay(error)) throw connectError(error, { ...target, tls });
    } finally {
      limit.end();
    }
  }
  throw new TypeError("Cannot connect: no way to");
}

async function attemptWithOptions(
  endpoint: PostgresEndpoint,
  { known, ...options }: Omit<Attempt, "mark"> & { readonly known: KnownServer },
): Promise<WireConnection> {
  if (!known.refusesStartOptions) {
    try {
      return await attempt(endpoint, { ...options, mark: crypto.randomUUID() });
    } catch (error) {
      const refused = OPTIONS_REFUSED.has(codeOf(error));
      if (!refused && !isHangUp(error)) throw error;
      // A server that only hangs up may have another reason: the next connection asks again.
      known.refusesStartOptions = refused;
    }
  }
  return await attempt(endpoint, { ...options, mark: null });
}

interface Attempt {
  /** What is to mark the session; null to ask for no settings at its start. */
  readonly mark: string | null;
  readonly settings: ConnectionSettings;
  readonly applicationName: string;
  readonly encryption: Encryption;
  readonly tls: TlsSettings | null;
  readonly password: string;
  readonly limit: { readonly signal: AbortSignal };
}

async function attempt(endpoint: PostgresEndpoint, options: Attempt): Promise<WireConnection> {
  const { settings, encryption, tls, mark, limit: { signal } } = options;
  const { socket, encrypted } = await openSocket({ endpoint, encryption, tls, signal });
  // The name may stand for several servers; the cancel request has to reach the same one.
  const address = socket.remoteAddress;
  const { gate, rows } = gateFor(socket, true);
  const client = createPgClient({
    ...(settings.user === null ? {} : { user: settings.user }),
    ...(settings.database === null ? {} : { database: settings.database }),
    ...{ host: endpoint.host, port: endpoint.port, password: options.password },
    ...{ ssl: false, stream: gate },
    enableChannelBinding: encrypted && settings.channelBinding !== "disable",
    application_name: settings.applicationName ?? options.applicationName,
    keepAlive: true,
    ...(mark === null ? {} : { options: startOptions(mark) }),
  });
  if (settings.channelBinding === "require") requireChannelBinding(client, { gate, encrypted });
  const parameters = await logIn(client, signal);
  return adoptConnection(client, {
    ...{ parameters, rows, mark, place: placeOf(endpoint) },
    isPrivate: encrypted || endpoint.host.startsWith("/") || isLoopback(address ?? ""),
    async cancel() {
      const cancelSocket = (cancelSignal: AbortSignal) =>
        openSocket({
          ...{ endpoint, tls, signal: cancelSignal },
          ...(address === undefined ? {} : { address }),
          encryption: encrypted ? "tls" : "none",
        });
      return await sendCancel(client, cancelSocket);
    },
  });
}

async function openStream(
  stream: () => EmbeddedStream,
  options: OpenConnectionOptions & { readonly signal?: AbortSignal },
): Promise<WireConnection> {
  const login = { user: "postgres", database: "postgres" };
  const target = { host: "embedded", port: 0, ...login };
  const limit = timeLimit(options.connectTimeoutMs, { target, ...pick(options.signal) });
  const { gate, rows } = gateFor(stream(), false);
  const client = createPgClient({
    ...{ ...login, host: "localhost", password: "", ssl: false, stream: gate },
    application_name: options.applicationName,
  });
  try {
    const parameters = await logIn(client, limit.signal);
    return adoptConnection(client, {
      ...{ parameters, rows, place: "embedded", isPrivate: true, mark: null },
      cancel() {
        gate.destroy();
        return Promise.resolve(true);
      },
    });
  } catch (error) {
    if (limit.signal.aborted) throw limit.signal.reason;
    throw connectError(error, { ...target, tls: null });
  } finally {
    limit.end();
  }
}

function gateFor(
  socket: EmbeddedStream,
  connected: boolean,
): { readonly gate: FrameGate; readonly rows: RowGate } {
  let listener: ((bytes: number) => void) | null = null;
  const gate = new FrameGate({ socket, connected, onLargeRow: (bytes) => listener?.(bytes) });
  const rows: RowGate = {
    limit: (bytes: number) => gate.limitRows(bytes),
    expect: (groups) => gate.expect(groups),
    onLargeRow(heard: (bytes: number) => void): void {
      listener = heard;
    },
  };
  return { gate, rows };
}

async function logIn(client: PgClient, signal: AbortSignal): Promise<Map<string, string>> {
  // Without a password, pg would look for a file of them, which pgmcp has no business to read.
  client.password ??= "";
  const parameters = new Map<string, string>();
  client.connection.on("parameterStatus", (message) => noteParameter(parameters, message));
  let admitted = false;
  client.connection.on("authenticationOk", () => {
    admitted = true;
  });
  // What goes wrong here reaches the caller through connect().
  client.on("error", () => {});
  const { promise: stopped, reject: stop } = Promise.withResolvers<never>();
  stopped.catch(() => {});
  const onAbort = () => stop(signal.reason);
  signal.addEventListener("abort", onAbort, { once: true });
  const connected = client.connect();
  try {
    signal.throwIfAborted();
    await Promise.race([connected, stopped]);
    return parameters;
  } catch (error) {
    client.connection.stream.destroy();
    connected.catch(() => {}); // Its failure is the one thrown here, or comes of the line above.
    if (!admitted || signal.aborted || !isEndOfSession(error)) throw error;
    throw new PgmcpError("PGMCP_CONNECTION_LOST", { cause: error });
  } finally {
    signal.removeEventListener("abort", onAbort);
  }
}

// The socket broke, or the server said that it ends the session: by command (57P01), or after
// the crash of another (57P02). What else it says after the login is a refusal.
function isEndOfSession(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  if (!("code" in error) || error.code === undefined) return true;
  return ["57P01", "57P02", "ECONNRESET", "EPIPE"].includes(String(error.code));
}

// Nothing that holds the password leaves before the server has agreed to bind it to this TLS connection.
function requireChannelBinding(
  client: PgClient,
  options: { readonly gate: FrameGate; readonly encrypted: boolean },
): void {
  const { connection } = client;
  let bound = false;
  function refuse(): void {
    options.gate.destroy(new TlsFailure("CHANNEL_BINDING"));
  }
  if (!options.encrypted) return refuse();
  connection.on("authenticationSASL", ({ mechanisms }) => {
    if (!mechanisms.includes(SCRAM_WITH_BINDING)) refuse();
  });
  connection.on("authenticationSASLFinal", () => {
    bound = true;
  });
  connection.on("authenticationCleartextPassword", refuse);
  connection.on("authenticationMD5Password", refuse);
  connection.on("authenticationOk", () => {
    if (!bound) refuse();
  });
}

function timeLimit(
  timeoutMs: number,
  options: { readonly target: ConnectTarget; readonly signal?: AbortSignal },
): { readonly signal: AbortSignal; end(): void } {
  const controller = new AbortController();
  const onAbort = () => controller.abort(cancelled());
  if (options.signal?.aborted) onAbort();
  options.signal?.addEventListener("abort", onAbort, { once: true });
  const timer = setTimeout(() => {
    const failure = { code: "ETIMEDOUT", message: `no answer in ${timeoutMs} ms` };
    controller.abort(connectError(failure, { ...options.target, tls: null }));
  }, timeoutMs);
  return {
    signal: controller.signal,
    end() {
      clearTimeout(timer);
      options.signal?.removeEventListener("abort", onAbort);
    },
  };
}

// `prefer` and `allow` try the other way where the first is refused as such. A wrong
// password is wrong either way, and is not sent again in clear text.
function isWorthAnotherWay(error: unknown): boolean {
  if (error instanceof TlsFailure) return error.code !== "CHANNEL_BINDING";
  return codeOf(error) === REFUSED_BY_RULE;
}

// Before the login was over, and without a word.
function isHangUp(error: unknown): boolean {
  if (!(error instanceof Error) || error instanceof PgmcpError) return false;
  const code = codeOf(error);
  return code === undefined || code === "ECONNRESET";
}

function codeOf(error: unknown): unknown {
  return typeof error === "object" && error !== null && "code" in error ? error.code : undefined;
}

function placeOf({ host, port }: PostgresEndpoint): string {
  if (host.startsWith("/")) return `${host}/.s.PGSQL.${port}`;
  return host.includes(":") ? `[${host}]:${port}` : `${host}:${port}`;
}

function pick(signal: AbortSignal | undefined): { readonly signal?: AbortSignal } {
  return signal === undefined ? {} : { signal };
}
