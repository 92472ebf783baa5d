// `pgmcp embedded`: the embedded shop as a database server, for a launcher that runs it beside
// an agent.

import { readSettings, type ReadVariable } from "../../../core/config/read_settings.ts";
import type { AgentSide } from "../agent_side.ts";
import { listenForShutdown } from "../shutdown_signal.ts";
import type { EmbeddedFlags } from "./add_launch_commands.ts";

/** The variable with the password of the embedded database. */
export const EMBEDDED_PASSWORD_VARIABLE = "PGMCP_EMBEDDED_PASSWORD";

/** What {@linkcode runEmbedded} needs. */
export interface RunEmbeddedOptions {
  readonly flags: EmbeddedFlags;
  readonly agentSide: AgentSide;
  readonly variable: ReadVariable;
}

/** Serves until a signal comes; returns the exit code. Throws `PGMCP_INVALID_CONFIGURATION`. */
export async function runEmbedded(options: RunEmbeddedOptions): Promise<number> {
  const { agentSide, flags, variable } = options;
  const settings = readSettings(
    (name) => name === "PORT" ? flags.port : variable(name),
    (reader) => {
      const password = reader.text(EMBEDDED_PASSWORD_VARIABLE);
      if (password === undefined) {
        reader.reject(EMBEDDED_PASSWORD_VARIABLE, {
          shown: "",
          expected: "a password: whoever reaches the port may do anything",
          example: "a long random text",
        });
      }
      return {
        password: password ?? "",
        port: reader.integer("PORT", { fallback: 0, min: 1, max: 65_535, example: "5433" }),
        logLevel: reader.choice("LOG_LEVEL", {
          fallback: "info",
          choices: ["debug", "info", "warning", "error"],
        }),
      };
    },
    { nameOf: (name) => name === "PORT" ? "--port" : name },
  );
  using shutdown = listenForShutdown({ endWithStdin: flags.endWithStdin });
  return await agentSide.serveEmbedded({ ...settings, signal: shutdown.signal });
}
