// A real agent, as a process, on a server that lies; what it needs to look at its answers.

import assert from "node:assert/strict";
import { createApiKey } from "../../core/auth/create_api_key.ts";
import type { AgentProcess } from "./agent_process.ts";
import {
  callParams,
  type LyingLink,
  type LyingServer,
  type Message,
  startLyingServer,
} from "./lying_server.ts";
import { startAgentProcess } from "./tunnel_process.ts";

/** The agent's key. */
export const LIED_AGENT_KEY = createApiKey("agent").text;

/** Both. */
export interface Lied extends AsyncDisposable {
  readonly server: LyingServer;
  readonly agent: AgentProcess;
  link: LyingLink;
}

/** An agent for `shop` on a server that lies. */
export async function lieTo(
  database: { readonly url: string },
  env: Readonly<Record<string, string>> = {},
  permissions: readonly string[] = [],
): Promise<Lied> {
  const server = startLyingServer();
  const agent = await startAgentProcess({
    SERVER_URL: server.url,
    AGENT_KEY: LIED_AGENT_KEY,
    DATABASE_NAME: "shop",
    DATABASE_URL: database.url,
    REQUIRE_SANDBOX: "true",
    MAX_ROWS: "3",
    MAX_RESULT_BYTES: "1KiB",
    QUERY_TIMEOUT: "500ms",
    SCHEMAS: "public",
    ...env,
  }, ["-P=agent", ...permissions]);
  return {
    server,
    agent,
    link: await server.next(),
    async [Symbol.asyncDispose]() {
      await agent[Symbol.asyncDispose]();
      await server[Symbol.asyncDispose]();
    },
  };
}

/** Asks as an honest server would. */
export async function answersAsUsual(link: LyingLink): Promise<void> {
  const answer = await link.ask("queries.query", callParams({ sql: "SELECT 40 + 2 AS n" }));
  assert.match(JSON.stringify(answer?.result), /"42"/, JSON.stringify(answer));
}

/** The rows of an answer, which has to be one. */
export function rowsOf(answer: Message | null): readonly unknown[] {
  const { result } = Object(answer?.result);
  assert.ok(Array.isArray(result?.rows), JSON.stringify(answer));
  return result.rows;
}
