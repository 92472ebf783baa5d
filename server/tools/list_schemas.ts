// The tool `list_schemas`: where a model starts.

import { counted } from "../../core/services/format/counted.ts";
import { visibleText } from "../../core/services/format/visible_text.ts";
import { integer, list, nullable, object, text } from "./schema.ts";
import { defineTool, type Tool } from "./tool.ts";

/** Lists the schemas that may be read. */
export const listSchemas: Tool = defineTool({
  name: "list_schemas",
  title: "List schemas",
  description: "List the database's schemas with table counts and comments. Start here.",
  // Not strict: some clients invent an argument for tools that have none.
  input: {},
  strict: false,
  output: {
    schemas: list(object({
      name: text(),
      table_count: integer(),
      comment: nullable(text()),
    })),
  },
  async call(_input, { database, call }) {
    const schemas = await database().explorer.listSchemas(call);
    const lines = schemas.map((schema) =>
      `${visibleText(schema.name)} (${counted(schema.tableCount, "table")})${
        schema.comment === null ? "" : ` -- ${visibleText(schema.comment)}`
      }`
    );
    return {
      kind: "answer",
      texts: [lines.length === 0 ? "There is no schema that may be read." : lines.join("\n")],
      structured: {
        schemas: schemas.map((schema) => ({
          name: schema.name,
          table_count: schema.tableCount,
          comment: schema.comment,
        })),
      },
      count: schemas.length,
      noun: "schema",
    };
  },
});
