// What an API key is for. The kind stands in the key itself, so that a person, a log
// filter and a secret scanner see it without asking anybody.

/** `client`: asks databases over MCP. `agent`: brings databases to the server. */
export type ApiKeyKind = "agent" | "client";

/** The kinds. */
export const API_KEY_KINDS: readonly ApiKeyKind[] = ["agent", "client"];
