// Starts the agent in this process: reads its variables, listens for signals, confines it, and
// runs it. A second signal ends the process at once: whoever sends it has waited. Started by
// another process it can also end with its input, which closes however that one ends.

import { readSettings, type ReadVariable } from "../core/config/read_settings.ts";
import { runCommand, type RunLine } from "../core/run_line/draw_run_line.ts";
import { createAgentLog } from "./agent_log.ts";
import { agentRunLine } from "./agent_run_line.ts";
import type { OpenDatabase } from "./prepare_database.ts";
import { runConfined } from "./sandbox/run_confined.ts";
import { readTunnelSettings } from "./tunnel/tunnel_settings.ts";
import { writeStandardError } from "./write_standard_error.ts";

/** What a shell shows for a process that ended by SIGINT: 128 + 2. */
const INTERRUPTED_EXIT_CODE = 130;

/** Options of {@linkcode startAgent}. */
export interface StartAgentOptions {
  /** Reads the environment. */
  readonly variable: ReadVariable;
  /** The URL of the module that was started. */
  readonly entryUrl: string;
  /** What stands after it: `agent`, or nothing where the module is the agent's own. */
  readonly args: readonly string[];
  /** Whether it ends with its standard input; false by default. */
  readonly endWithStdin?: boolean;
  /** The Worker that it moves to where it holds too much; the agent's own by default. */
  readonly workerUrl?: URL;
  /** Opens a database, in this process; those of a server alone by default. */
  readonly openDatabase?: OpenDatabase;
}

/** Runs until a signal asks for the end; gives the exit code. Throws `PGMCP_INVALID_CONFIGURATION` and `PGMCP_NOT_CONFINED`. */
export async function startAgent(options: StartAgentOptions): Promise<number> {
  const { variable, openDatabase } = options;
  const { logLevel, requireSandbox } = readSettings(
    variable,
    (reader) => readTunnelSettings(reader, reader.text("CONFIG_FILE") !== undefined),
  );
  const line = await agentRunLine(options);
  const variables = setVariables(line, variable);
  const stop = new AbortController();
  using _signals = listenForEnd(stop);
  if (options.endWithStdin === true) void followInput(stop);
  return await runConfined({
    needs: line.permissions,
    variables,
    signal: stop.signal,
    required: requireSandbox,
    workerUrl: options.workerUrl ?? new URL("./agent_worker.ts", import.meta.url),
    async run() {
      // Loaded here, for packages made for Node stop at a variable they may not read.
      const { runAgent } = await import("./run_agent.ts");
      // The same as in the Worker: what is not among them is not set.
      return await runAgent({
        variable: (name) => variables[name],
        signal: stop.signal,
        ...(openDatabase === undefined ? {} : { openDatabase }),
      });
    },
    log: createAgentLog({ level: logLevel, write: writeStandardError }),
    wholeCommand: runCommand(line),
    show: (command) => writeStandardError(`${command}\n`),
  });
}

function setVariables(line: RunLine, variable: ReadVariable): Readonly<Record<string, string>> {
  return Object.fromEntries(line.variables.flatMap((name) => {
    const value = variable(name);
    return value === undefined ? [] : [[name, value]];
  }));
}

async function followInput(stop: AbortController): Promise<void> {
  for await (const _chunk of Deno.stdin.readable);
  stop.abort();
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
