// What the templates are filled with: names of the user's own database, found through
// the explorer and the catalogue. It reads no row of a table.

import type { ObjectName } from "../ports/catalogue.ts";
import type { Database } from "../ports/database.ts";
import type { CallOptions } from "../ports/query_executor.ts";
import type { SchemaExplorer } from "../ports/schema_explorer.ts";
import { quoteLiteral } from "../sql/quote.ts";
import { findPolicyTargets, type PolicyTargets } from "./policy_targets.ts";
import { askDatabase } from "./ask_database.ts";

/** A table of the user's. */
export interface TargetTable {
  readonly schema: string;
  readonly name: string;
  /** One of its columns. */
  readonly column: string;
}

/** A function of the user's, of one argument. */
export interface TargetFunction {
  readonly schema: string;
  readonly name: string;
  readonly oid: string;
}

/** The names that attacks are made of. */
export interface ProveTargets {
  readonly database: string;
  /** The role that is connected. */
  readonly role: string;
  /** Tables that may be read; none where there are none. */
  readonly tables: readonly TargetTable[];
  /** A table outside SCHEMAS; null where SCHEMAS leaves nothing out. */
  readonly hidden: { readonly schema: string; readonly name: string } | null;
  /** A function that ALLOW_FUNCTIONS does not name; null where there is none. */
  readonly userFunction: TargetFunction | null;
  /** What the policy hides; all null where there is none. */
  readonly policy: PolicyTargets;
}

/** Options of {@linkcode findTargets}. */
export interface TargetOptions extends CallOptions {
  /** SCHEMAS. */
  readonly schemas: readonly string[] | null;
  /** ALLOW_FUNCTIONS. */
  readonly allowFunctions: readonly ObjectName[];
  /** What a client is shown of the tables; the database's own explorer by default. */
  readonly shown?: SchemaExplorer;
}

/** So many tables each statement about a table is tried on. */
const MAX_TARGET_TABLES = 3;

const PAGE_TABLES = 100;
const MAX_PAGES = 10;

/** Finds them. Throws what the explorer and a query throw. */
export async function findTargets(
  database: Database,
  options: TargetOptions,
): Promise<ProveTargets> {
  const { executor } = database;
  const [self] = await askDatabase(
    executor,
    "SELECT pg_catalog.current_database(), current_user",
    options,
  );
  return {
    database: self?.[0] ?? "",
    role: self?.[1] ?? "",
    tables: await findTables(options.shown ?? database.explorer, options),
    hidden: await findHidden(database, options),
    userFunction: await findFunction(database, options),
    policy: await findPolicyTargets(database, options),
  };
}

// Ordinary tables only: reading a view runs what its owner wrote, and a partition may be a
// foreign table, which reaches out to somewhere.
async function findTables(
  explorer: SchemaExplorer,
  options: CallOptions,
): Promise<readonly TargetTable[]> {
  const found: TargetTable[] = [];
  let cursor: string | undefined;
  for (let page = 0; page < MAX_PAGES && found.length < MAX_TARGET_TABLES; page++) {
    const request = { limit: PAGE_TABLES, ...(cursor === undefined ? {} : { cursor }) };
    const { tables, nextCursor } = await explorer.listTables(request, options);
    for (const { schema, name, kind } of tables) {
      if (found.length === MAX_TARGET_TABLES) break;
      if (kind !== "table") continue;
      const table = quotedForExplorer(name);
      const { columns } = await explorer.describeTable({ schema, table }, options);
      const [column] = columns;
      if (column !== undefined) found.push({ schema, name, column: column.name });
    }
    if (nextCursor === null) break;
    cursor = nextCursor;
  }
  return found;
}

async function findHidden(
  { executor }: Database,
  options: TargetOptions,
): Promise<ProveTargets["hidden"]> {
  if (options.schemas === null) return null;
  const [row] = await askDatabase(
    executor,
    `SELECT n.nspname, c.relname FROM pg_catalog.pg_class c
JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
WHERE c.relkind IN ('r', 'p') AND n.nspname !~ '^pg_' AND n.nspname <> 'information_schema'
  AND n.nspname NOT IN (${options.schemas.map(quoteLiteral).join(", ")})
ORDER BY pg_catalog.has_schema_privilege(n.oid, 'USAGE')
  AND pg_catalog.has_table_privilege(c.oid, 'SELECT') DESC, 1, 2
LIMIT 1`,
    options,
  );
  const [schema, name] = row ?? [];
  return schema && name ? { schema, name } : null;
}

async function findFunction(
  { executor }: Database,
  options: TargetOptions,
): Promise<TargetFunction | null> {
  const rows = await askDatabase(
    executor,
    `SELECT n.nspname, p.proname, p.oid FROM pg_catalog.pg_proc p
JOIN pg_catalog.pg_namespace n ON n.oid = p.pronamespace
WHERE n.nspname !~ '^pg_' AND n.nspname <> 'information_schema' AND p.prokind = 'f'
  AND p.pronargs = 1 AND p.provariadic = 0
  AND NOT EXISTS (SELECT FROM pg_catalog.pg_depend d
    WHERE d.classid = 'pg_catalog.pg_proc'::pg_catalog.regclass AND d.objid = p.oid
      AND d.deptype = 'e')
ORDER BY 1, 2, 3 LIMIT 100`,
    options,
  );
  for (const [schema, name, oid] of rows) {
    const allowed = options.allowFunctions.some((other) =>
      other.name === name && (other.schema === null || other.schema === schema)
    );
    if (schema && name && oid && !allowed) return { schema, name, oid };
  }
  return null;
}

// The explorer reads a table's name as SQL does: a dot or a capital must stand in quotes.
function quotedForExplorer(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}
