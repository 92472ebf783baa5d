// An embedded PostgreSQL behind core's ports: the PostgreSQL adapter over a stream into a
// Worker, with one connection. Nothing is started before the first call. It has no
// timers and no cancel of its own: what must stop is stopped by ending the Worker, and
// the next call starts another.

import type { InspectableDatabase } from "../../../core/ports/posture.ts";
import type { CallOptions } from "../../../core/ports/query_executor.ts";
import { deferredDatabase } from "../../deferred_database.ts";
import { openPostgres } from "../postgres/open_postgres.ts";
import { orCancelled } from "../postgres/or_cancelled.ts";
import { PgliteServer } from "./pglite_server.ts";
import { PgliteStream } from "./pglite_stream.ts";

/** Options of {@linkcode openPglite}. */
export interface PgliteOptions {
  /** The folder it lives in, made if missing; null (the default) for memory. */
  readonly dataDir?: string | null;
  /** Whether a new database holds the demo shop; false by default: it is empty. */
  readonly demo?: boolean;
  /** The schemas that may be read; null (the default) for all but the system's. */
  readonly schemas?: readonly string[] | null;
  /** Hears what happens to the database, in words that hold no secret and no row; nobody by default. */
  readonly log?: (message: string) => void;
  /** The time, to which the demo's dates are moved; the clock by default. */
  readonly now?: () => Date;
}

/** The stream answers once the database has started, which a slow disk may take long for; in milliseconds. */
const CONNECT_TIMEOUT_MS = 60_000;

/** Opens an embedded database; starts nothing yet. */
export function openPglite(options: PgliteOptions = {}): InspectableDatabase {
  const server = new PgliteServer({
    dataDir: options.dataDir ?? null,
    demo: options.demo ?? false,
    log: options.log ?? (() => {}),
    now: options.now ?? (() => new Date()),
  });
  const database = openPostgres({
    stream: () => new PgliteStream(server),
    schemas: options.schemas ?? null,
    poolSize: 1,
    connectTimeoutMs: CONNECT_TIMEOUT_MS,
  });

  // Started here and not by the stream, so that callers hear why a start failed, and one who gives up ends only the waiting.
  async function ready(call: CallOptions | undefined): Promise<InspectableDatabase> {
    await orCancelled(server.start(), call?.signal);
    return database;
  }

  async function close(): Promise<void> {
    await database.close();
    await server.close();
  }

  return {
    ...deferredDatabase({ ready, close }),
    posture: { readPosture: async (call) => (await ready(call)).posture.readPosture(call) },
  };
}
