// A connection made ready: to the first host that answers and is of the kind that
// was asked for, of a version that pgmcp reads. The search path is pinned for every
// statement, from the configured schemas or from the role's own path as it was when
// the newest connection was made: older ones take it over, for what was found under one
// path is something else under another.

import { PgmcpError } from "../../../core/errors.ts";
import { pinnedSearchPath } from "./session_settings.ts";
import { runBatch } from "./statement_batch.ts";
import type { PostgresEndpoint } from "./connection_string.ts";
import { firstHost } from "./first_host.ts";
import { openConnection, type OpenConnectionOptions } from "./open_connection.ts";
import type { WireConnection } from "./wire_connection.ts";

/** Options of {@linkcode openSession}. */
export interface SessionOptions extends OpenConnectionOptions {
  /** The schemas names are looked up in; null for the role's own path. */
  readonly schemas: readonly string[] | null;
  /** The path of the newest session, where several of a database share one; a session's own by default. */
  readonly shared?: SharedPath;
  /** Hears of a connection that others on the network can read along. */
  readonly onClearText?: (place: string) => void;
}

/** The search path that all sessions of a database take. */
export interface SharedPath {
  /** Null before the first session. */
  newest: SearchPath | null;
}

interface SearchPath {
  /** The schemas on it, the system's left out. */
  readonly schemas: readonly string[];
  /** As a setting. */
  readonly text: string;
}

/** A ready connection. */
export interface PostgresSession {
  readonly wire: WireConnection;
  /** The search path that statements run under. */
  readonly searchPath: string;
  /** The schemas on it, the system's left out. */
  readonly pathSchemas: readonly string[];
  /** Whether the server can end a statement whose client is gone. */
  readonly watchesClient: boolean;
  /** The mark of a session that has the fixed settings since its start; null where they have to be set each time. */
  readonly mark: string | null;
  /** Takes note that there is another session behind the connection than the one with the mark. */
  unmark(): void;
  /** Whether the server is known to follow no other; as long as the connection lasts, it will not. */
  readonly isPrimary: boolean;
  /** Names of types by OID, as far as they were asked for on this connection. */
  readonly typeNames: Map<number, string>;
  isLost(): boolean;
  destroy(): void;
  close(): Promise<void>;
}

const OLDEST_MAJOR = 13;
const NEWEST_MAJOR = 18;
const STATE =
  `SELECT pg_catalog.array_to_json(pg_catalog.current_schemas(false)), pg_catalog.pg_is_in_recovery(),
  pg_catalog.current_setting('default_transaction_read_only'), pg_catalog.version()`;
/** `client_connection_check_interval` came with version 14, for systems that tell of a closed socket (section 19.3.2). */
const WATCHING_MAJOR = 14;
const WATCHING_PLATFORMS = / on \S*(?:linux|darwin|bsd|solaris|illumos)/i;
const EMBEDDED: PostgresEndpoint = { host: "embedded", port: 0 };

/** Opens one. Throws what {@linkcode openConnection} throws, `PGMCP_CONNECTION_LOST` and `PGMCP_UNSUPPORTED_SERVER`. */
export async function openSession(
  options: SessionOptions,
  signal?: AbortSignal,
): Promise<PostgresSession> {
  const { settings } = options;
  if (settings === null) return (await openOn(EMBEDDED, options, signal)).session;
  return await firstHost(settings, (endpoint) => openOn(endpoint, options, signal));
}

/** Opens one to `endpoint`, and says what kind of server it is. */
async function openOn(
  endpoint: PostgresEndpoint,
  options: SessionOptions,
  signal: AbortSignal | undefined,
): Promise<{ readonly session: PostgresSession; readonly state: ServerState }> {
  const wire = await openConnection(endpoint, {
    ...options,
    ...(signal === undefined ? {} : { signal }),
  });
  try {
    requireSupported(wire.serverVersion);
    if (!wire.isPrivate) options.onClearText?.(wire.place);
    const target = options.settings?.targetSession ?? "any";
    const watches = options.settings !== null && majorVersion(wire.serverVersion) >= WATCHING_MAJOR;
    const needsState = options.schemas === null || target !== "any" || watches;
    const state = needsState
      ? await readState(wire, options.connectTimeoutMs)
      : { path: [], inRecovery: false, readOnly: false, platform: "" };
    const own = pathOf(options.schemas ?? state.path);
    const shared = options.shared ?? { newest: null };
    shared.newest = own;
    let { mark } = wire;
    const session: PostgresSession = {
      wire,
      get searchPath() {
        return (shared.newest ?? own).text;
      },
      get pathSchemas() {
        return (shared.newest ?? own).schemas;
      },
      get mark() {
        return mark;
      },
      unmark() {
        mark = null;
        if (options.known !== undefined) options.known.refusesStartOptions = true;
      },
      isPrimary: needsState && !state.inRecovery,
      watchesClient: watches && WATCHING_PLATFORMS.test(state.platform),
      typeNames: new Map(),
      isLost: () => wire.isLost(),
      destroy: () => wire.destroy(),
      close: () => wire.close(),
    };
    return { session, state };
  } catch (error) {
    wire.destroy();
    throw error;
  }
}

function pathOf(schemas: readonly string[]): SearchPath {
  return { schemas, text: pinnedSearchPath(schemas) };
}

function majorVersion(version: string): number {
  return Number.parseInt(version, 10);
}

function requireSupported(version: string): void {
  const major = majorVersion(version);
  if (major >= OLDEST_MAJOR && major <= NEWEST_MAJOR) return;
  throw new PgmcpError("PGMCP_UNSUPPORTED_SERVER", {
    message: `PostgreSQL ${version} is not supported.`,
  });
}

interface ServerState {
  /** The role's own search path. */
  readonly path: readonly string[];
  readonly inRecovery: boolean;
  /** Whether sessions are read-only by default. */
  readonly readOnly: boolean;
  /** `version()`, which names the platform it was made for. */
  readonly platform: string;
}

async function readState(wire: WireConnection, timeoutMs: number): Promise<ServerState> {
  let silent = false;
  const timer = setTimeout(() => {
    silent = true;
    wire.destroy();
  }, timeoutMs);
  const batch = runBatch(wire, {
    ...{ sql: STATE, values: [], access: "read", searchPath: null, timeoutMs },
    ...{ maxRows: 1, maxBytes: 1024 * 1024 },
    onOverflow: () => {},
  });
  const clean = await batch.over;
  const outcome = await batch.outcome;
  clearTimeout(timer);
  const [text, recovery, readOnly, platform] = outcome.rows[0] ?? [];
  const path = parseList(text ?? null);
  if (outcome.lost && !silent) throw new PgmcpError("PGMCP_CONNECTION_LOST");
  if (!clean || path === null) {
    throw new PgmcpError("PGMCP_DATABASE_UNREACHABLE", {
      message: `Cannot use the database at ${wire.place}: it did not answer the first question.`,
    });
  }
  return {
    path: path.map(String),
    inRecovery: recovery === "t",
    readOnly: readOnly === "on",
    platform: platform ?? "",
  };
}

function parseList(text: string | null): readonly unknown[] | null {
  try {
    const list: unknown = JSON.parse(text ?? "null");
    return Array.isArray(list) ? list : null;
  } catch (error) {
    // What is no JSON is no answer.
    if (error instanceof SyntaxError) return null;
    throw error;
  }
}
