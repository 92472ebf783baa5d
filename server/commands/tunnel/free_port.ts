// Finds a port of this machine that is free now. A process's permissions name its port, so the
// port has to be known before the process starts.

import { PgmcpError } from "../../../core/errors.ts";

/** Where to look. */
export interface PortRange {
  readonly host: string;
  /** The first port; 0 for any free one. */
  readonly from: number;
  /** How many ports after the first are tried where it is taken; none by default. */
  readonly more?: number;
}

/** The first free port. Throws `PGMCP_INVALID_CONFIGURATION` where all are taken. */
export function freePort({ host, from, more = 0 }: PortRange): number {
  for (let port = from;; port++) {
    try {
      using listener = Deno.listen({ hostname: host.replace(/[[\]]/g, ""), port });
      return listener.addr.port;
    } catch (cause) {
      const taken = cause instanceof Deno.errors.AddrInUse;
      if (taken && port < from + more) continue;
      throw new PgmcpError("PGMCP_INVALID_CONFIGURATION", {
        message: `Cannot listen on ${host}:${from}: ${
          taken ? "the port is in use." : "it is no loopback address that may be listened on."
        }`,
        hint:
          "Give a free port, for example PORT=8081 or --port 8081, and a HOST like 127.0.0.1 or localhost.",
        cause,
      });
    }
  }
}
