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
}

/** The agent, as a command. */
export interface AgentSide {
  /** Runs it until a signal asks for the end; gives the exit code. */
  start(options: AgentStart): Promise<number>;
  /** The line that starts it with the least permissions. */
  runLine(options: AgentStart): Promise<RunLine>;
}
