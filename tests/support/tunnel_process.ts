// A server with keys as a process of its own, ready for agents; agents as processes beside it;
// and calls through both, as a client makes them.

import { type AgentProcess, followAgent } from "./agent_process.ts";
import { cliCommand, MOD_PATH, runCli } from "./run_cli.ts";
import { type KeyFolder, keyFolder } from "./key_folder.ts";
import { callRequest, type ServeProcess } from "./serve_process.ts";

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
      const response = await fetch(
        callRequest(served.url, { name, arguments: input }, { key: clientKey }),
      );
      return await response.text();
    },
    async [Symbol.asyncDispose]() {
      killIfAlive(() => served.kill("SIGKILL"));
      await served.ended();
      await folder[Symbol.asyncDispose]();
    },
  };
}

/** The agent's own program, which the printed line runs for a server's database. */
export const AGENT_PATH = MOD_PATH.replace(/mod\.ts$/, "agent/main.ts");

/** Starts `pgmcp agent` under the permissions of its task, and waits until it is connected. */
export function startAgentProcess(
  variables: Readonly<Record<string, string>>,
  permissions: readonly string[] = ["-P=agent"],
): Promise<AgentProcess> {
  return followAgent(cliCommand(["agent"], {
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
  const line = stdout.split("\n").find((each) =>
    each.includes(" deno run ") && each.endsWith(` ${AGENT_PATH}`)
  );
  if (code !== 0 || line === undefined) throw new Error(`Cannot print the line: ${stderr}`);
  return line;
}

function killIfAlive(kill: () => void): void {
  try {
    kill();
  } catch (error) {
    // It has ended already.
    if (!(error instanceof TypeError || error instanceof Deno.errors.NotFound)) throw error;
  }
}
