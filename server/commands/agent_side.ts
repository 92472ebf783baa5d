// What `pgmcp agent` needs of the agent. The server never imports it, so mod.ts hands this in.

import type { ReadVariable } from "../../core/config/read_settings.ts";
import type { RunLine } from "../../core/run_line/draw_run_line.ts";

/** How the agent is started. */
export interface AgentStart {
  readonly variable: ReadVariable;
  /** The URL of the module that was started. */
  readonly entryUrl: string;
  /** What stands after it on the command line. */
  readonly args: readonly string[];
  /** Whether it ends with its standard input; false by default. */
  readonly endWithStdin?: boolean;
}

/** How the embedded database is started as a process of its own. */
export interface EmbeddedStart {
  /** The port to listen on. */
  readonly port: number;
  /** What clients have to say; secret. */
  readonly password: string;
  readonly logLevel: string;
  /** Aborting it asks for the end. */
  readonly signal: AbortSignal;
}

/** The agent, as a command. */
export interface AgentSide {
  /** Runs it until a signal asks for the end; gives the exit code. */
  start(options: AgentStart): Promise<number>;
  /** The line that starts it with the least permissions. */
  runLine(options: AgentStart): Promise<RunLine>;
  /** Serves the embedded shop on a port of this machine until the signal; gives the exit code. */
  serveEmbedded(options: EmbeddedStart): Promise<number>;
}
