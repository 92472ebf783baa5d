/**
 * The agent of pgmcp as a program of its own: it dials a server and answers for databases here.
 *
 * ```sh
 * SERVER_URL=wss://pgmcp.example.com/agent AGENT_KEY=… DATABASE_NAME=shop DATABASE_URL=… \
 *   deno run --allow-env --allow-net=pgmcp.example.com:443,127.0.0.1:5432 jsr:@pgmcp/pgmcp/agent
 * ```
 *
 * @module
 */

import { PgmcpError } from "../core/errors.ts";
import { startAgent } from "./start_agent.ts";

export { runAgent, type RunAgentOptions } from "./run_agent.ts";

/** Runs until a signal asks for the end; gives the exit code: 2 for settings, 1 for other failures. */
async function main(): Promise<number> {
  try {
    return await startAgent();
  } catch (error) {
    if (!(error instanceof PgmcpError)) throw error;
    console.error(`${error.message}\n  ${error.hint}`);
    return error.code === "PGMCP_INVALID_CONFIGURATION" ? 2 : 1;
  }
}

if (import.meta.main) Deno.exit(await main());
