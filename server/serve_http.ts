// Listens for HTTP, with or without TLS, and hands each request to the application.
// Beyond loopback it listens only for a caller that asks for keys: without them, whoever
// reaches the port can query the database.

import { getLogger } from "@logtape/logtape";
import { PgmcpError } from "../core/errors.ts";
import type { App } from "./app.ts";
import { isLoopback } from "./gates/host_name.ts";

const log = getLogger(["pgmcp", "http"]);

/** Options of {@linkcode serveHttp}. */
export interface ServeHttpOptions {
  /** A loopback address or `localhost`; any address with `beyondLoopback`. */
  readonly host: string;
  /** The port; 0 for any free one. */
  readonly port: number;
  /** Whether the application asks everybody for a key, so that others may reach it; false by default. */
  readonly beyondLoopback?: boolean;
  /** Certificate and private key, in PEM; plain HTTP by default. */
  readonly tls?: { readonly cert: string; readonly key: string };
}

/** A listening server. */
export interface HttpServer {
  /** Where MCP is served, such as `http://127.0.0.1:8080/mcp`. */
  readonly mcpUrl: string;
  /** The port that is listened on. */
  readonly port: number;
  /** Refuses new calls, lets running ones finish for `graceMs` (10,000 by default), cancels the rest; resolves when all is closed. */
  shutdown(graceMs?: number): Promise<void>;
}

/** How long running calls may take to finish at a shutdown. */
const DEFAULT_SHUTDOWN_GRACE_MS = 10_000;
// After the calls have ended only idle connections are left.
const CONNECTION_CLOSE_MS = 500;
/** How long after a failure to accept connections the port is listened on again. */
const LISTEN_AGAIN_MS = 100;

/** Starts listening; throws `PGMCP_INVALID_CONFIGURATION` for a host that is not loopback and for a port that is taken. */
export function serveHttp(app: App, options: ServeHttpOptions): HttpServer {
  const { host, port, beyondLoopback = false, tls } = options;
  if (host === "" || !beyondLoopback && !isLoopback(host)) {
    throw new PgmcpError("PGMCP_INVALID_CONFIGURATION", {
      message: `Cannot listen on "${host}": only loopback addresses are allowed.`,
      hint: 'Use HOST=127.0.0.1 (or --host), "::1" or "localhost"; keys (KEYS_FILE) allow others.',
    });
  }
  const hostname = host.replace(/[[\]]/g, "");
  let listening = listen(app, { hostname, port, ...tls });
  const taken = listening.server.addr.port;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let ending = false;

  // Deno stops to listen when it cannot accept a connection, as where the process has
  // no file descriptor left. Its connections are closed, for they hold the descriptors.
  function watch({ server, abort }: Listening): void {
    server.finished.catch((error: unknown) => {
      abort.abort();
      if (ending) return;
      log.error("Cannot accept connections: {error}. All are closed, and new ones accepted.", {
        error: error instanceof Error ? error.message : String(error),
      });
      listenAgain();
    });
  }

  function listenAgain(): void {
    timer = setTimeout(() => {
      try {
        listening = listen(app, { hostname, port: taken, ...tls });
        watch(listening);
      } catch (error) {
        log.error("Cannot listen again yet: {error}", { error: String(error) });
        listenAgain();
      }
    }, LISTEN_AGAIN_MS);
  }

  watch(listening);
  const shownHost = host.includes(":") ? `[${hostname}]` : host;
  return {
    mcpUrl: `${tls === undefined ? "http" : "https"}://${shownHost}:${taken}/mcp`,
    port: taken,
    async shutdown(graceMs = DEFAULT_SHUTDOWN_GRACE_MS) {
      ending = true;
      clearTimeout(timer);
      const { server, abort } = listening;
      // What fails here has failed before, and was logged.
      const finished = server.finished.catch(() => {});
      // Only then: to shut down closes agents' links at once, and with them the calls in flight.
      // Until then new calls are refused by the application.
      await app.close(graceMs);
      const closed = server.shutdown().catch(() => {});
      const cut = setTimeout(() => abort.abort(), CONNECTION_CLOSE_MS);
      await Promise.race([closed, finished]);
      clearTimeout(cut);
    },
  };
}

interface Listening {
  readonly server: Deno.HttpServer<Deno.NetAddr>;
  /** Closes its connections. */
  readonly abort: AbortController;
}

function listen(
  app: App,
  options: Deno.ServeTcpOptions | Deno.ServeTcpOptions & Deno.TlsCertifiedKeyPem,
): Listening {
  const abort = new AbortController();
  const { signal } = abort;
  try {
    const server = Deno.serve(
      { ...options, signal, onListen() {} },
      (request) => app.fetch(request),
    );
    return { server, abort };
  } catch (cause) {
    if (cause instanceof Deno.errors.AddrNotAvailable) {
      throw new PgmcpError("PGMCP_INVALID_CONFIGURATION", {
        message: `Cannot listen on "${options.hostname}": it is no address of this machine.`,
        hint: "Use HOST=127.0.0.1 (or --host), or HOST=0.0.0.0 for all addresses.",
        cause,
      });
    }
    if (!(cause instanceof Deno.errors.AddrInUse)) throw cause;
    throw new PgmcpError("PGMCP_INVALID_CONFIGURATION", {
      message: `Cannot listen on ${options.hostname}:${options.port}: the port is in use.`,
      hint: "Give a free port, for example PORT=8081 or --port 8081.",
      cause,
    });
  }
}
