// Rows come in the order in which they are read. Read along an index on a column whose values are
// hidden, they come in the order of those values: `SELECT id FROM staff WHERE dept = 3 LIMIT 5` would
// give the five that earn least, though `salary` is masked. What could do so is not used; without
// it rows come as they lie in the table.

import type { HiddenOrder } from "../ports/query_executor.ts";
import {
  type CompiledPolicy,
  type ProtectedRelation,
  relationKey,
  type RelationRule,
} from "./compiled_policy.ts";
import type { StatementMeaning } from "./statement_meaning.ts";
import { secretNames } from "./in_hidden_order.ts";

/** What is to be known of relations. */
export type OrderedRelations = Pick<
  CompiledPolicy,
  "inHiddenOrder" | "relations" | "viewsOverHidden"
>;

/** The scans that would tell of hidden values; null where none would. `rules` are those of the bound scans, in order. */
export function hiddenOrder(
  meaning: StatementMeaning,
  rules: readonly (RelationRule | null)[],
  known: OrderedRelations,
): HiddenOrder | null {
  const { exact, scans } = meaning.bound;
  return strictest(scans.flatMap(({ reads, renamed }, index) => {
    const rule = rules[index] ?? null;
    if (rule === null) return [];
    const read = exact && !renamed ? new Set(reads.map(({ name }) => name)) : null;
    return [orderOf(rule, read, known), orderOfLookups(rule, known.relations)];
  }));
}

/** The same for a statement that names nothing but what is shown as it is. */
export function hiddenOrderOfViews(
  rules: readonly (RelationRule | null)[],
  known: OrderedRelations,
): HiddenOrder | null {
  return strictest(rules.map((rule) => rule === null ? null : orderOf(rule, null, known)));
}

function strictest(orders: readonly (HiddenOrder | null)[]): HiddenOrder | null {
  const all = orders.includes("index scans");
  return all ? "index scans" : orders.includes("index-only scans") ? "index-only scans" : null;
}

/** `read`: the columns that are read by name; null for all. */
function orderOf(
  rule: RelationRule,
  read: ReadonlySet<string> | null,
  { inHiddenOrder, viewsOverHidden }: OrderedRelations,
): HiddenOrder | null {
  const { indexes = [], kind, oid } = rule.entry;
  if (inHiddenOrder.has(oid)) return "index scans";
  if (kind === "v") {
    // The indexes are those of the tables under it, whose columns it may call otherwise.
    if (rule.kind === "open" && !viewsOverHidden.has(oid)) return null;
    return strictest(
      indexes.map(({ keys }) => keys.length > 1 ? "index scans" : "index-only scans"),
    );
  }
  if (rule.kind !== "protected") return null;
  const secret = new Set(rule.hidden.keys());
  for (const { column, mask } of rule.shown) if (mask !== null) secret.add(column.name);
  const filtering = rule.filters.flatMap(({ columns }) => [...columns]);
  // Of a table that is only counted nothing is seen in any order.
  if (read?.size === 0) return null;
  const used = read === null ? null : new Set([...read, ...filtering]);
  return strictest(indexes.map(({ columns, keys }) => {
    if (!keys.some((name) => secret.has(name))) return null;
    // What bounds or orders a scan of the index: columns that a client may compare, and the filter's own.
    const steers = keys.some((name) =>
      filtering.includes(name) || (!secret.has(name) && (used === null || used.has(name)))
    );
    if (steers) return "index scans";
    // Read whole, it stands for the table where it holds all that is read.
    return used !== null && [...used].some((name) => !columns.includes(name))
      ? null
      : "index-only scans";
  }));
}

/** Where a filter's sub-query is joined, rows come in the order in which its tables are read. */
function orderOfLookups(
  rule: RelationRule,
  relations: CompiledPolicy["relations"],
): HiddenOrder | null {
  if (rule.kind !== "protected") return null;
  const lookups = rule.filters.flatMap((filter) => filter.lookups);
  return strictest(lookups.flatMap((lookup) => {
    const { equal, named, table } = lookup;
    const ruled = relations.get(relationKey(table));
    const secret = new Set(
      ruled === undefined ? table.columns.map(({ name }) => name) : secretNames(ruled),
    );
    // What is the same in all rows, or shown of the filtered table, tells nothing more.
    for (const [name, own] of equal) if (own === null || isShown(rule, own)) secret.delete(name);
    return (table.indexes ?? []).map(({ columns, keys }) => {
      if (!keys.some((name) => secret.has(name))) return null;
      if (keys.some((name) => named.has(name))) return "index scans";
      return [...named].some((name) => !columns.includes(name)) ? null : "index-only scans";
    });
  }));
}

function isShown({ shown }: ProtectedRelation, name: string): boolean {
  return shown.some(({ column, mask }) => column.name === name && mask === null);
}
