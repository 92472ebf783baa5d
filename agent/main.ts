/**
 * The agent of pgmcp as a program of its own: it dials a server and answers for databases here.
 *
 * ```sh
 * SERVER_URL=wss://pgmcp.example.com/agent AGENT_KEY=… DATABASE_NAME=shop DATABASE_URL=… \
 *   deno run --allow-env --allow-net=pgmcp.example.com:443,127.0.0.1:5432 agent/main.ts
 * ```
 *
 * With `--print-command` it prints the exact line for its configuration, and ends.
 *
 * @module
 */

import { maskSecrets } from "../core/auth/mask_secrets.ts";
import { PgmcpError } from "../core/errors.ts";
import { drawInstallableRunLine } from "../core/run_line/draw_run_line.ts";
import { visibleText } from "../core/services/format/visible_text.ts";
import { agentRunLine } from "./agent_run_line.ts";
import { readVariable } from "./read_variable.ts";
import { startAgent } from "./start_agent.ts";

/** Wrong usage or settings. */
const USAGE_EXIT_CODE = 2;

/** Runs until a signal asks for the end; gives the exit code: 2 for settings, 1 for other failures. */
async function main(): Promise<number> {
  try {
    const options = { variable: readVariable, entryUrl: import.meta.url, args: [] };
    if (Deno.args.length === 0) return await startAgent(options);
    if (Deno.args.join(" ") !== "--print-command") {
      console.error("The agent takes no arguments but --print-command.");
      return USAGE_EXIT_CODE;
    }
    console.log(drawInstallableRunLine(await agentRunLine(options)).trimEnd());
    return 0;
  } catch (error) {
    if (!(error instanceof PgmcpError)) throw error;
    for (const line of maskSecrets(`${error.message}\n  ${error.hint}`).split("\n")) {
      console.error(visibleText(line));
    }
    return error.code === "PGMCP_INVALID_CONFIGURATION" ? USAGE_EXIT_CODE : 1;
  }
}

if (import.meta.main) Deno.exit(await main());
