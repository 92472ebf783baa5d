// What a policy says of one table for one role: everybody's rules and the role's on top,
// which can only narrow. Every entry that names the table counts, so that a pattern
// cannot loosen what its name alone says. Nothing is looked up: columns may not exist.

import { indexPatterns } from "./index_patterns.ts";
import type { ColumnNote, Mask, Policy, PolicyRules, TablePattern, TableRules } from "./policy.ts";
import { stricterMask } from "./stricter_mask.ts";
import { matchesTable, type NamedTable, patternText } from "./table_pattern.ts";

/** A mask and the rule it comes from. */
export interface RuledMask {
  readonly mask: Mask;
  /** The rule's path, such as `tables.customers.mask_columns.email`. */
  readonly rule: string;
}

/** A row filter and the rule it comes from. */
export interface RuledFilter {
  /** An SQL condition with `{{principal.name}}` in it. */
  readonly text: string;
  readonly rule: string;
}

/** The table does not exist for them. */
export interface DeniedTable {
  readonly kind: "denied";
  /** The rule that denies it, such as `deny_tables.users` or `default`. */
  readonly rule: string;
}

/** The table exists, with these rules. */
export interface AllowedTable {
  readonly kind: "allowed";
  /** The only columns that exist, masked ones among them; null for all but the denied. */
  readonly shownColumns: ReadonlySet<string> | null;
  /** Columns that do not exist, and by which rule. */
  readonly deniedColumns: ReadonlyMap<string, string>;
  /** The rules that leave out every column they do not name. */
  readonly columnRules: readonly string[];
  /** What stands in for the values of columns. */
  readonly masks: ReadonlyMap<string, RuledMask>;
  /** All of them have to hold for a row. */
  readonly rowFilters: readonly RuledFilter[];
  /** Whether READ_ONLY=false lets it be written. */
  readonly writable: boolean;
  readonly hidden: boolean;
  readonly description: string | null;
  /** Whether the text of all its columns comes from outsiders. */
  readonly untrusted: boolean;
  readonly columns: ReadonlyMap<string, ColumnNote>;
  /** Limits of this table; null for none. */
  readonly maxQueriesPerHour: number | null;
  readonly maxRowsPerDay: number | null;
  readonly blockFullScansOverRows: number | null;
}

/** What a policy says of a table. */
export type TableRuling = DeniedTable | AllowedTable;

/** The rules that hold for `role`, everybody's first; null where the policy does not know the role. */
export function levelsOf(
  policy: Policy,
  role: string | null,
): readonly { readonly path: string; readonly rules: PolicyRules }[] | null {
  const base = { path: "", rules: policy.base };
  // A policy without roles means everybody; one with roles means those.
  if (role === null || policy.roles.size === 0) return [base];
  const rules = policy.roles.get(role);
  return rules === undefined ? null : [base, { path: `roles.${role}.`, rules }];
}

/** What `policy` says of `table` for `role`. */
export function rulesForTable(
  policy: Policy,
  role: string | null,
  table: NamedTable,
): TableRuling {
  return rulingOf(searchLevels(policy, role, searchAll), table);
}

/** Gives for each table what {@linkcode rulesForTable} says: for many tables, without trying each pattern on each. */
export function rulesForTables(
  policy: Policy,
  role: string | null,
): (table: NamedTable) => TableRuling {
  const levels = searchLevels(policy, role, indexPatterns);
  return (table) => rulingOf(levels, table);
}

/** The rules of one level, by table. */
interface SearchedLevel {
  readonly path: string;
  readonly rules: PolicyRules;
  readonly tables: (table: NamedTable) => readonly TableRules[];
  readonly allowed: (table: NamedTable) => readonly TablePattern[];
  readonly denied: (table: NamedTable) => readonly TablePattern[];
  readonly writable: (table: NamedTable) => readonly TablePattern[];
}

function searchLevels(
  policy: Policy,
  role: string | null,
  search: typeof indexPatterns,
): readonly SearchedLevel[] | null {
  const itself = (pattern: TablePattern) => pattern;
  return levelsOf(policy, role)?.map(({ path, rules }) => ({
    ...{ path, rules },
    tables: search(rules.tables, ({ pattern }) => pattern),
    allowed: search(rules.allowTables, itself),
    denied: search(rules.denyTables, itself),
    writable: search(rules.writableTables, itself),
  })) ?? null;
}

/** As {@linkcode indexPatterns}, for a single table. */
function searchAll<Item>(
  items: readonly Item[],
  patternOf: (item: Item) => TablePattern,
): (table: NamedTable) => readonly Item[] {
  return (table) => items.filter((item) => matchesTable(patternOf(item), table));
}

function rulingOf(levels: readonly SearchedLevel[] | null, table: NamedTable): TableRuling {
  if (levels === null) return { kind: "denied", rule: "roles" };
  const entries: RuledEntry[] = [];
  for (const level of levels) {
    const { path } = level;
    const own = level.tables(table);
    const denied = deniedBy(level, table, own.length > 0);
    if (denied !== null) return { kind: "denied", rule: `${path}${denied}` };
    entries.push(...own.map((entry) => ({ entry, path: `${path}tables.${entry.key}` })));
  }
  return {
    kind: "allowed",
    ...columnsOf(entries),
    rowFilters: entries.flatMap(({ entry, path }) =>
      entry.rowFilter === null ? [] : [{ text: entry.rowFilter, rule: `${path}.row_filter` }]
    ),
    writable: isWritable(levels, table),
    hidden: entries.some(({ entry }) => entry.hidden),
    // The narrower level's word, and in it the last that says one.
    description: entries.findLast(({ entry }) => entry.description !== null)?.entry.description ??
      null,
    untrusted: entries.some(({ entry }) => entry.untrusted),
    columns: notesOf(entries),
    maxQueriesPerHour: least(entries.map(({ entry }) => entry.maxQueriesPerHour)),
    maxRowsPerDay: least(entries.map(({ entry }) => entry.maxRowsPerDay)),
    blockFullScansOverRows: least(entries.map(({ entry }) => entry.blockFullScansOverRows)),
  };
}

interface RuledEntry {
  readonly entry: TableRules;
  readonly path: string;
}

function deniedBy(level: SearchedLevel, table: NamedTable, hasEntry: boolean): string | null {
  const [denied] = level.denied(table);
  if (denied !== undefined) return `deny_tables.${patternText(denied)}`;
  const allowed = hasEntry || level.rules.default === "allow" || level.allowed(table).length > 0;
  return allowed ? null : "default";
}

function columnsOf(
  entries: readonly RuledEntry[],
): Pick<AllowedTable, "shownColumns" | "deniedColumns" | "columnRules" | "masks"> {
  let shown: ReadonlySet<string> | null = null;
  const denied = new Map<string, string>();
  const rules: string[] = [];
  const masks = new Map<string, RuledMask>();
  for (const { entry, path } of entries) {
    if (entry.allowColumns !== null) {
      const named = new Set([...entry.allowColumns, ...entry.maskColumns.keys()]);
      shown = shown === null ? named : named.intersection(shown);
      rules.push(`${path}.allow_columns`);
    }
    for (const name of entry.denyColumns) denied.set(name, `${path}.deny_columns.${name}`);
    for (const [name, mask] of entry.maskColumns) {
      const rule = `${path}.mask_columns.${name}`;
      const before = masks.get(name);
      masks.set(
        name,
        before === undefined
          ? { mask, rule }
          : { mask: stricterMask(before.mask, mask), rule: `${before.rule}, ${rule}` },
      );
    }
  }
  const left = shown === null ? null : new Set([...shown].filter((name) => !denied.has(name)));
  for (const name of masks.keys()) {
    if (denied.has(name) || (left !== null && !left.has(name))) masks.delete(name);
  }
  return { shownColumns: left, deniedColumns: denied, columnRules: rules, masks };
}

function notesOf(entries: readonly RuledEntry[]): ReadonlyMap<string, ColumnNote> {
  const notes = new Map<string, ColumnNote>();
  for (const { entry } of entries) {
    for (const [name, note] of entry.columns) {
      const before = notes.get(name);
      notes.set(name, {
        description: note.description ?? before?.description ?? null,
        untrusted: note.untrusted || (before?.untrusted ?? false),
      });
    }
  }
  return notes;
}

// A role that says nothing of writing leaves what everybody may.
function isWritable(levels: readonly SearchedLevel[], table: NamedTable): boolean {
  return levels.every(({ rules, writable }, index) =>
    (index > 0 && rules.writableTables.length === 0) || writable(table).length > 0
  );
}

function least(values: readonly (number | null)[]): number | null {
  const set = values.filter((value) => value !== null);
  return set.length === 0 ? null : Math.min(...set);
}
