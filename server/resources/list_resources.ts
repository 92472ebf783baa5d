// The resources: the list of schemas of each database, and the tables of the only one,
// a page at a time. Where there are several databases their tables are not listed, only
// read by the template: clients fetch the whole list when they start, and that would
// open every database there is.

import { PgmcpError } from "../../core/errors.ts";
import type { TableSummary } from "../../core/ports/schema_explorer.ts";
import { listedComment } from "../../core/services/format/table_list_text.ts";
import { readableName } from "../../core/services/format/readable_name.ts";
import { rowEstimate } from "../../core/services/format/row_estimate.ts";
import { visibleText } from "../../core/services/format/visible_text.ts";
import type { ToolContext } from "../tools/tool_context.ts";
import { resourceUri } from "./resource_uri.ts";

/** Tables of a page. Clients that fetch all pages give up after some dozens: 64 in the official one. */
export const PAGE_TABLES = 500;
/** What a resource's text is. */
export const RESOURCE_MIME_TYPE = "text/plain";

/** A resource in a list. */
export interface ListedResource {
  readonly uri: string;
  readonly name: string;
  readonly title: string;
  readonly description: string;
  readonly mimeType: string;
}

/** A page of resources. */
export interface ResourcePage {
  readonly resources: readonly ListedResource[];
  /** Ask with it for the next page; null on the last. */
  readonly nextCursor: string | null;
}

/** The page at `cursor`, or the first. Throws `PGMCP_INVALID_ARGUMENT` for a cursor that is none, and what the database throws. */
export async function listResources(context: ToolContext, cursor?: string): Promise<ResourcePage> {
  const [database, ...others] = context.databaseNames;
  if (database === undefined) return { resources: [], nextCursor: null };
  if (others.length > 0) {
    if (cursor !== undefined) throw noSuchPage();
    return { resources: context.databaseNames.map(schemasOf), nextCursor: null };
  }
  const { explorer } = context.database(database);
  const page = await explorer.listTables({
    limit: PAGE_TABLES,
    ...(cursor === undefined ? {} : { cursor }),
  }, context.call);
  return {
    resources: [
      ...(cursor === undefined ? [schemasResource(database)] : []),
      ...page.tables.map((table) => tableResource(database, table)),
    ],
    nextCursor: page.nextCursor,
  };
}

// The list had pages when there was one database; the configuration has changed since.
function noSuchPage(): PgmcpError {
  return new PgmcpError("PGMCP_INVALID_ARGUMENT", {
    message: "Cannot go on with the list: it has changed.",
    hint: "List again from the start, without a cursor.",
  });
}

function schemasResource(database: string): ListedResource {
  return {
    uri: resourceUri({ kind: "schemas", database }),
    name: "schemas",
    title: "Schemas",
    description: "The schemas that may be read, with table counts and comments.",
    mimeType: RESOURCE_MIME_TYPE,
  };
}

function schemasOf(database: string): ListedResource {
  const shown = visibleText(database);
  return { ...schemasResource(database), name: `${shown}: schemas`, title: `Schemas of ${shown}` };
}

function tableResource(database: string, table: TableSummary): ListedResource {
  const { schema, name, kind, estimatedRows, comment } = table;
  const rows = estimatedRows === null ? "" : `, ${rowEstimate(estimatedRows)} rows`;
  const said = comment === null ? "" : `: ${listedComment(comment)}`;
  return {
    uri: resourceUri({ kind: "table", database, schema, table: name }),
    name: visibleText(`${readableName(schema)}.${readableName(name)}`),
    title: visibleText(name),
    description: visibleText(`${kind}${rows}${said}`),
    mimeType: RESOURCE_MIME_TYPE,
  };
}
