// FROM: what each item brings, and what of it later items and the rest of the query may name
// (transformFromClauseItem). An item before is visible to LATERAL alone until FROM ends.

import { bareNode, nodeList, stringNodes, textField, type TreeNode, unwrapNode } from "../tree.ts";
import { deeper, unbound } from "./binding.ts";
import { bindExpression } from "./bind_expression.ts";
import { bindFunctionRange } from "./bind_function_range.ts";
import { bindJoin } from "./bind_join.ts";
import { bindSelect, derivedColumns } from "./bind_select.ts";
import { bindJsonTable, bindXmlTable } from "./bind_table_functions.ts";
import { cteColumns } from "./bind_with.ts";
import {
  findCteBinding,
  type Level,
  levelIn,
  renamedColumns,
  type ScopeItem,
  scopeItem,
} from "./scope.ts";

/** What one thing in FROM brings: itself, and what can be named with it there. */
export interface FromItem {
  readonly item: ScopeItem;
  readonly visible: readonly ScopeItem[];
}

/** Binds a FROM clause; its items come to stand in the level. */
export function bindFrom(clause: unknown, level: Level): void {
  for (const entry of nodeList(clause)) {
    const { visible } = bindFromItem(entry, level);
    setLateral(visible, true);
    level.items = [...level.items, ...visible];
  }
  setLateral(level.items, false);
}

/** Binds one thing in FROM. */
export function bindFromItem(entry: unknown, level: Level): FromItem {
  const typed = unwrapNode(entry);
  if (typed === null) return unbound("Something in FROM is not understood");
  return deeper(level.binding, () => {
    const { type, node } = typed;
    if (type === "JoinExpr") return bindJoin(node, level);
    if (type === "RangeTableSample") return bindSample(node, level);
    const item = bindRange(type, node, level);
    return { item, visible: [item] };
  });
}

/** Lets only LATERAL see the items, or everything. */
export function setLateral(items: readonly ScopeItem[], lateralOnly: boolean): void {
  for (const item of items) item.lateralOnly = lateralOnly;
}

/** Runs `step` so that it sees what stands before in FROM. */
export function laterally<Result>(level: Level, step: () => Result): Result {
  const { lateral } = level;
  level.lateral = true;
  const result = step();
  level.lateral = lateral;
  return result;
}

/** The name and the column names that an `Alias` gives. */
export function readAlias(
  alias: unknown,
): { readonly name: string | null; readonly columns: readonly string[] } {
  const node = bareNode(alias);
  return { name: textField(node?.aliasname), columns: stringNodes(node?.colnames) };
}

/** Binds a base relation, and notes the scan. */
export function bindScan(node: TreeNode, level: Level, target = false): ScopeItem {
  const { binding } = level;
  const relation = binding.options.relation(node);
  const { name, columns } = readAlias(node.alias);
  const alias = name ?? textField(node.relname) ?? "";
  const open = relation === null || !relation.complete;
  const renamed = columns.length > 0;
  if (renamed && open) unbound("Column aliases on a relation that is not wholly known", node);
  const scan = binding.scans.push({
    ...{ node, relation, alias, renamed, target },
    ...{ reads: new Map(), readsUnknown: false, writes: null },
  }) - 1;
  const own = (relation?.columns ?? []).map((column) => {
    const base = { scan, attnum: column.attnum };
    return { name: column.name, type: column.type, base, origin: base, definitions: [] };
  });
  return scopeItem({
    ...{ alias, scan, open, openScans: open ? [scan] : [] },
    columns: renamedColumns(own, columns),
  });
}

function bindRange(type: string, node: TreeNode, level: Level): ScopeItem {
  switch (type) {
    case "RangeVar":
      return bindRelation(node, level);
    case "RangeSubselect":
      return bindSubselect(node, level);
    case "RangeFunction":
      return bindFunctionRange(node, level);
    case "RangeTableFunc":
      return bindXmlTable(node, level);
    case "JsonTable":
      return bindJsonTable(node, level);
    default:
      return unbound(`${type} in FROM is not understood`, node);
  }
}

function bindRelation(node: TreeNode, level: Level): ScopeItem {
  const name = textField(node.relname) ?? "";
  const cte = node.schemaname === undefined ? findCteBinding(level, name) : null;
  if (cte === null) return bindScan(node, level);
  const alias = readAlias(node.alias);
  const columns = cteColumns(cte, cte.level !== level);
  return scopeItem({
    alias: alias.name ?? name,
    columns: renamedColumns(columns, alias.columns),
    open: cte.open,
  });
}

function bindSubselect(node: TreeNode, level: Level): ScopeItem {
  const select = unwrapNode(node.subquery);
  if (select?.type !== "SelectStmt") return unbound("A sub-select in FROM is no SELECT");
  const { lateral } = level;
  level.lateral = node.lateral === true;
  const output = bindSelect(select.node, levelIn(level));
  level.lateral = lateral;
  const alias = readAlias(node.alias);
  return scopeItem({
    alias: alias.name,
    columns: renamedColumns(derivedColumns(output), alias.columns),
    open: !output.complete,
    relVisible: alias.name !== null,
  });
}

function bindSample(node: TreeNode, level: Level): FromItem {
  const from = bindFromItem(node.relation, level);
  for (const argument of nodeList(node.args)) bindExpression(argument, level);
  if (node.repeatable !== undefined) bindExpression(node.repeatable, level);
  return from;
}
