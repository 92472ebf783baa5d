// tools/list and tools/call.

import { ProtocolError, ProtocolErrorCode, type Server } from "@modelcontextprotocol/server";
import type { Tool as ToolDefinition } from "@modelcontextprotocol/server";
import { ALL_TOOLS } from "../tools/all_tools.ts";
import type { CallRunner } from "./call_runner.ts";
import { callTool } from "./call_tool.ts";
import { toolDefinition } from "./tool_definition.ts";

/** What the handlers need. */
export interface ToolHandlerOptions {
  /** Whether writes are refused; the tools' annotations say so. */
  readonly readOnly: boolean;
  readonly run: CallRunner;
}

/** Prepares the handlers once; the result adds them to a server. Definitions are built at the first tools/list. */
export function toolHandlers(options: ToolHandlerOptions): (server: Server) => void {
  const { readOnly, run } = options;
  const tools = new Map(ALL_TOOLS.map((tool) => [tool.name, tool]));
  let definitions: ToolDefinition[] | undefined;

  return function addTo(server) {
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
      return callTool(tool, {
        input: request.params.arguments,
        run: (body) => run(context, body),
      });
    });
  };
}
