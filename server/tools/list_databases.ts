// The tool `list_databases`, served where there are several: which to name in the
// other tools. It asks no database, so that it always answers at once.

import { visibleText } from "../../core/services/format/visible_text.ts";
import type { ServedSummary } from "./served_databases.ts";
import { boolean, integer, list, nullable, object, text } from "./schema.ts";
import { defineTool, type Tool } from "./tool.ts";

/** Lists the databases. */
export const listDatabases: Tool = defineTool({
  name: "list_databases",
  title: "List databases",
  description: "List the databases; every other tool needs one of their names. Start here.",
  // Not strict: some clients invent an argument for tools that have none.
  input: {},
  strict: false,
  output: {
    databases: list(object({
      name: text(),
      description: nullable(text()),
      read_only: boolean(),
      max_rows: integer(),
      problem: nullable(text()),
    })),
  },
  ofOneDatabase: false,
  call(_input, { databases }) {
    return Promise.resolve({
      kind: "answer",
      texts: [databases.map(line).join("\n") || "There is no database."],
      structured: {
        databases: databases.map(({ name, description, readOnly, maxRows, problem }) => ({
          name,
          description,
          read_only: readOnly,
          max_rows: maxRows,
          problem: problem?.message ?? null,
        })),
      },
      count: databases.length,
    });
  },
});

function line({ name, description, readOnly, problem }: ServedSummary): string {
  const state = problem !== null ? " (cannot be used)" : readOnly ? "" : " (writable)";
  const said = problem?.message ?? description;
  return `${name}${state}${said === null ? "" : ` -- ${visibleText(said)}`}`;
}
