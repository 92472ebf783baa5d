// A PostgreSQL database behind core's ports: the composition of this folder. It
// holds the connection string; nothing it returns or throws shows it. Nothing is
// connected before the first call, and every call recovers by itself once the
// database is back.

import type { Duplex } from "node:stream";
import type { DatabaseInfo } from "../../../core/ports/database.ts";
import type { InspectableDatabase, Posture } from "../../../core/ports/posture.ts";
import type { CallOptions } from "../../../core/ports/query_executor.ts";
import { connectionSettings, DEFAULT_POOL_SIZE } from "./connection_settings.ts";
import { ConnectionPool } from "./connection_pool.ts";
import { orCancelled } from "./or_cancelled.ts";
import { createPostgresCatalogue } from "./postgres_catalogue.ts";
import { createPostgresExecutor } from "./postgres_executor.ts";
import { createPostgresExplorer } from "./postgres_explorer.ts";
import { openSession, type PostgresSession } from "./postgres_session.ts";
import { createTransactionRunner } from "./transaction_runner.ts";

/** Options of {@linkcode openPostgres}. */
export interface PostgresOptions {
  /** A PostgreSQL URL (section 34.1.1.2); needed unless there is a `stream`. */
  readonly url?: string;
  /** The schemas that may be read, which are also the search path; null (the default) for all but the system's. */
  readonly schemas?: readonly string[] | null;
  /** The most connections at once; 5 by default. */
  readonly poolSize?: number;
  /** How long connecting may take, in milliseconds; 5,000 by default. */
  readonly connectTimeoutMs?: number;
  /** `application_name` of the connections; `pgmcp` by default. */
  readonly applicationName?: string;
  /** Hears what the operator should know of connections, in words that hold no secret; nobody by default. */
  readonly log?: (message: string) => void;
  /**
   * Makes a stream that speaks the protocol, in place of a socket: an embedded
   * database. Destroying it must end what runs behind it: that is how it is cancelled.
   */
  readonly stream?: () => Duplex;
}

/** How long connecting may take by default, in milliseconds. */
const DEFAULT_CONNECT_TIMEOUT_MS = 5_000;
/** The `application_name` by default. */
const DEFAULT_APPLICATION_NAME = "pgmcp";

const MAX_WAITING_CALLS = 100;
const WAIT_TIMEOUT_MS = 10_000;
const IDLE_TIMEOUT_MS = 60_000;
const PING_LIMITS = { maxRows: 1, maxBytes: 1024, timeoutMs: 5_000 };

/** Opens a database; connects to nothing yet. Throws `PGMCP_INVALID_CONFIGURATION` for a URL that is none. */
export function openPostgres(options: PostgresOptions): InspectableDatabase {
  const schemas = options.schemas ?? null;
  const { log = () => {} } = options;
  const warnedOf = new Set<string>();

  function onClearText(place: string): void {
    if (warnedOf.has(place)) return;
    warnedOf.add(place);
    log(
      `The connection to the database at ${place} is not encrypted: add sslmode=verify-full (or require) to its URL.`,
    );
  }

  const sessionOptions = {
    settings: options.url === undefined ? null : connectionSettings(options.url),
    onClearText,
    ...(options.stream === undefined ? {} : { stream: options.stream }),
    connectTimeoutMs: options.connectTimeoutMs ?? DEFAULT_CONNECT_TIMEOUT_MS,
    applicationName: options.applicationName ?? DEFAULT_APPLICATION_NAME,
    schemas,
    known: { refusesStartOptions: false },
    shared: { newest: null },
  };
  const pool = new ConnectionPool<PostgresSession>({
    size: options.poolSize ?? DEFAULT_POOL_SIZE,
    maxWaiting: MAX_WAITING_CALLS,
    waitTimeoutMs: WAIT_TIMEOUT_MS,
    idleTimeoutMs: IDLE_TIMEOUT_MS,
    open: (signal) => openSession(sessionOptions, signal),
  });
  const runner = createTransactionRunner(pool);
  const catalogue = createPostgresCatalogue({ runner });

  async function ping(call: CallOptions = {}): Promise<DatabaseInfo> {
    // A connection just made is the answer.
    const opening = pool.prepare();
    if (opening !== null) return infoOf(await orCancelled(opening, call.signal));
    const request = { sql: "SELECT 1", access: "read", limits: PING_LIMITS } as const;
    const { session } = await runner.run(request, call);
    return infoOf(session);
  }

  async function readPosture(call: CallOptions = {}): Promise<Posture> {
    // Loaded late: few starts ask for it.
    const { createPostureReader } = await import("./doctor_posture.ts");
    return await createPostureReader(runner).readPosture(call);
  }

  async function close(): Promise<void> {
    const closed = pool.close();
    await runner.close();
    await closed;
    await pool.close();
  }

  return {
    executor: createPostgresExecutor({
      ...{ runner, schemas },
      onCatalogueChanged: () => catalogue.forget(),
    }),
    explorer: createPostgresExplorer({ runner, schemas }),
    catalogue,
    posture: { readPosture },
    ping,
    close,
    [Symbol.asyncDispose]: close,
  };
}

function infoOf(session: PostgresSession): DatabaseInfo {
  return { product: "PostgreSQL", version: session.wire.serverVersion };
}
