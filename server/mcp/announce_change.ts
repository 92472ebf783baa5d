// Tells the client of one server that a list has changed.

import { getLogger } from "@logtape/logtape";
import type { McpServer, Server } from "@modelcontextprotocol/server";
import type { ListKind } from "../list_changes.ts";

const log = getLogger(["pgmcp", "changes"]);

/** Sends the notification; a client that is gone is no news. */
export async function announceChange(server: Server | McpServer, kind: ListKind): Promise<void> {
  const protocol = "server" in server ? server.server : server;
  try {
    switch (kind) {
      case "tools":
        return await protocol.sendToolListChanged();
      case "prompts":
        return await protocol.sendPromptListChanged();
      case "resources":
        return await protocol.sendResourceListChanged();
    }
  } catch (error) {
    log.debug("Cannot tell a client of changed {kind}: {error}", { kind, error: String(error) });
  }
}
