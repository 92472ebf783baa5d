// Calls one tool through the whole MCP path, in this process.

import type { CallToolResult } from "@modelcontextprotocol/client";
import { createApp } from "../../server/app.ts";
import type { ServedDatabase } from "../../server/tools/served_database.ts";
import { connectClient } from "./mcp_client.ts";

/** What a tool answered: its texts, its structured content, and whether it is an error. */
export interface ToolAnswer {
  readonly texts: readonly string[];
  readonly structured: Readonly<Record<string, unknown>>;
  readonly isError: boolean;
}

/** Calls `name` with `input` on a database, which is null where none is configured. */
export async function callTool(
  served: ServedDatabase | null,
  call: { readonly name: string; readonly input?: Readonly<Record<string, unknown>> },
): Promise<ToolAnswer> {
  await using app = createApp({ database: served });
  await using connection = await connectClient(app, "modern");
  // The client learns the output schemas, and checks each answer against them.
  await connection.client.listTools();
  const answer: CallToolResult = await connection.client.callTool({
    name: call.name,
    arguments: { ...call.input },
  });
  return {
    texts: answer.content.map((part) => part.type === "text" ? part.text : part.type),
    // The protocol says an object; the package's type says anything.
    structured: answer.structuredContent as Readonly<Record<string, unknown>>,
    isError: answer.isError ?? false,
  };
}
