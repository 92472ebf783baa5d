// `pgmcp stdio` as a process, and a client that makes one call after the other in
// either protocol era. Cheap on purpose: what it measures is the process.

import { ENGINE_FLAGS } from "../../core/run_line/engine_flags.ts";
import { cliCommand, LOCAL_PERMISSIONS } from "../support/run_cli.ts";
import { modernRequest } from "../support/run_stdio.ts";

/** A protocol era. */
export type Era = "2026-07-28" | "2025-11-25";

/** A running process. */
export interface StdioClient {
  readonly pid: number;
  /** Calls a tool; the answer's line. Throws if the answer is an error. */
  call(name: string, input: Readonly<Record<string, unknown>>): Promise<string>;
  /** Ends the input and waits for the end. */
  end(): Promise<void>;
}

/** Options of {@linkcode startStdioClient}. */
export interface StdioClientOptions {
  readonly env: Readonly<Record<string, string>>;
  /** 2026-07-28 by default. */
  readonly era?: Era;
  readonly permissions?: readonly string[];
}

const NEWLINE = 10;

/** Starts one; in the older era the handshake is over when it resolves. */
export async function startStdioClient(options: StdioClientOptions): Promise<StdioClient> {
  const { era = "2026-07-28", env, permissions = LOCAL_PERMISSIONS } = options;
  const child = cliCommand(["stdio"], {
    permissions: [ENGINE_FLAGS, ...permissions],
    env,
    stdin: "piped",
    stdout: "piped",
    // It logs a line a call, as it does by default; nobody reads them here.
    stderr: "null",
  }).spawn();
  const writer = child.stdin.getWriter();
  const reader = child.stdout.getReader();
  const encoder = new TextEncoder();
  const decoder = new TextDecoder();

  async function send(message: unknown): Promise<void> {
    await writer.write(encoder.encode(`${JSON.stringify(message)}\n`));
  }
  async function answer(): Promise<string> {
    let text = "";
    for (;;) {
      const { value, done } = await reader.read();
      if (done) throw new Error(`Cannot go on: the process ended after ${text}`);
      text += decoder.decode(value, { stream: true });
      if (value.at(-1) === NEWLINE) return text;
    }
  }

  if (era === "2025-11-25") {
    await send({
      jsonrpc: "2.0",
      id: 0,
      method: "initialize",
      params: {
        protocolVersion: era,
        capabilities: {},
        clientInfo: { name: "bench", version: "1.0.0" },
      },
    });
    await answer();
    await send({ jsonrpc: "2.0", method: "notifications/initialized" });
  }
  let id = 0;
  return {
    pid: child.pid,
    async call(name, input) {
      id++;
      const call = { name, arguments: input };
      await send(
        era === "2026-07-28"
          ? modernRequest(id, call)
          : { jsonrpc: "2.0", id, method: "tools/call", params: call },
      );
      const line = await answer();
      if (line.includes('"isError":true') || line.includes('"error":{')) {
        throw new Error(`Cannot measure: ${line}`);
      }
      return line;
    },
    async end() {
      await writer.close();
      await child.status;
      await reader.cancel();
    },
  };
}
