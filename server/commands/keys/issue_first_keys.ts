// The first start of a server that asks for keys and has none: one of each kind is made
// for use on this machine, and shown once. They are written to the terminal, never to
// the log.

import { API_KEY_KINDS, type ApiKeyKind } from "../../../core/auth/api_key_kind.ts";
import type { ApiKeyStore } from "../../../core/ports/api_key_store.ts";
import type { Screen } from "../terminal/screen.ts";
import { issueKey } from "./issue_key.ts";
import { UNRESTRICTED_KEY } from "./unrestricted_key.ts";

const USE: Readonly<Record<ApiKeyKind, string>> = {
  agent: "AGENT_KEY of pgmcp agent",
  client: "Authorization: Bearer … of MCP clients",
};

/** Makes and shows the keys where `store` has never had any. */
export async function issueFirstKeys(store: ApiKeyStore, screen: Screen): Promise<void> {
  if ((await store.list()).length > 0) return;
  const lines = ["First start: these keys are for all databases, and are shown this once."];
  for (const kind of API_KEY_KINDS) {
    const request = { ...UNRESTRICTED_KEY, kind, name: `first ${kind} key` };
    const { text } = await issueKey(store, { request, nowMs: Date.now() });
    lines.push(`  ${`${kind} key:`.padEnd(13)}${text}`, `               (${USE[kind]})`);
  }
  screen.write(`${lines.join("\n")}\n`);
}
