// The shape of a database as a policy leaves it. What is denied does not exist here, in
// lists, in counts, in what other tables tell of it, and in what an error suggests: a name
// that is denied and one that was never there get the same answer.

import { PgmcpError } from "../../errors.ts";
import type { CompiledPolicy, RelationRule } from "../../policy/compiled_policy.ts";
import { relationKey } from "../../policy/compiled_policy.ts";
import type { TableRuling } from "../../policy/rules_for_table.ts";
import type { CallOptions } from "../../ports/query_executor.ts";
import type {
  DescribeTableRequest,
  ListTablesRequest,
  SchemaExplorer,
  SchemaSummary,
  TableDescription,
  TablePage,
  TableSummary,
} from "../../ports/schema_explorer.ts";
import { nearestNames } from "../../sql/nearest_names.ts";
import { parseTableName, spellings } from "../../sql/table_name.ts";
import { type ShownContext, shownDescription } from "./shown_description.ts";
import { withoutNames } from "./without_names.ts";

/** What holds for whoever asks. */
export interface PolicyView {
  readonly compiled: CompiledPolicy;
  /** What the file says of a table. */
  ruling(table: { readonly schema: string; readonly name: string }): TableRuling;
}

/**
 * Finds what holds for whoever asks, `fresh` for the database as it is now and not as it was seconds ago. Throws where
 * the policy cannot be applied.
 */
export type FindPolicyView = (
  call: CallOptions & { readonly fresh?: boolean },
) => Promise<PolicyView>;

/** Tables that are asked for at once; the most that an adapter gives. */
const PAGE_TABLES = 1_000;
/** How many candidates an error names. */
const MAX_CANDIDATES = 10;

/** Puts a policy in front of `explorer`. */
export function policyExplorer(explorer: SchemaExplorer, findView: FindPolicyView): SchemaExplorer {
  // What lists leave: one look at every rule for each compiled policy.
  const listed = new WeakMap<CompiledPolicy, readonly string[] | null>();

  async function allTables(
    request: Pick<ListTablesRequest, "schema" | "nameFilter">,
    call: CallOptions,
  ): Promise<readonly TableSummary[]> {
    const tables: TableSummary[] = [];
    let cursor: string | undefined;
    do {
      const page: TablePage = await explorer.listTables({
        ...(request.schema === undefined ? {} : { schema: request.schema }),
        ...(request.nameFilter === undefined ? {} : { nameFilter: request.nameFilter }),
        limit: PAGE_TABLES,
        ...(cursor === undefined ? {} : { cursor }),
      }, call);
      tables.push(...page.tables);
      cursor = page.nextCursor ?? undefined;
    } while (cursor !== undefined);
    return tables;
  }

  async function listSchemas(call: CallOptions = {}): Promise<readonly SchemaSummary[]> {
    const view = await findView(call);
    const [schemas, tables] = await Promise.all([explorer.listSchemas(call), allTables({}, call)]);
    const counts = new Map<string, number>();
    for (const { schema } of tables.filter((table) => exists(view, table))) {
      counts.set(schema, (counts.get(schema) ?? 0) + 1);
    }
    // One of which nothing is left does not exist; one that is empty anyway does.
    return schemas.filter(({ name, tableCount }) => tableCount === 0 || counts.has(name))
      .map((schema) => ({ ...schema, tableCount: counts.get(schema.name) ?? 0 }));
  }

  async function requireSchema(schema: string, call: CallOptions): Promise<void> {
    const names = (await listSchemas(call)).map(({ name }) => name);
    if (names.includes(schema)) return;
    const nearest = nearestNames(schema, names);
    throw new PgmcpError("PGMCP_SCHEMA_NOT_FOUND", {
      message: `There is no schema "${schema}".`,
      ...(nearest.length === 0 ? {} : { hint: `Perhaps you meant ${nearest.join(" or ")}.` }),
    });
  }

  async function listTables(
    request: ListTablesRequest,
    call: CallOptions = {},
  ): Promise<TablePage> {
    const view = await findView(call);
    const known = listed.get(view.compiled);
    const among = known === undefined ? listedTables(view) : known;
    listed.set(view.compiled, among);
    // Where nothing is left out it need not be said what there is.
    const asked = among === null ? request : { ...request, among };
    const page = await explorer.listTables(asked, call).catch(async (error) => {
      // The adapter's own error suggests the nearest schema, be it denied or not.
      const unknown = error instanceof PgmcpError && error.code === "PGMCP_SCHEMA_NOT_FOUND";
      if (unknown && request.schema !== undefined) await requireSchema(request.schema, call);
      throw unknown ? new PgmcpError("PGMCP_SCHEMA_NOT_FOUND") : error;
    });
    if (page.total === 0 && request.schema !== undefined) await requireSchema(request.schema, call);
    const shown = page.tables.filter((table) => exists(view, table) && !isHidden(view, table));
    return { ...page, tables: shown.map((table) => shownSummary(table, view)) };
  }

  async function describeTable(
    request: DescribeTableRequest,
    call: CallOptions = {},
  ): Promise<TableDescription> {
    const view = await findView(call);
    try {
      const table = await explorer.describeTable(request, call);
      if (exists(view, table)) return await described(table, view, call);
    } catch (error) {
      if (!(error instanceof PgmcpError) || !NOT_ONE_TABLE.has(error.code)) throw error;
    }
    const only = await findOnly(request, view, call);
    const found = await explorer.describeTable(
      { table: quoted(only.name), schema: only.schema },
      call,
    );
    return await described(found, view, call);
  }

  // What hides a column goes by its name: one that was renamed or added since the policy was held
  // against the database would be shown.
  async function described(
    table: TableDescription,
    view: PolicyView,
    call: CallOptions,
  ): Promise<TableDescription> {
    if (hasKnownColumns(table, view)) return shownDescription(table, contextOf(view));
    const fresh = await findView({ ...call, fresh: true });
    if (exists(fresh, table)) return shownDescription(table, contextOf(fresh));
    throw new PgmcpError("PGMCP_TABLE_NOT_FOUND");
  }

  // The adapter found none, several, or one that does not exist here.
  async function findOnly(
    request: DescribeTableRequest,
    view: PolicyView,
    call: CallOptions,
  ): Promise<TableSummary> {
    const name = parseTableName(request.table);
    const schemas = name.schema !== null
      ? spellings(name.schema)
      : request.schema === undefined
      ? null
      : spellings({ text: request.schema, quoted: false });
    const [literal, folded = literal] = schemas ?? [];
    if (literal !== undefined && folded !== undefined) {
      await requireSchema(folded, call).catch(() => requireSchema(literal, call));
    }
    const shown = (await allTables({}, call)).filter((table) =>
      exists(view, table) && (schemas === null || schemas.includes(table.schema))
    );
    const wanted = spellings(name.table);
    const exact = shown.filter((table) => table.name === wanted[0]);
    const candidates = exact.length > 0
      ? exact
      : shown.filter((table) => wanted.includes(table.name));
    const [first, ...others] = candidates;
    if (first !== undefined && others.length === 0) return first;
    if (first !== undefined) throw ambiguous(name.table.text, candidates);
    throw notFound(name.table.text, { schema: literal ?? null, tables: shown });
  }

  return { listSchemas, listTables, describeTable };
}

const NOT_ONE_TABLE: ReadonlySet<string> = new Set([
  "PGMCP_TABLE_NOT_FOUND",
  "PGMCP_SCHEMA_NOT_FOUND",
  "PGMCP_TABLE_AMBIGUOUS",
]);

type Named = { readonly schema: string; readonly name: string };

function ruleOf(view: PolicyView, table: Named): RelationRule | undefined {
  return view.compiled.relations.get(relationKey(table));
}

function exists(view: PolicyView, table: Named): boolean {
  const rule = ruleOf(view, table);
  return rule !== undefined && rule.kind !== "denied";
}

function hasKnownColumns(table: TableDescription, view: PolicyView): boolean {
  const known = new Set(ruleOf(view, table)?.entry.columns.map(({ name }) => name));
  return table.columns.every(({ name }) => known.has(name));
}

function contextOf(view: PolicyView): ShownContext {
  return {
    rule: (schema, name) => ruleOf(view, { schema, name }),
    ruling: (schema, name) => view.ruling({ schema, name }),
  };
}

function isHidden(view: PolicyView, table: Named): boolean {
  const ruling = view.ruling(table);
  return ruling.kind === "allowed" && ruling.hidden;
}

/** The OIDs of the tables that lists show; null for all. The adapter counts and reads sizes of these alone. */
function listedTables(view: PolicyView): readonly string[] | null {
  const rules = [...view.compiled.relations.values()];
  const shown = rules.filter(({ entry, kind }) => kind !== "denied" && !isHidden(view, entry));
  return shown.length === rules.length ? null : shown.map(({ entry }) => entry.oid);
}

function shownSummary(table: TableSummary, view: PolicyView): TableSummary {
  const rule = ruleOf(view, table);
  const ruling = view.ruling(table);
  const description = ruling.kind === "allowed" ? ruling.description : null;
  if (rule?.kind !== "protected") return { ...table, comment: description ?? table.comment };
  // How many rows there are, and how much they take, tells of those that are left out.
  const comment = description ?? withoutNames(table.comment, [...rule.hidden.keys()]);
  return { ...table, estimatedRows: null, sizeBytes: null, comment };
}

function quoted(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}

function ambiguous(name: string, candidates: readonly Named[]): PgmcpError {
  const shown = candidates.slice(0, MAX_CANDIDATES).map((one) => `${one.schema}.${one.name}`);
  const more = candidates.length > MAX_CANDIDATES ? " …" : "";
  return new PgmcpError("PGMCP_TABLE_AMBIGUOUS", {
    message: `${candidates.length} schemas have a table "${name}": ${shown.join(", ")}${more}`,
  });
}

function notFound(
  name: string,
  { schema, tables }: { readonly schema: string | null; readonly tables: readonly Named[] },
): PgmcpError {
  const nearest = nearestNames(name, tables.map((table) => table.name));
  const shown = nearest.flatMap((near) =>
    tables.filter((table) => table.name === near).map((table) => `${table.schema}.${near}`)
  ).slice(0, MAX_CANDIDATES);
  const place = schema === null ? "" : ` in schema "${schema}"`;
  return new PgmcpError("PGMCP_TABLE_NOT_FOUND", {
    message: `There is no table "${name}"${place}.`,
    ...(shown.length === 0 ? {} : { hint: `Perhaps you meant ${shown.join(" or ")}.` }),
  });
}
