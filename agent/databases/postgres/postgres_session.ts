// A connection made ready: the version is one that pgmcp reads, and the search
// path is pinned for every statement, from the configured schemas or from the
// role's own path as it was when the connection was made.

import { PgmcpError } from "../../../core/errors.ts";
import { pinnedSearchPath } from "./session_settings.ts";
import { runBatch } from "./statement_batch.ts";
import { openConnection, type WireConnection, type WireOptions } from "./wire_connection.ts";

/** Options of {@linkcode openSession}. */
export interface SessionOptions extends WireOptions {
  /** The schemas names are looked up in; null for the role's own path. */
  readonly schemas: readonly string[] | null;
}

/** A ready connection. */
export interface PostgresSession {
  readonly wire: WireConnection;
  /** The search path that statements run under. */
  readonly searchPath: string;
  /** The schemas on it, the system's left out. */
  readonly pathSchemas: readonly string[];
  /** Names of types by OID, as far as they were asked for on this connection. */
  readonly typeNames: Map<number, string>;
  isLost(): boolean;
  destroy(): void;
  close(): Promise<void>;
}

const OLDEST_MAJOR = 13;
const NEWEST_MAJOR = 18;
const OWN_PATH = "SELECT pg_catalog.array_to_json(pg_catalog.current_schemas(false))";

/** Opens one. Throws what {@linkcode openConnection} throws, and `PGMCP_UNSUPPORTED_SERVER`. */
export async function openSession(
  options: SessionOptions,
  signal?: AbortSignal,
): Promise<PostgresSession> {
  const wire = await openConnection(options, signal);
  try {
    requireSupported(wire.serverVersion);
    const pathSchemas = options.schemas ?? await readOwnPath(wire, options.connectTimeoutMs);
    return {
      wire,
      searchPath: pinnedSearchPath(pathSchemas),
      pathSchemas,
      typeNames: new Map(),
      isLost: () => wire.isLost(),
      destroy: () => wire.destroy(),
      close: () => wire.close(),
    };
  } catch (error) {
    wire.destroy();
    throw error;
  }
}

function requireSupported(version: string): void {
  const major = Number.parseInt(version, 10);
  if (major >= OLDEST_MAJOR && major <= NEWEST_MAJOR) return;
  throw new PgmcpError("PGMCP_UNSUPPORTED_SERVER", {
    message: `PostgreSQL ${version} is not supported.`,
  });
}

async function readOwnPath(wire: WireConnection, timeoutMs: number): Promise<readonly string[]> {
  const timer = setTimeout(() => wire.destroy(), timeoutMs);
  const outcome = await runBatch(wire, {
    ...{ sql: OWN_PATH, values: [], access: "read", searchPath: null, timeoutMs },
    ...{ maxRows: 1, maxBytes: 1024 * 1024 },
    onOverflow: () => {},
  });
  clearTimeout(timer);
  const text = outcome.rows[0]?.[0];
  const schemas: unknown = text === undefined || text === null ? null : JSON.parse(text);
  if (!outcome.clean || !Array.isArray(schemas)) {
    throw new PgmcpError("PGMCP_DATABASE_UNREACHABLE", {
      message: `Cannot use the database at ${wire.place}: it did not answer the first question.`,
    });
  }
  return schemas.map(String);
}
