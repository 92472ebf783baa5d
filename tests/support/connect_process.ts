// `pgmcp connect` as a process of its own, and the official client on its pipes, the way a
// client for stdio starts it.

import type { Client } from "@modelcontextprotocol/client";
import { StdioClientTransport } from "@modelcontextprotocol/client/stdio";
import { cliCommand, type CliResult } from "./run_cli.ts";
import { createClient, type Era } from "./mcp_client.ts";

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

const CLI = decodeURIComponent(new URL("../../mod.ts", import.meta.url).pathname);

/** Starts one and connects the client through it. */
export async function connectThroughProcess(
  era: Era,
  { url, env = {} }: ConnectOptions,
): Promise<ConnectedProcess> {
  const transport = new StdioClientTransport({
    command: "deno",
    args: ["run", "-q", "--no-prompt", "--cached-only", "-P=connect", CLI, "connect", url],
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
export async function runConnect(
  lines: readonly string[],
  { url, env = {} }: ConnectOptions,
): Promise<CliResult> {
  const child = cliCommand(["connect", url], {
    permissions: ["-P=connect"],
    env,
    stdin: "piped",
    stdout: "piped",
    stderr: "piped",
  }).spawn();
  const output = child.output();
  const writer = child.stdin.getWriter();
  try {
    await writer.write(new TextEncoder().encode(lines.map((line) => `${line}\n`).join("")));
    await writer.close();
  } catch (error) {
    // It may end without reading its input.
    if (!(error instanceof Deno.errors.BrokenPipe)) throw error;
  }
  const { code, stdout, stderr } = await output;
  const decoder = new TextDecoder();
  return { code, stdout: decoder.decode(stdout), stderr: decoder.decode(stderr) };
}

function ownVariables(): Record<string, string> {
  return Object.fromEntries(["PATH", "HOME", "DENO_DIR", "TMPDIR"].flatMap((name) => {
    const value = Deno.env.get(name);
    return value === undefined ? [] : [[name, value]];
  }));
}
