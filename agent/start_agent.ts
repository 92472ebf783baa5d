// Starts the agent in this process: reads its variables, listens for signals, confines it, and
// runs it. A second signal ends the process at once: whoever sends it has waited.

import { QUERY_VARIABLES } from "../core/config/query_settings.ts";
import { readSettings, type ReadVariable } from "../core/config/read_settings.ts";
import { createAgentLog } from "./agent_log.ts";
import { agentNeeds } from "./agent_needs.ts";
import { AGENT_VARIABLES, readAgentSettings } from "./config.ts";
import { runAgent } from "./run_agent.ts";
import { runConfined } from "./sandbox/run_confined.ts";
import { readTunnelSettings, TUNNEL_VARIABLES } from "./tunnel/tunnel_settings.ts";

/** What a shell shows for a process that ended by SIGINT: 128 + 2. */
const INTERRUPTED_EXIT_CODE = 130;

/** Options of {@linkcode startAgent}. */
export interface StartAgentOptions {
  /** Reads the environment; `Deno.env` by default. */
  readonly variable?: ReadVariable;
}

/** Runs until a signal asks for the end; gives the exit code. Throws `PGMCP_INVALID_CONFIGURATION` and `PGMCP_NOT_CONFINED`. */
export async function startAgent(options: StartAgentOptions = {}): Promise<number> {
  const variable = options.variable ?? ((name) => Deno.env.get(name));
  const { agent, tunnel } = readSettings(variable, (reader) => {
    const agent = readAgentSettings(reader);
    return { agent, tunnel: readTunnelSettings(reader, agent.configFile !== null) };
  });
  const { env, ...needs } = await agentNeeds(agent, tunnel, variable);
  const names = [...AGENT_VARIABLES, ...QUERY_VARIABLES, ...TUNNEL_VARIABLES, ...env];
  const variables = Object.fromEntries(names.flatMap((name) => {
    const value = variable(name);
    return value === undefined ? [] : [[name, value]];
  }));
  const stop = new AbortController();
  using _signals = listenForEnd(stop);
  return await runConfined({
    needs,
    variables,
    signal: stop.signal,
    required: tunnel.requireSandbox,
    workerUrl: new URL("./agent_worker.ts", import.meta.url),
    run: () => runAgent({ variable: (name) => variables[name], signal: stop.signal }),
    log: createAgentLog({
      level: tunnel.logLevel,
      write: (text) => void Deno.stderr.writeSync(new TextEncoder().encode(text)),
    }),
    wholeCommand: () => Promise.resolve("pgmcp agent --print-command shows the command."),
  });
}

function listenForEnd(stop: AbortController): Disposable {
  const names: readonly Deno.Signal[] = Deno.build.os === "windows"
    ? ["SIGINT", "SIGBREAK"]
    : ["SIGINT", "SIGTERM"];
  function end(): void {
    if (stop.signal.aborted) Deno.exit(INTERRUPTED_EXIT_CODE);
    stop.abort();
  }
  for (const name of names) Deno.addSignalListener(name, end);
  return {
    [Symbol.dispose]() {
      for (const name of names) Deno.removeSignalListener(name, end);
    },
  };
}
