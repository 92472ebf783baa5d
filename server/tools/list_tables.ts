// The tool `list_tables`: a page of tables. A database can have ten thousand, and
// a model's window is small: pages are bounded, comments cut.

import { listedComment, tableListText } from "../../core/services/format/table_list_text.ts";
import { integer, list, nullable, object, optional, text } from "./schema.ts";
import { TABLE_SUMMARY, tableSummary } from "./table_summary.ts";
import { defineTool, type Tool } from "./tool.ts";

/** Tables of a page, unless asked otherwise. */
const DEFAULT_PAGE_TABLES = 100;
/** The most tables of a page. */
export const MAX_PAGE_TABLES = 500;

/** Lists tables, views and their like. */
export const listTables: Tool = defineTool({
  name: "list_tables",
  title: "List tables",
  description:
    "List tables and views with kind, estimated rows, size and comment, a page at a time. In a large database filter by schema and name.",
  input: {
    schema: optional(text({ min: 1 })),
    name: optional(text({ min: 1, about: "Part of the table's name; * for any text" })),
    limit: optional(
      integer({ min: 1, max: MAX_PAGE_TABLES, about: `Page size, default ${DEFAULT_PAGE_TABLES}` }),
    ),
    cursor: optional(text({ about: "next_cursor of the page before" })),
  },
  output: {
    tables: list(object(TABLE_SUMMARY)),
    total: integer(),
    next_cursor: nullable(text()),
  },
  async call({ schema, name, limit = DEFAULT_PAGE_TABLES, cursor }, { database, call }) {
    const page = await database().explorer.listTables({
      limit,
      ...(schema === undefined ? {} : { schema }),
      ...(name === undefined ? {} : { nameFilter: name }),
      ...(cursor === undefined ? {} : { cursor }),
    }, call);
    return {
      kind: "answer",
      texts: [page.total === 0 ? nothingFound(schema, name) : tableListText(page)],
      structured: {
        tables: page.tables.map((table) => ({
          ...tableSummary(table),
          comment: listedComment(table.comment),
        })),
        total: page.total,
        next_cursor: page.nextCursor,
      },
      count: page.tables.length,
      noun: "table",
    };
  },
});

function nothingFound(schema: string | undefined, name: string | undefined): string {
  const where = schema === undefined ? "" : ` in schema "${schema}"`;
  return name === undefined
    ? `There are no tables${where}.`
    : `No table${where} has a name like "${name}".`;
}
