// The resources, a page at a time: the list of schemas of each database, then the
// tables. Where there are several databases the first page asks none of them, for
// clients list resources when they start, and databases are opened late.

import { getLogger } from "@logtape/logtape";
import { PgmcpError } from "../../core/errors.ts";
import type { TablePage, TableSummary } from "../../core/ports/schema_explorer.ts";
import { listedComment } from "../../core/services/format/table_list_text.ts";
import { readableName } from "../../core/services/format/readable_name.ts";
import { rowEstimate } from "../../core/services/format/row_estimate.ts";
import { visibleText } from "../../core/services/format/visible_text.ts";
import type { ToolContext } from "../tools/tool_context.ts";
import { withDeadline } from "../with_deadline.ts";
import { type ListPlace, readListCursor, writeListCursor } from "./list_cursor.ts";
import { resourceUri } from "./resource_uri.ts";

const log = getLogger(["pgmcp", "resources"]);

/** Tables of a page. */
export const PAGE_RESOURCES = 100;
/** How long one of several databases may take before its tables are left out. */
export const LIST_DEADLINE_MS = 2_000;
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

/** The page at `cursor`, or the first. Throws `PGMCP_INVALID_ARGUMENT` for a cursor that is none. */
export async function listResources(context: ToolContext, cursor?: string): Promise<ResourcePage> {
  const names = context.databaseNames;
  const [first] = names;
  if (first === undefined) return { resources: [], nextCursor: null };
  const several = names.length > 1;
  const lists = cursor === undefined
    ? names.map((database) => schemasResource(database, several))
    : [];
  if (cursor === undefined && several) {
    return { resources: lists, nextCursor: writeListCursor({ database: first }) };
  }
  const place = cursor === undefined ? { database: first } : readListCursor(cursor, names);
  const page = several ? await tablesOrNone(context, place) : await tables(context, place);
  const tableResources = page?.tables.map((table) => tableResource(place.database, table)) ?? [];
  return {
    resources: [...lists, ...tableResources],
    nextCursor: nextCursor(place, { page, names }),
  };
}

function tables(context: ToolContext, place: ListPlace): Promise<TablePage> {
  const { explorer } = context.database(place.database).database;
  return explorer.listTables({
    limit: PAGE_RESOURCES,
    ...(place.tables === undefined ? {} : { cursor: place.tables }),
  }, { signal: context.signal });
}

// One database that is down must not hide the others; reading its list of schemas says why.
async function tablesOrNone(
  context: ToolContext,
  place: ListPlace,
): Promise<TablePage | undefined> {
  const { database } = place;
  try {
    const page = await withDeadline(
      { ms: LIST_DEADLINE_MS, signal: context.signal },
      (signal) => tables({ ...context, signal }, place),
    );
    if (page === undefined) log.warn("The tables of {database} are not listed: late", { database });
    return page;
  } catch (error) {
    if (context.signal.aborted || !(error instanceof PgmcpError)) throw error;
    log.warn("The tables of {database} are not listed: {code}", { database, code: error.code });
    return undefined;
  }
}

function nextCursor(
  place: ListPlace,
  { page, names }: { readonly page: TablePage | undefined; readonly names: readonly string[] },
): string | null {
  const { database } = place;
  if (page !== undefined && page.nextCursor !== null) {
    return writeListCursor({ database, tables: page.nextCursor });
  }
  const next = names[names.indexOf(database) + 1];
  return next === undefined ? null : writeListCursor({ database: next });
}

function schemasResource(database: string, several: boolean): ListedResource {
  return {
    uri: resourceUri({ kind: "schemas", database }),
    name: several ? `${visibleText(database)}: schemas` : "schemas",
    title: several ? `Schemas of ${visibleText(database)}` : "Schemas",
    description: "The schemas that may be read, with table counts and comments.",
    mimeType: RESOURCE_MIME_TYPE,
  };
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
