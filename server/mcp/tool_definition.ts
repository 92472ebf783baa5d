// A tool as `tools/list` shows it. The whole list is read by a model at the start
// of every conversation, so the schemas carry nothing that says nothing.

import type { Tool as ToolDefinition } from "@modelcontextprotocol/server";
import { type JsonSchema, object, optional, type Shape } from "../tools/schema.ts";
import { DATABASE_ARGUMENT, type Tool, type ToolAnnotations } from "../tools/tool.ts";

/** What the definitions depend on. */
export interface ToolSetting {
  /** Whether every database is read-only. */
  readonly readOnly: boolean;
  /** Whether there are several, so that a call has to name one. */
  readonly several: boolean;
}

/** The definition of `tool`. */
export function toolDefinition(tool: Tool, setting: ToolSetting): ToolDefinition {
  const chooses = setting.several && tool.ofOneDatabase;
  const input = object(chooses ? { ...tool.input, ...DATABASE_ARGUMENT } : tool.input);
  return {
    name: tool.name,
    title: tool.title,
    description: tool.description,
    inputSchema: objectSchema(
      tool.strict ? { ...input.json, additionalProperties: false } : input.json,
    ),
    outputSchema: objectSchema(object(withoutDuties(tool.output)).json),
    annotations: { ...annotations(tool.writes && !setting.readOnly) },
  };
}

function annotations(writes: boolean): ToolAnnotations {
  return {
    readOnlyHint: !writes,
    destructiveHint: writes,
    idempotentHint: !writes,
    openWorldHint: false,
  };
}

/** The members, none of which has to be there. */
function withoutDuties(members: Shape): Shape {
  return Object.fromEntries(
    Object.entries(members).map(([name, member]) => [name, optional(member)]),
  );
}

function objectSchema(schema: JsonSchema): ToolDefinition["inputSchema"] {
  return { ...schema, type: "object" };
}
