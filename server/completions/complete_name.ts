// Completes the name of a database, schema or table while a person types it.
// Bounded in number and time: a suggestion that comes late helps nobody, so a slow
// database gives none. What it answers, list_schemas and list_tables would answer too.

import { readableName } from "../../core/services/format/readable_name.ts";
import type { ToolContext } from "../tools/tool_context.ts";
import { withDeadline } from "../with_deadline.ts";

/** What a name is the name of. */
export type NameKind = "database" | "schema" | "table";

/** What is to be completed. */
export interface NameRequest {
  readonly kind: NameKind;
  /** What was typed so far. */
  readonly value: string;
  /** The database that was chosen; the only one by default. */
  readonly database?: string;
  /** The schema that was chosen; a table's name is then completed alone, otherwise as `schema.table`. */
  readonly schema?: string;
}

/** Suggestions, the likeliest first. */
export interface Completion {
  readonly values: readonly string[];
  /** How many there are in all, where that is known. */
  readonly total?: number;
  readonly hasMore: boolean;
}

/** The most suggestions (MCP, "Completion": at most 100). */
export const MAX_SUGGESTIONS = 100;
/** How long they may take, in milliseconds. */
const COMPLETION_DEADLINE_MS = 1_000;

/** The suggestions; none where the database is too slow. Throws what the database throws. */
export async function completeName(
  context: ToolContext,
  request: NameRequest,
): Promise<Completion> {
  const { database } = request;
  const names = context.databaseNames;
  if (request.kind === "database") return suggest(names, request.value);
  // Where there are several and none is chosen yet, any answer would be about another.
  const known = database === undefined ? names.length === 1 : names.includes(database);
  if (!known) return NOTHING;
  const found = await withDeadline(
    { ms: COMPLETION_DEADLINE_MS, signal: context.call.signal },
    (signal) =>
      request.kind === "schema"
        ? schemas({ ...context, call: { ...context.call, signal } }, request)
        : tables({ ...context, call: { ...context.call, signal } }, request),
  );
  return found ?? { values: [], hasMore: true };
}

const NOTHING: Completion = { values: [], total: 0, hasMore: false };

async function schemas(context: ToolContext, request: NameRequest): Promise<Completion> {
  const { explorer } = servedDatabase(context, request);
  const found = await explorer.listSchemas(context.call);
  return suggest(found.map((schema) => schema.name), request.value);
}

async function tables(context: ToolContext, request: NameRequest): Promise<Completion> {
  const { explorer } = servedDatabase(context, request);
  const typed = request.schema === undefined ? splitName(request.value) : {
    schema: request.schema,
    table: request.value,
  };
  if (typed.schema !== undefined) {
    // The schema may be half typed or misspelt: no tables then, rather than an error.
    const known = await explorer.listSchemas(context.call);
    if (!known.some((schema) => schema.name === typed.schema)) return NOTHING;
  }
  const page = await explorer.listTables({
    limit: MAX_SUGGESTIONS,
    ...(typed.schema === undefined ? {} : { schema: typed.schema }),
    ...(typed.table === "" ? {} : { nameFilter: typed.table }),
  }, context.call);
  const ranked = startingFirst(page.tables, typed.table, (table) => table.name);
  return {
    values: ranked.map((table) =>
      request.schema === undefined
        ? `${readableName(table.schema)}.${readableName(table.name)}`
        : table.name
    ),
    total: page.total,
    hasMore: page.nextCursor !== null,
  };
}

function servedDatabase(context: ToolContext, { database }: NameRequest) {
  return context.database(database);
}

function suggest(names: readonly string[], typed: string): Completion {
  const found = names.filter((name) => name.toLowerCase().includes(typed.toLowerCase()));
  return {
    values: startingFirst(found, typed, (name) => name).slice(0, MAX_SUGGESTIONS),
    total: found.length,
    hasMore: found.length > MAX_SUGGESTIONS,
  };
}

function startingFirst<T>(
  found: readonly T[],
  typed: string,
  nameOf: (entry: T) => string,
): readonly T[] {
  const starts = (entry: T) => nameOf(entry).toLowerCase().startsWith(typed.toLowerCase());
  return [...found.filter(starts), ...found.filter((entry) => !starts(entry))];
}

// `shop.or` is the schema shop and a table that begins with or; quotes are left to SQL.
function splitName(value: string): { readonly schema?: string; readonly table: string } {
  const plain = value.replaceAll('"', "");
  const dot = plain.indexOf(".");
  return dot < 0 ? { table: plain } : { schema: plain.slice(0, dot), table: plain.slice(dot + 1) };
}
