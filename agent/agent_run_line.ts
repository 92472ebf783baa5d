// The `deno run` line that an agent's configuration needs, and no more: printed by
// `--print-command`, and shown where an agent was started with another.

import { QUERY_VARIABLES } from "../core/config/query_settings.ts";
import { readSettings, type ReadVariable } from "../core/config/read_settings.ts";
import type { RunLine } from "../core/run_line/draw_run_line.ts";
import { entrySpecifier } from "../core/run_line/entry_specifier.ts";
import { agentNeeds } from "./agent_needs.ts";
import { AGENT_VARIABLES, type AgentSettings, readAgentSettings } from "./config.ts";
import { readTunnelSettings, TUNNEL_VARIABLES } from "./tunnel/tunnel_settings.ts";

/** What it is made from. */
export interface AgentRunLineOptions {
  readonly variable: ReadVariable;
  /** The URL of the module that was started. */
  readonly entryUrl: string;
  /** What stands after it: `agent`, or nothing where the module is the agent's own. */
  readonly args: readonly string[];
}

/** Their values are secret. */
const SECRET_VARIABLES: readonly string[] = ["DATABASE_URL", "AGENT_KEY", "POLICY_HASH_KEY"];

/** The parts of the line. Throws `PGMCP_INVALID_CONFIGURATION`. */
export async function agentRunLine(options: AgentRunLineOptions): Promise<RunLine> {
  const { variable } = options;
  const settings = readSettings(variable, (reader) => {
    const agent = readAgentSettings(reader);
    return { agent, tunnel: readTunnelSettings(reader, agent.configFile !== null) };
  });
  const permissions = await agentNeeds(settings.agent, settings.tunnel, variable);
  const named = permissions.env;
  const secret = new Set([...SECRET_VARIABLES, ...named]);
  const variables = [
    ...new Set([...TUNNEL_VARIABLES, ...AGENT_VARIABLES, ...QUERY_VARIABLES, ...named]),
  ];
  return {
    command: "agent",
    ...programOf(options, settings.agent),
    permissions,
    variables,
    values: variables.flatMap((name) => {
      const value = variable(name);
      return value === undefined || value === ""
        ? []
        : [[name, secret.has(name) ? null : value] as const];
    }),
  };
}

// Where all there is is a server's database, the agent's own program will do: it takes less memory.
function programOf(
  { args, entryUrl }: AgentRunLineOptions,
  { configFile, database }: AgentSettings,
): Pick<RunLine, "entry" | "args"> {
  const own = new URL("./main.ts", import.meta.url);
  return configFile === null && database?.kind === "postgres" && args.join(" ") === "agent"
    ? { entry: entrySpecifier(own.href), args: [] }
    : { entry: entrySpecifier(entryUrl), args };
}
