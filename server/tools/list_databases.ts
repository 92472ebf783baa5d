// The tool `list_databases`, served where there are several: which to name in the
// other tools. It asks no database, so that it always answers at once.

import { visibleText } from "../../core/services/format/visible_text.ts";
import type { ServedSummary } from "./served_databases.ts";
import { boolean, integer, list, nullable, object, text } from "./schema.ts";
import { defineTool, type Tool } from "./tool.ts";

/** How many are shown: agents can bring more than anybody reads. */
const MAX_SHOWN = 1_000;

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
  call(_input, { databases: all }) {
    const databases = all.slice(0, MAX_SHOWN);
    const more = all.length - databases.length;
    // Where they are alike, the server's instructions say what they are.
    const limitsDiffer = new Set(all.map(({ maxRows }) => maxRows)).size > 1;
    return Promise.resolve({
      kind: "answer",
      texts: [
        databases.map((one) => line(one, limitsDiffer)).join("\n") || "There is no database.",
        ...(more > 0 ? [`${more} more are not shown; their names can be used all the same.`] : []),
      ],
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
      noun: "database",
    });
  },
});

function line(
  { name, description, maxRows, readOnly, problem }: ServedSummary,
  limitsDiffer: boolean,
): string {
  const notes = problem !== null
    ? ["cannot be used"]
    : [...readOnly ? [] : ["writable"], ...limitsDiffer ? [`at most ${maxRows} rows`] : []];
  const state = notes.length === 0 ? "" : ` (${notes.join(", ")})`;
  const said = problem?.message ?? description;
  return `${name}${state}${said === null ? "" : ` -- ${visibleText(said)}`}`;
}
