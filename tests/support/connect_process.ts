// `pgmcp connect` as a process of its own, and the official client on its pipes, the way a
// client for stdio starts it.

import type { Client } from "@modelcontextprotocol/client";
import { StdioClientTransport } from "@modelcontextprotocol/client/stdio";
import { createClient, type Era } from "./mcp_client.ts";
import { ownVariables } from "./own_variables.ts";
import { type CliResult, MOD_PATH, runCli } from "./run_cli.ts";

/** A client on a running process. */
export interface ConnectedProcess extends AsyncDisposable {
  readonly client: Client;
  /** What the process wrote to its log. */
  log(): string;
}

/** What the process is started with. */
export interface ConnectOptions {
  /** Where the server serves MCP. */
  readonly url: string;
  readonly env?: Readonly<Record<string, string>>;
}

/** Starts one and connects the client through it. */
export async function connectThroughProcess(
  era: Era,
  { url, env = {} }: ConnectOptions,
): Promise<ConnectedProcess> {
  const transport = new StdioClientTransport({
    command: "deno",
    args: ["run", "-q", "--no-prompt", "--cached-only", "-P=connect", MOD_PATH, "connect", url],
    env: { ...ownVariables(), ...env },
    stderr: "pipe",
  });
  let log = "";
  transport.stderr?.on("data", (bytes: Uint8Array) => {
    log += new TextDecoder().decode(bytes);
  });
  const client = createClient(era);
  await client.connect(transport);
  return {
    client,
    log: () => log,
    [Symbol.asyncDispose]: () => client.close(),
  };
}

/** Runs one on these lines of input, to its end. */
export function runConnect(
  lines: readonly string[],
  { url, env = {} }: ConnectOptions,
): Promise<CliResult> {
  const input = lines.map((line) => `${line}\n`).join("");
  return runCli(["connect", url], { permissions: ["-P=connect"], env, input });
}
