// The embedded shop as a process of its own: a database server on a port of this machine, for an
// agent that dials it as it would dial any other. It holds no key, and reaches nothing.

import { createAgentLog } from "./agent_log.ts";
import { listenPglite, PGLITE_HOST } from "./databases/pglite/listen_pglite.ts";
import { PgliteServer } from "./databases/pglite/pglite_server.ts";
import { writeStandardError } from "./write_standard_error.ts";

/** Options of {@linkcode serveEmbedded}. */
export interface ServeEmbeddedOptions {
  /** The port to listen on. */
  readonly port: number;
  /** What clients have to say; secret. */
  readonly password: string;
  /** LOG_LEVEL. */
  readonly logLevel: string;
  /** Aborting it asks for the end. */
  readonly signal: AbortSignal;
}

/** Serves until the signal aborts; gives the exit code. Throws what starting the database throws. */
export async function serveEmbedded(options: ServeEmbeddedOptions): Promise<number> {
  const { signal } = options;
  const log = createAgentLog({
    level: options.logLevel,
    write: writeStandardError,
  });
  const server = new PgliteServer({
    dataDir: null,
    demo: true,
    log: (message) => log("warn", message),
    now: () => new Date(),
  });
  // Listening first: whoever connects before the database is up waits for it.
  using listener = listenPglite({ server, port: options.port, password: options.password });
  const address = `${PGLITE_HOST}:${listener.port}`;
  log("info", `The embedded database starts at ${address}; whoever connects waits for it`);
  const ended = Promise.withResolvers<void>();
  signal.addEventListener("abort", () => ended.resolve(), { once: true });
  if (signal.aborted) ended.resolve();
  try {
    await Promise.race([server.start(), ended.promise]);
    if (!signal.aborted) log("info", `The embedded database answers at ${address}`);
    await ended.promise;
  } finally {
    await server.close();
  }
  return 0;
}
