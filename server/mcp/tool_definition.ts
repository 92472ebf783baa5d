// A tool as `tools/list` shows it. The whole list is read by a model at the start
// of every conversation, so the schemas carry nothing that says nothing.

import type { Tool as ToolDefinition } from "@modelcontextprotocol/server";
import { z } from "zod";
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
  const input = chooses ? tool.input.extend(DATABASE_ARGUMENT) : tool.input;
  return {
    name: tool.name,
    title: tool.title,
    description: tool.description,
    inputSchema: objectSchema(input, "input"),
    outputSchema: objectSchema(tool.output, "output"),
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

function objectSchema(schema: z.ZodObject, io: "input" | "output"): ToolDefinition["inputSchema"] {
  const { $schema: _dialect, ...json } = z.toJSONSchema(schema, {
    io,
    // Integers without bounds get those of a double, open objects an empty rule, and
    // answers are said to be closed: nothing a model needs, at some 30 characters each.
    override({ jsonSchema }) {
      if (jsonSchema.minimum === Number.MIN_SAFE_INTEGER) delete jsonSchema.minimum;
      if (jsonSchema.maximum === Number.MAX_SAFE_INTEGER) delete jsonSchema.maximum;
      if (io === "output") delete jsonSchema.additionalProperties;
    },
  });
  // A cast at the edge of two descriptions of JSON Schema: zod's and the protocol's.
  return { ...json, type: "object" } as ToolDefinition["inputSchema"];
}
