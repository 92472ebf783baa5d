// A PostgreSQL server that lies: it lets everyone in, and answers what is asked with what it is
// told to say, byte by byte.

import { BOUND, completed, concat, greeting, ready, row } from "./postgres_messages.ts";

/** What it says. */
export interface Lies {
  /** To the start of a session; by default what an honest server says. */
  readonly greeting?: Uint8Array;
  /** To the first questions of each session; behind the last one it hangs up. */
  readonly answers?: readonly Uint8Array[];
}

/** A running one. */
export interface LyingPostgres extends AsyncDisposable {
  readonly url: string;
  /** How many connections have been let in. */
  connections(): number;
}

/** BEGIN and the settings, answered. */
export const SETTLED = concat(
  ...[BOUND, completed("BEGIN"), BOUND, row("on"), completed("SELECT 1")],
);
/** The transaction's end, answered. */
export const CLEANED = concat(
  ...[BOUND, completed("ROLLBACK"), BOUND, completed("DISCARD ALL"), ready("I")],
);

/** A version of which nothing is asked before the statement itself. */
const QUIET_VERSION = "13.20";
/** CancelRequest; SSLRequest is half as long. */
const CANCEL_BYTES = 16;

/** Starts one on a free port of 127.0.0.1. */
export function startLyingPostgres(lies: Lies): LyingPostgres {
  const listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  const serving = new Set<Promise<void>>();
  let connections = 0;

  async function serve(connection: Deno.Conn): Promise<void> {
    using _closed = connection;
    const buffer = new Uint8Array(65_536);
    if (await connection.read(buffer) === CANCEL_BYTES) return;
    connections++;
    await write(connection, lies.greeting ?? greeting(QUIET_VERSION));
    for (const answer of lies.answers ?? []) {
      if (await connection.read(buffer) === null) return;
      await write(connection, answer);
    }
  }

  async function accept(): Promise<void> {
    for await (const connection of listener) {
      const served = serve(connection).catch((error: unknown) => {
        // Whoever is lied to hangs up at any time.
        const hungUp = [Deno.errors.ConnectionReset, Deno.errors.BrokenPipe];
        if (!hungUp.some((kind) => error instanceof kind)) throw error;
      }).finally(() => serving.delete(served));
      serving.add(served);
    }
  }

  const accepting = accept();
  return {
    url: `postgresql://someone:anything@127.0.0.1:${listener.addr.port}/any?sslmode=disable`,
    connections: () => connections,
    async [Symbol.asyncDispose]() {
      listener.close();
      await accepting;
      await Promise.all(serving);
    },
  };
}

async function write(connection: Deno.Conn, bytes: Uint8Array): Promise<void> {
  for (let at = 0; at < bytes.length;) at += await connection.write(bytes.subarray(at));
}
