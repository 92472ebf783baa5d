// A stand-in for a PostgreSQL server that no test machine has: it lets everyone
// in, states the version it is told to, and hangs up when a statement comes.

import { greeting, message } from "./postgres_messages.ts";

/** A running stand-in. */
export interface StandIn extends AsyncDisposable {
  readonly url: string;
  /** How many connections have been let in. */
  connections(): number;
}

// BEGIN has been parsed: an answer has begun.
const PARSE_COMPLETE = message("1");

/** Starts one on a free port of 127.0.0.1. */
export function startStandIn(version: string): StandIn {
  const listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  let connections = 0;

  async function serve(connection: Deno.Conn): Promise<void> {
    const buffer = new Uint8Array(65_536);
    // SSLRequest is eight bytes long; a stand-in has no TLS.
    if (await connection.read(buffer) === 8) {
      await connection.write(new TextEncoder().encode("N"));
      await connection.read(buffer);
    }
    connections++;
    await connection.write(greeting(version));
    if (await connection.read(buffer) !== null) await connection.write(PARSE_COMPLETE);
    connection.close();
  }

  async function accept(): Promise<void> {
    for await (const connection of listener) {
      serve(connection).catch((error: unknown) => {
        // The client may hang up at any time.
        const { BrokenPipe, ConnectionReset } = Deno.errors;
        if (!(error instanceof ConnectionReset || error instanceof BrokenPipe)) throw error;
      });
    }
  }

  const accepting = accept();
  return {
    url: `postgresql://someone:anything@127.0.0.1:${listener.addr.port}/any`,
    connections: () => connections,
    async [Symbol.asyncDispose]() {
      listener.close();
      await accepting;
    },
  };
}
