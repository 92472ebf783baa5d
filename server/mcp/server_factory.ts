// Makes the protocol's server objects: one per HTTP request in the 2026-07-28 era,
// one per session or connection in the 2025 era. So they are thin: definitions are
// built once, at the first tools/list. The SDK's low-level Server is used because
// its McpServer would register every tool again for every request.

import { ProtocolError, ProtocolErrorCode, Server } from "@modelcontextprotocol/server";
import type { Tool as ToolDefinition } from "@modelcontextprotocol/server";
import { VERSION } from "../../core/version.ts";
import { ALL_TOOLS } from "../tools/all_tools.ts";
import type { ServedDatabase } from "../tools/served_database.ts";
import { createToolContext } from "../tools/tool_context.ts";
import { callTool } from "./call_tool.ts";
import type { CallsInFlight } from "./calls_in_flight.ts";
import { serverInstructions } from "./instructions.ts";
import { toolDefinition } from "./tool_definition.ts";

/** What the servers serve. */
export interface ServerFactoryOptions {
  /** The database; null where none is configured. */
  readonly database: ServedDatabase | null;
  /** Where running calls are counted. */
  readonly calls: CallsInFlight;
}

/** How long a client of the 2026-07-28 era may keep the list of tools: it changes with the configuration only. */
const TOOL_LIST_TTL_MS = 300_000;

/** Makes a factory of servers; the factory itself is cheap to call. */
export function createServerFactory(options: ServerFactoryOptions): () => Server {
  const { database, calls } = options;
  const readOnly = database?.readOnly ?? true;
  const tools = new Map(ALL_TOOLS.map((tool) => [tool.name, tool]));
  const instructions = serverInstructions({
    readOnly,
    maxRows: database?.query.limits.maxRows ?? null,
  });
  let definitions: ToolDefinition[] | undefined;

  return function createServer() {
    const server = new Server(
      { name: "pgmcp", title: "pgmcp: PostgreSQL", version: VERSION },
      {
        capabilities: { tools: {} },
        instructions,
        cacheHints: { "tools/list": { ttlMs: TOOL_LIST_TTL_MS, cacheScope: "private" } },
      },
    );
    server.setRequestHandler("tools/list", () => {
      definitions ??= ALL_TOOLS.map((tool) => toolDefinition(tool, readOnly));
      return { tools: definitions };
    });
    server.setRequestHandler("tools/call", (request, context) => {
      const tool = tools.get(request.params.name);
      if (tool === undefined) {
        throw new ProtocolError(
          ProtocolErrorCode.InvalidParams,
          `Unknown tool "${request.params.name}": there are ${[...tools.keys()].join(", ")}.`,
        );
      }
      // In the 2025 era a client that hangs up does not abort the SDK's signal,
      // and nobody could fetch the answer later: the request's own signal does.
      const gone = context.http?.req?.signal;
      const signals = [context.mcpReq.signal, ...(gone === undefined ? [] : [gone])];
      return callTool(tool, {
        input: request.params.arguments,
        run: (body) => calls.run(signals, (signal) => body(createToolContext(database, signal))),
      });
    });
    return server;
  };
}
