// tools/list and tools/call.

import { ProtocolError, ProtocolErrorCode, type Server } from "@modelcontextprotocol/server";
import type { Tool as ToolDefinition } from "@modelcontextprotocol/server";
import { ALL_TOOLS, ALL_TOOLS_OF_SEVERAL } from "../tools/all_tools.ts";
import type { ServedDatabases } from "../tools/served_databases.ts";
import type { HandlerOptions } from "./handler_options.ts";
import { callNamedTool } from "./tool_caller.ts";
import { toolDefinition } from "./tool_definition.ts";

/** Prepares the handlers once; the result adds them to a server. Definitions are built when they are first listed. */
export function toolHandlers(): (server: Server, options: HandlerOptions) => void {
  const built = new Map<string, ToolDefinition[]>();

  function definitions(databases: ServedDatabases): ToolDefinition[] {
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

  return function addTo(server, { scope, run }) {
    // Which tools there are, and their annotations, depend on them.
    const { databases } = scope;
    server.setRequestHandler("tools/list", () => ({ tools: definitions(databases) }));
    server.setRequestHandler("tools/call", (request, context) => {
      const { name, arguments: input } = request.params;
      const result = callNamedTool(name, { input, scope, run: (body) => run(context, body) });
      if (result !== null) return result;
      throw new ProtocolError(
        ProtocolErrorCode.InvalidParams,
        `Unknown tool "${name}": there are ${
          definitions(databases).map(({ name }) => name).join(", ")
        }.`,
      );
    });
  };
}
