// Listens for HTTP and hands each request to the application. Until there are keys
// it binds loopback only: whoever reaches the port can query the database.

import { PgmcpError } from "../core/errors.ts";
import type { App } from "./app.ts";

/** Options of {@linkcode serveHttp}. */
export interface ServeHttpOptions {
  /** A loopback address or `localhost`. */
  readonly host: string;
  /** The port; 0 for any free one. */
  readonly port: number;
}

/** A listening server. */
export interface HttpServer {
  /** Where MCP is served, such as `http://127.0.0.1:8080/mcp`. */
  readonly mcpUrl: string;
  /** The port that is listened on. */
  readonly port: number;
  /** Stops accepting, lets running calls finish for `graceMs` (10,000 by default), cancels the rest; resolves when all is closed. */
  shutdown(graceMs?: number): Promise<void>;
}

/** How long running calls may take to finish at a shutdown. */
export const DEFAULT_SHUTDOWN_GRACE_MS = 10_000;
// After the calls have ended only idle connections are left.
const CONNECTION_CLOSE_MS = 500;

const LOOPBACK = /^(?:localhost|127(?:\.\d{1,3}){3}|\[?::1\]?)$/i;

/** Starts listening; throws `PGMCP_INVALID_CONFIGURATION` for a host that is not loopback and for a port that is taken. */
export function serveHttp(app: App, options: ServeHttpOptions): HttpServer {
  const { host, port } = options;
  if (!LOOPBACK.test(host)) {
    throw new PgmcpError("PGMCP_INVALID_CONFIGURATION", {
      message: `Cannot listen on HOST "${host}": only loopback addresses are allowed.`,
      hint: 'Use HOST=127.0.0.1, "::1" or "localhost".',
    });
  }
  const abort = new AbortController();
  const server = listen(app, { hostname: host.replace(/[[\]]/g, ""), port, signal: abort.signal });
  const shownHost = host.includes(":") ? `[${host.replace(/[[\]]/g, "")}]` : host;
  return {
    mcpUrl: `http://${shownHost}:${server.addr.port}/mcp`,
    port: server.addr.port,
    async shutdown(graceMs = DEFAULT_SHUTDOWN_GRACE_MS) {
      const closed = server.shutdown();
      await app.close(graceMs);
      const timer = setTimeout(() => abort.abort(), CONNECTION_CLOSE_MS);
      await Promise.race([closed, server.finished]);
      clearTimeout(timer);
    },
  };
}

function listen(
  app: App,
  options: { readonly hostname: string; readonly port: number; readonly signal: AbortSignal },
): Deno.HttpServer<Deno.NetAddr> {
  try {
    return Deno.serve({ ...options, onListen() {} }, (request) => app.fetch(request));
  } catch (cause) {
    if (!(cause instanceof Deno.errors.AddrInUse)) throw cause;
    throw new PgmcpError("PGMCP_INVALID_CONFIGURATION", {
      message: `Cannot listen on ${options.hostname}:${options.port}: the port is in use.`,
      hint: "Set PORT to a free port, for example PORT=8081.",
      cause,
    });
  }
}
