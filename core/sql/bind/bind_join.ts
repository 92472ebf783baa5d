// JOIN: which columns ON may name, which USING and NATURAL merge, and what can be named after it
// (transformFromClauseItem for a JoinExpr).

import { nodeList, stringNode, type TreeNode } from "../tree.ts";
import { countExpanded, read, unbound } from "./binding.ts";
import { bindExpression } from "./bind_expression.ts";
import { bindFromItem, type FromItem, readAlias, setLateral } from "./bind_from.ts";
import type { ColumnOrigin } from "./bound_statement.ts";
import {
  type Level,
  renamedColumns,
  type ScopeColumn,
  type ScopeItem,
  scopeItem,
} from "./scope.ts";
import { isSameType } from "./sql_type.ts";

/** Binds a `JoinExpr`. */
export function bindJoin(node: TreeNode, level: Level): FromItem {
  const outside = level.items;
  const left = bindFromItem(node.larg, level);
  setLateral(left.visible, true);
  level.items = [...outside, ...left.visible];
  const right = bindFromItem(node.rarg, level);
  level.items = outside;
  const visible = [...left.visible, ...right.visible];
  if (node.isNatural === true || node.usingClause !== undefined) {
    countExpanded(level.binding, left.item.columns.length + right.item.columns.length);
  }
  const names = mergedNames(node, left.item, right.item);
  const sides = { node, level, left: sideOf(left), right: sideOf(right) };
  const merged = names.map((name) => mergeColumn(name, sides));
  if (node.quals !== undefined) {
    // ON sees the two sides and the queries outside, and nothing beside the join.
    setLateral(visible, false);
    level.items = visible;
    bindExpression(node.quals, level);
    level.items = outside;
  }
  if (node.isNatural === true || node.usingClause !== undefined) {
    noteJoin(node, names, { level, left, right });
  }
  const gone = new Set(names);
  const rest = [left.item, right.item].flatMap((side) =>
    side.columns.filter((column) => !gone.has(column.name))
  );
  if (readAlias(node.alias).columns.length > 0) noteRenamed([left.item, right.item], level);
  return joinItem(node, { visible, merged, columns: [...merged, ...rest], sides: [left, right] });
}

/** Aliases of a join count the columns of all relations in it, whether they are read or not. */
function noteRenamed(sides: readonly ScopeItem[], { binding }: Level): void {
  for (const { base } of sides.flatMap(({ columns }) => columns)) {
    const scan = base === null ? undefined : binding.scans[base.scan];
    if (scan !== undefined) scan.renamed = true;
  }
}

interface Joined {
  readonly visible: readonly ScopeItem[];
  readonly merged: readonly ScopeColumn[];
  readonly columns: readonly ScopeColumn[];
  readonly sides: readonly FromItem[];
}

function joinItem(node: TreeNode, { visible, merged, columns, sides }: Joined): FromItem {
  const alias = readAlias(node.alias);
  const open = sides.some(({ item }) => item.open);
  if (open && alias.columns.length > 0) {
    unbound("Column aliases on a join of what is not wholly known", node);
  }
  const item = scopeItem({
    ...{ alias: alias.name, open, relVisible: alias.name !== null },
    openScans: sides.flatMap((side) => side.item.openScans),
    columns: renamedColumns(columns, alias.columns),
  });
  const using = readAlias(node.join_using_alias).name;
  const usingItems = using === null
    ? []
    : [scopeItem({ alias: using, columns: merged, colsVisible: false })];
  if (alias.name !== null) return { item, visible: [item] };
  for (const each of visible) each.colsVisible = false;
  return { item, visible: [...visible, ...usingItems, item] };
}

function mergedNames(node: TreeNode, left: ScopeItem, right: ScopeItem): readonly string[] {
  if (node.isNatural !== true) {
    return nodeList(node.usingClause).map(stringNode).filter((name) => name !== null);
  }
  const others = new Set(right.columns.map(({ name }) => name));
  return [...new Set(left.columns.map(({ name }) => name).filter((name) => others.has(name)))];
}

/** One side of a join, its columns by their names. */
interface Side {
  readonly openScans: readonly number[];
  readonly columns: ReadonlyMap<string, ScopeColumn>;
  /** Names of several of its columns. */
  readonly several: ReadonlySet<string>;
}

function sideOf({ item }: FromItem): Side {
  const columns = new Map<string, ScopeColumn>();
  const several = new Set<string>();
  for (const column of item.columns) {
    if (columns.has(column.name)) several.add(column.name);
    else columns.set(column.name, column);
  }
  return { openScans: item.openScans, columns, several };
}

interface Sides<Each> {
  readonly level: Level;
  readonly left: Each;
  readonly right: Each;
}

function mergeColumn(
  name: string,
  { node, level, left, right }: Sides<Side> & { readonly node: TreeNode },
): ScopeColumn {
  const { binding } = level;
  const [one, other] = [left, right].map(({ columns, several, openScans }) => {
    const column = columns.get(name);
    if (column === undefined || several.has(name)) binding.exact = false;
    // The column may be one that is not known, and that scan is read then.
    if (column === undefined) { for (const scan of openScans) markUnknown(level, scan); }
    read(binding, column?.base ?? null, "join");
    return column;
  });
  const type = isSameType(one?.type ?? null, other?.type ?? null) ? one?.type ?? null : null;
  const kept = node.jointype === "JOIN_RIGHT" ? other : one;
  // Of different types one side is cast, and then it is no column any more.
  const origin = type === null || node.jointype === "JOIN_FULL" ? null : kept?.origin ?? null;
  const definitions = [...new Set([one, other].flatMap((column) => column?.definitions ?? []))];
  return { name, type, base: null, origin, definitions };
}

function markUnknown(level: Level, scan: number): void {
  const open = level.binding.scans[scan];
  if (open !== undefined) open.readsUnknown = true;
}

function noteJoin(
  node: TreeNode,
  names: readonly string[],
  { level, left, right }: Sides<FromItem>,
): void {
  const natural = node.isNatural === true;
  const mayMergeMore = natural && (left.item.open || right.item.open);
  if (mayMergeMore) level.binding.exact = false;
  const merged = new Set(names);
  const columns = [left, right].flatMap(({ item }) =>
    item.columns.filter(({ name }) => merged.has(name))
  );
  const origins: readonly ColumnOrigin[] = columns.map(({ origin }) => origin)
    .filter((origin) => origin !== null);
  const computed = columns.filter(({ origin }) => origin === null)
    .map(({ definitions }) => definitions);
  level.binding.joins.push({ node, natural, columns: names, origins, computed, mayMergeMore });
}
