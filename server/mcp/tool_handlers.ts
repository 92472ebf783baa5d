// tools/list and tools/call.

import { ProtocolError, ProtocolErrorCode, type Server } from "@modelcontextprotocol/server";
import type { Tool as ToolDefinition } from "@modelcontextprotocol/server";
import { ALL_TOOLS, ALL_TOOLS_OF_SEVERAL } from "../tools/all_tools.ts";
import type { ServedDatabases } from "../tools/served_databases.ts";
import type { CallRunner } from "./call_runner.ts";
import { callTool } from "./call_tool.ts";
import { toolDefinition } from "./tool_definition.ts";

/** What the handlers need. */
export interface ToolHandlerOptions {
  /** The databases; which tools there are, and their annotations, depend on them. */
  readonly databases: ServedDatabases;
  readonly run: CallRunner;
}

/** Prepares the handlers once; the result adds them to a server. Definitions are built when they are first listed. */
export function toolHandlers(options: ToolHandlerOptions): (server: Server) => void {
  const { databases, run } = options;
  const tools = new Map(ALL_TOOLS_OF_SEVERAL.map((tool) => [tool.name, tool]));
  const built = new Map<string, ToolDefinition[]>();

  function definitions(): ToolDefinition[] {
    const several = databases.list.length > 1;
    const readOnly = databases.list.every((database) => database.readOnly);
    const key = `${several} ${readOnly}`;
    const known = built.get(key);
    if (known !== undefined) return known;
    const listed = several ? ALL_TOOLS_OF_SEVERAL : ALL_TOOLS;
    const made = listed.map((tool) => toolDefinition(tool, { several, readOnly }));
    built.set(key, made);
    return made;
  }

  return function addTo(server) {
    server.setRequestHandler("tools/list", () => ({ tools: definitions() }));
    server.setRequestHandler("tools/call", (request, context) => {
      const tool = tools.get(request.params.name);
      if (tool === undefined) {
        throw new ProtocolError(
          ProtocolErrorCode.InvalidParams,
          `Unknown tool "${request.params.name}": there are ${
            definitions().map(({ name }) => name).join(", ")
          }.`,
        );
      }
      return callTool(tool, {
        input: request.params.arguments,
        run: (body) => run(context, body),
      });
    });
  };
}
