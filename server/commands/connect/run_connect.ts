// `pgmcp connect URL`: MCP over standard input and output for a client that speaks nothing else,
// carried to a pgmcp server over HTTP. It ends when the client closes its side, within two seconds.

import type { ReadVariable } from "../../../core/config/read_settings.ts";
import { PgmcpError } from "../../../core/errors.ts";
import { listenForShutdown } from "../shutdown_signal.ts";
import { printableLines } from "../terminal/printable.ts";
import type { Screen } from "../terminal/screen.ts";
import { Bridge } from "./bridge.ts";
import { readConnectSettings } from "./connect_settings.ts";
import { streamLines } from "./event_stream.ts";
import { Output } from "./output.ts";

/** What {@linkcode runConnect} needs. */
export interface ConnectOptions {
  readonly variable: ReadVariable;
  /** Standard error. */
  readonly screen: Screen;
}

// SQL is at most 32 KB; a message holds little else.
const MAX_LINE_CHARACTERS = 4 * 1024 * 1024;
// A shell pipe (`printf … | pgmcp connect URL`) gets its answers, if they come soon.
const END_GRACE_MS = 1_000;

const NOT_NEEDED = ["run", "ffi", "sys", "env", "import", "read", "write"] as const;

/** Carries messages until the input ends or a signal comes; returns the exit code. */
export async function runConnect(address: string, options: ConnectOptions): Promise<number> {
  const { screen, variable } = options;
  const settings = readConnectSettings(address, variable);
  // Whatever it was started with: from here on only the network is needed.
  for (const name of NOT_NEEDED) Deno.permissions.revokeSync({ name });
  const output = new Output(Deno.stdout.writable);
  const bridge = new Bridge({
    ...settings,
    send: (text) => output.write(`${text}\n`),
    log: (message) => tell(screen, message),
  });
  using shutdown = listenForShutdown();
  const input = readInput(bridge);
  await Promise.race([input, shutdown.requested, output.closed]);
  if (!shutdown.signal.aborted && !output.isClosed) await bridge.answered(END_GRACE_MS);
  await bridge.close();
  await output.flushed();
  return 0;
}

// Where the log cannot be written, requests get their answers all the same.
function tell(screen: Screen, message: string): void {
  try {
    screen.write(`pgmcp connect: ${printableLines(message)}\n`);
  } catch {
    // There is no other place to say so.
  }
}

async function readInput(bridge: Bridge): Promise<void> {
  try {
    for await (const line of streamLines(Deno.stdin.readable, MAX_LINE_CHARACTERS)) {
      bridge.receive(line);
    }
  } catch (cause) {
    if (!(cause instanceof RangeError)) throw cause;
    throw new PgmcpError("PGMCP_INVALID_ARGUMENT", {
      message:
        `Cannot read what the client sends: a line has more than ${MAX_LINE_CHARACTERS} characters`,
      hint: "A client of MCP over stdio sends one JSON-RPC message a line.",
      cause,
    });
  }
}
