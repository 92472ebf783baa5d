// Calls tools by their names, for the SDK's handlers and for plain calls alike.

import type { CallToolResult } from "@modelcontextprotocol/server";
import { ALL_TOOLS_OF_SEVERAL } from "../tools/all_tools.ts";
import type { ServedDatabases } from "../tools/served_databases.ts";
import type { Tool } from "../tools/tool.ts";
import { callTool, type ToolCall } from "./call_tool.ts";
import type { RequestScope } from "./request_scope.ts";

type Input = Readonly<Record<string, unknown>> | undefined;

/** A call of a tool that there is. */
export interface NamedToolCall extends Pick<ToolCall, "run"> {
  /** The arguments, unchecked. */
  readonly input: Input;
  /** Who calls, and the databases they may use. */
  readonly scope: Pick<RequestScope, "principal" | "databases">;
}

const TOOLS: ReadonlyMap<string, Tool> = new Map(
  ALL_TOOLS_OF_SEVERAL.map((tool) => [tool.name, tool]),
);

/** Whether there is a tool of that name. */
export function isTool(name: string): boolean {
  return TOOLS.has(name);
}

/** Calls the tool `name`, or gives null where there is none; never throws. */
export function callNamedTool(name: string, call: NamedToolCall): Promise<CallToolResult> | null {
  const tool = TOOLS.get(name);
  if (tool === undefined) return null;
  const { input, run } = call;
  const { databases, principal } = call.scope;
  return callTool(tool, {
    label: labelOf(tool, input, databases),
    caller: principal.id,
    input,
    run,
  });
}

// What a client says is logged only where it is a name that an operator gave.
function labelOf({ name }: Tool, input: Input, databases: ServedDatabases): string {
  const known = databases.list.length > 1 &&
    databases.list.some((database) => database.name === input?.database);
  return known ? `${name} of ${input?.database}` : name;
}
