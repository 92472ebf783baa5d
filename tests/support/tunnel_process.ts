// A server with keys as a process of its own, ready for agents; agents as processes beside it;
// and calls through both, as a client makes them.

import { cliCommand, MOD_PATH, runCli } from "./run_cli.ts";
import { modernRequest } from "./run_stdio.ts";
import { type KeyFolder, keyFolder } from "./key_folder.ts";
import type { ServeProcess } from "./serve_process.ts";

/** A server that agents join. */
export interface TunnelServer extends AsyncDisposable {
  readonly folder: KeyFolder;
  readonly served: ServeProcess;
  readonly agentKey: string;
  readonly clientKey: string;
  /** What an agent for the database `shop` at `databaseUrl` is told. */
  agentVariables(databaseUrl: string): Readonly<Record<string, string>>;
  /** Calls a tool; gives the whole answer's text. */
  call(name: string, input: Readonly<Record<string, unknown>>): Promise<string>;
}

/** An agent. */
export interface AgentProcess extends AsyncDisposable {
  readonly pid: number;
  /** The lines of standard output so far. */
  readonly output: readonly string[];
  /** What it logged so far. */
  log(): string;
  kill(signal: Deno.Signal): void;
  /** Waits for the end; gives the exit code. */
  ended(): Promise<number>;
}

/** Starts a server with one key for agents and one for clients, both for `shop`. */
export async function startTunnelServer(
  env: Readonly<Record<string, string>> = {},
): Promise<TunnelServer> {
  const folder = await keyFolder();
  const agentKey = await folder.create("--agent", "--database", "shop");
  const clientKey = await folder.create("--database", "shop");
  const served = await folder.serve(env);
  return {
    folder,
    served,
    agentKey,
    clientKey,
    agentVariables: (databaseUrl) => ({
      SERVER_URL: `${served.url.replace("http", "ws")}/agent`,
      AGENT_KEY: agentKey,
      DATABASE_NAME: "shop",
      DATABASE_URL: databaseUrl,
    }),
    async call(name, input) {
      const response = await fetch(toolRequest(served.url, clientKey, { name, arguments: input }));
      return await response.text();
    },
    async [Symbol.asyncDispose]() {
      killIfAlive(() => served.kill("SIGKILL"));
      await served.ended();
      await folder[Symbol.asyncDispose]();
    },
  };
}

/** Starts `pgmcp agent` under the permissions of its task, and waits until it is connected. */
export function startAgentProcess(
  variables: Readonly<Record<string, string>>,
  permissions: readonly string[] = ["-P=agent"],
): Promise<AgentProcess> {
  return agentProcess(cliCommand(["agent"], {
    permissions,
    env: variables,
    stdin: "null",
    stdout: "piped",
    stderr: "piped",
  }));
}

/** The line that `pgmcp agent --print-command` prints to run it. */
export async function printedAgentLine(
  variables: Readonly<Record<string, string>>,
): Promise<string> {
  const { code, stderr, stdout } = await runCli(["agent", "--print-command"], {
    permissions: ["-P=agent"],
    env: variables,
  });
  const line = stdout.split("\n").find((each) => each.includes(` ${MOD_PATH} agent`));
  if (code !== 0 || line === undefined) throw new Error(`Cannot print the line: ${stderr}`);
  return line;
}

/** Waits until the agent that `command` starts is connected. */
export async function agentProcess(command: Deno.Command): Promise<AgentProcess> {
  const child = command.spawn();
  const output: string[] = [];
  let log = "";
  const connected = Promise.withResolvers<void>();
  async function read(stream: ReadableStream<Uint8Array>, take: (text: string) => void) {
    for await (const text of stream.pipeThrough(new TextDecoderStream())) take(text);
  }
  let rest = "";
  const reading = Promise.all([
    read(child.stdout, (text) => {
      const lines = (rest + text).split("\n");
      rest = lines.pop() ?? "";
      output.push(...lines);
    }),
    read(child.stderr, (text) => {
      log += text;
      if (/Connected to/.test(log)) connected.resolve();
    }),
  ]);
  const status = child.status.then(async ({ code }) => {
    await reading;
    connected.reject(new Error(`Cannot go on: the agent ended with ${code}: ${log}`));
    return code;
  });
  await connected.promise;
  return {
    pid: child.pid,
    output,
    log: () => log,
    kill: (signal) => child.kill(signal),
    ended: () => status,
    async [Symbol.asyncDispose]() {
      killIfAlive(() => child.kill("SIGKILL"));
      await status;
    },
  };
}

/** A call of a tool with a key, in the 2026-07-28 protocol. */
export function toolRequest(
  url: string,
  key: string,
  call: { readonly name: string; readonly arguments: unknown },
): Request {
  return new Request(`${url}/mcp`, {
    method: "POST",
    headers: {
      authorization: `Bearer ${key}`,
      "content-type": "application/json",
      accept: "application/json, text/event-stream",
      "mcp-protocol-version": "2026-07-28",
      "mcp-method": "tools/call",
      "mcp-name": call.name,
    },
    body: JSON.stringify(modernRequest(1, call)),
  });
}

function killIfAlive(kill: () => void): void {
  try {
    kill();
  } catch (error) {
    // It has ended already.
    if (!(error instanceof TypeError || error instanceof Deno.errors.NotFound)) throw error;
  }
}
