// Serves MCP over standard input and output until the input ends: nothing but
// protocol on the output, both protocol eras, and an end within a second. The
// caller owns the database and closes it afterwards.

import type { ListChanges } from "./list_changes.ts";
import { openStdioEndpoint } from "./mcp/stdio_endpoint.ts";
import type { Served } from "./tools/served_databases.ts";

/** Options of {@linkcode serveStdio}. */
export interface ServeStdioOptions {
  /** The database, or several by name; null where none is configured. */
  readonly database: Served;
  /** Where changes of the lists are announced; they never change by default. */
  readonly listChanges?: ListChanges;
  /** Where messages come from; standard input by default. */
  readonly input?: ReadableStream<Uint8Array>;
  /** Where messages go; standard output by default. */
  readonly output?: WritableStream<Uint8Array>;
  /** Aborting it ends the connection gracefully. */
  readonly signal?: AbortSignal;
  /** How long running calls may take to finish once `signal` aborts, in milliseconds; 10,000 by default. */
  readonly graceMs?: number;
}

/** How long running calls may take to finish at a shutdown. */
const DEFAULT_GRACE_MS = 10_000;
// A process whose client is gone ends within a second: half of it may go to answers,
// a quarter to cancelling what runs.
const END_GRACE_MS = 500;
const CANCEL_MS = 250;
// SQL is at most 32 KB; a message holds little else.
const MAX_MESSAGE_BYTES = 1024 * 1024;

/** Serves one connection; resolves once it has ended and no call runs any more. */
export async function serveStdio(options: ServeStdioOptions): Promise<void> {
  const { signal, graceMs = DEFAULT_GRACE_MS } = options;
  const endpoint = openStdioEndpoint({
    database: options.database,
    ...(options.listChanges === undefined ? {} : { listChanges: options.listChanges }),
    input: options.input ?? Deno.stdin.readable,
    output: options.output ?? Deno.stdout.writable,
    maxMessageBytes: MAX_MESSAGE_BYTES,
    endGraceMs: END_GRACE_MS,
    cancelMs: CANCEL_MS,
  });
  const end = () => void endpoint.close(graceMs);
  if (signal?.aborted) end();
  signal?.addEventListener("abort", end, { once: true });
  try {
    await endpoint.finished;
  } finally {
    signal?.removeEventListener("abort", end);
  }
}
