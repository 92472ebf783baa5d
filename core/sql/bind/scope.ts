// What can be named at one place of a statement, and how a name is looked up there. A level is a
// query (a `ParseState` in PostgreSQL); its items are what stands in its FROM. Levels and items
// change while their query is bound, as PostgreSQL's do: a sub-select sees what stands before it.

import type { Binding } from "./binding.ts";
import type { ColumnOrigin } from "./bound_statement.ts";
import type { SqlType } from "./sql_type.ts";

/** A column of something in FROM. */
export interface ScopeColumn {
  readonly name: string;
  readonly type: SqlType | null;
  /** The base column it is; null for what is computed, or was read in a query below. */
  readonly base: ColumnOrigin | null;
  /** The base column whose value it hands on. */
  readonly origin: ColumnOrigin | null;
  /** The expressions that it is computed by; of a base column none. */
  readonly definitions: readonly unknown[];
  /** Left out of `*`, as the columns of SEARCH and CYCLE are in queries inside. */
  readonly hiddenFromStar?: boolean;
}

/** Something in FROM. */
export interface ScopeItem {
  /** The name to qualify with; null where it has none. */
  readonly alias: string | null;
  readonly columns: readonly ScopeColumn[];
  /** The scan, where it is a base relation. */
  readonly scan: number | null;
  /** Whether it may have columns that nobody knows of. */
  readonly open: boolean;
  /** The scans not wholly known that it reads from. */
  readonly openScans: readonly number[];
  /** The type of its row as a value, where that is a scalar: `FROM generate_series(1, 3) g(x)`. */
  readonly scalar: { readonly type: SqlType | null } | null;
  /** Whether its name may be used. */
  relVisible: boolean;
  /** Whether its columns may be used without it. */
  colsVisible: boolean;
  /** Whether only LATERAL sees it yet. */
  lateralOnly: boolean;
}

/** A WITH query. */
export interface CteBinding {
  readonly name: string;
  /** The level whose WITH it stands in. */
  readonly level: Level;
  readonly bind: () => void;
  /** Null until it is bound; of a recursive one until its first arm is. */
  columns: readonly ScopeColumn[] | null;
  open: boolean;
  state: "waiting" | "in work" | "bound";
  /** Whether it refers to itself: what it gives is computed when it runs. */
  recursive: boolean;
}

/** A query whose names are being bound. */
export interface Level {
  readonly binding: Binding;
  readonly parent: Level | null;
  items: readonly ScopeItem[];
  ctes: readonly CteBinding[];
  /** Whether what is bound now may see items that only LATERAL sees. */
  lateral: boolean;
  /** The WITH query that this one is, while it may refer to itself. */
  self: CteBinding | null;
}

/** Makes a level inside `parent`. */
export function levelIn(parent: Level): Level {
  return { binding: parent.binding, parent, items: [], ctes: [], lateral: false, self: null };
}

/** Makes an item that is visible in full. */
export function scopeItem(
  item: Pick<ScopeItem, "alias" | "columns"> & Partial<ScopeItem>,
): ScopeItem {
  return {
    ...{ scan: null, open: false, openScans: [], scalar: null },
    ...{ relVisible: true, colsVisible: true, lateralOnly: false },
    ...item,
  };
}

/** What a column's name was found to be. */
export type FoundColumn =
  | { readonly kind: "column"; readonly item: ScopeItem; readonly column: ScopeColumn }
  /** More than one, or one of something not wholly known. */
  | { readonly kind: "unknown"; readonly openScans: readonly number[] }
  | { readonly kind: "none" };

const SYSTEM_COLUMNS: Readonly<Record<string, number>> = {
  ctid: -1,
  xmin: -2,
  cmin: -3,
  xmax: -4,
  cmax: -5,
  tableoid: -6,
};

/** Kinds of relations that have system columns. */
const KINDS_WITH_SYSTEM_COLUMNS = /^[rmptSf]$/;

/** The column of that name in an item (`scanNSItemForColumn`). */
export function columnOf(item: ScopeItem, name: string, level: Level): FoundColumn {
  const [column, another] = item.columns.filter((each) => each.name === name);
  if (another !== undefined) return { kind: "unknown", openScans: [] };
  if (column !== undefined) return { kind: "column", item, column };
  if (item.open) return { kind: "unknown", openScans: item.openScans };
  const system = systemColumn(item, name, level);
  return system === null ? { kind: "none" } : { kind: "column", item, column: system };
}

function systemColumn(item: ScopeItem, name: string, level: Level): ScopeColumn | null {
  const attnum = Object.hasOwn(SYSTEM_COLUMNS, name) ? SYSTEM_COLUMNS[name] : undefined;
  if (attnum === undefined || item.scan === null) return null;
  const kind = level.binding.scans[item.scan]?.relation?.kind ?? "";
  if (!KINDS_WITH_SYSTEM_COLUMNS.test(kind)) return null;
  const base = { scan: item.scan, attnum };
  return { name, type: null, base, origin: base, definitions: [] };
}

/** The column that a name without qualifier means (`colNameToVar`). */
export function findColumn(level: Level, name: string, localOnly = false): FoundColumn {
  for (let at: Level | null = level; at !== null; at = localOnly ? null : at.parent) {
    const here: Level = at;
    const found = here.items.filter((item) => item.colsVisible && isSeen(item, here))
      .map((item) => columnOf(item, name, here));
    const columns = found.filter((each) => each.kind === "column");
    if (columns.length === 1 && columns[0] !== undefined) return columns[0];
    const unknown = found.filter((each) => each.kind === "unknown");
    if (columns.length > 1 || unknown.length > 0) {
      return { kind: "unknown", openScans: unknown.flatMap((each) => each.openScans) };
    }
  }
  return { kind: "none" };
}

/** The item that a qualifier means (`refnameNamespaceItem`); `ambiguous` for what PostgreSQL refuses. */
export function findItem(
  level: Level,
  matches: (item: ScopeItem) => boolean,
): ScopeItem | "ambiguous" | null {
  for (let at: Level | null = level; at !== null; at = at.parent) {
    const here: Level = at;
    const [item, another] = here.items.filter((each) =>
      each.relVisible && isSeen(each, here) && matches(each)
    );
    if (another !== undefined) return "ambiguous";
    if (item !== undefined) return item;
  }
  return null;
}

/** The WITH query of that name; null if a real relation is meant. */
export function findCteBinding(level: Level, name: string): CteBinding | null {
  for (let at: Level | null = level; at !== null; at = at.parent) {
    const found = at.ctes.findLast((cte) => cte.name === name);
    if (found !== undefined) return found;
  }
  return null;
}

function isSeen(item: ScopeItem, level: Level): boolean {
  return !item.lateralOnly || level.lateral;
}

/** The columns with the names of an alias's list in place of the first ones. */
export function renamedColumns(
  columns: readonly ScopeColumn[],
  names: readonly string[],
): readonly ScopeColumn[] {
  return columns.map((column, index) => ({ ...column, name: names[index] ?? column.name }));
}
