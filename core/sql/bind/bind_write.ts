// INSERT, UPDATE, DELETE and MERGE as the statement itself: what their clauses may name, and which
// columns of the target they read and write (transformInsertStmt and its kin).

import {
  bareNode,
  nodeList,
  nodeOfType,
  textField,
  type TreeNode,
  type TypedNode,
  unwrapNode,
} from "../tree.ts";
import { read, refer, unbound } from "./binding.ts";
import { bindExpression } from "./bind_expression.ts";
import { bindFrom, bindFromItem, bindScan } from "./bind_from.ts";
import { bindSelect } from "./bind_select.ts";
import { bindWith } from "./bind_with.ts";
import { bindTargets, expandedValues } from "./expand_star.ts";
import { columnOf, findItem, type Level, levelIn, type ScopeItem, scopeItem } from "./scope.ts";

/** Binds a write in a level of its own. */
export function bindWrite({ type, node }: TypedNode, level: Level): void {
  bindWith(node.withClause, level);
  const relation = bareNode(node.relation);
  if (relation === null) return unbound("A write without a target");
  const target = bindScan(relation, level, true);
  const items = bindKind({ type, node }, { level, target });
  bindReturning(node, { level, target, items });
}

interface Write {
  readonly level: Level;
  readonly target: ScopeItem;
}

/** Binds the clauses; gives back what RETURNING may name. */
function bindKind({ type, node }: TypedNode, write: Write): readonly ScopeItem[] {
  switch (type) {
    case "InsertStmt":
      return bindInsert(node, write);
    case "UpdateStmt":
      return bindUpdate(node, write);
    case "DeleteStmt":
      return bindDelete(node, write);
    case "MergeStmt":
      return bindMerge(node, write);
    default:
      return unbound(`${type} is not understood`);
  }
}

function bindInsert(node: TreeNode, write: Write): readonly ScopeItem[] {
  const { level, target } = write;
  const columns = nodeList(node.cols).map((entry) => nodeOfType(entry, "ResTarget") ?? {});
  for (const column of columns) {
    noteWrite(column, write);
    for (const step of nodeList(column.indirection)) bindExpression(step, level);
  }
  if (columns.length === 0) noteWholeRow(write);
  const query = unwrapNode(node.selectStmt);
  if (query?.type === "SelectStmt") bindInserted(query.node, level);
  else if (query !== null) return unbound("What is inserted is not understood", query.node);
  const conflict = bareNode(node.onConflictClause);
  if (conflict !== null) bindConflict(conflict, write);
  return [target];
}

/** VALUES of an INSERT has no name to sort by, but is otherwise as any. */
function bindInserted(node: TreeNode, level: Level): void {
  if (node.valuesLists === undefined) {
    bindSelect(node, levelIn(level));
    return;
  }
  const inside = levelIn(level);
  bindWith(node.withClause, inside);
  for (const row of nodeList(node.valuesLists)) {
    expandedValues(nodeOfType(row, "List")?.items, inside);
  }
  for (const part of [node.sortClause, node.limitCount, node.limitOffset]) {
    if (part !== undefined) unbound("VALUES of an INSERT with ORDER BY or LIMIT", node);
  }
}

function bindConflict(node: TreeNode, { level, target }: Write): void {
  const infer = bareNode(node.infer);
  level.items = [target];
  if (infer !== null) {
    for (const entry of nodeList(infer.indexElems)) bindIndexElement(entry, { level, target });
    if (infer.whereClause !== undefined) bindExpression(infer.whereClause, level);
  }
  level.items = [target, scopeItem({ ...otherRow(target), alias: "excluded", colsVisible: true })];
  bindAssignments(node.targetList, { level, target });
  if (node.whereClause !== undefined) bindExpression(node.whereClause, level);
  level.items = [];
}

/** The row that was to be inserted: its columns are those of the target, but nothing stored. */
function otherRow(target: ScopeItem): Pick<ScopeItem, "alias" | "columns" | "open" | "openScans"> {
  return {
    alias: target.alias,
    columns: target.columns,
    open: target.open,
    openScans: target.openScans,
  };
}

function bindIndexElement(entry: unknown, { level, target }: Write): void {
  const element = nodeOfType(entry, "IndexElem") ?? {};
  if (element.expr !== undefined) bindExpression(element.expr, level);
  const name = textField(element.name);
  if (name === null) return;
  const found = columnOf(target, name, level);
  if (found.kind === "column" && found.column.base !== null) {
    read(level.binding, found.column.base, "name");
    const { type } = found.column;
    refer(level.binding, {
      node: element,
      means: { kind: "column", ...found.column.base, name, type },
    });
  } else refer(level.binding, { node: element, means: { kind: "unknown", name } });
}

function bindUpdate(node: TreeNode, write: Write): readonly ScopeItem[] {
  const { level, target } = write;
  // FROM cannot see the target.
  level.items = [target];
  target.lateralOnly = true;
  bindFrom(node.fromClause, level);
  bindAssignments(node.targetList, write);
  if (node.whereClause !== undefined) bindExpression(node.whereClause, level);
  return level.items;
}

function bindDelete(node: TreeNode, { level, target }: Write): readonly ScopeItem[] {
  level.items = [target];
  target.lateralOnly = true;
  bindFrom(node.usingClause, level);
  if (node.whereClause !== undefined) bindExpression(node.whereClause, level);
  return level.items;
}

function bindMerge(node: TreeNode, write: Write): readonly ScopeItem[] {
  const { level, target } = write;
  const { visible } = bindFromItem(node.sourceRelation, level);
  const both = [...visible, target];
  level.items = both;
  bindExpression(node.joinCondition, level);
  for (const entry of nodeList(node.mergeWhenClauses)) {
    const when = nodeOfType(entry, "MergeWhenClause") ?? {};
    level.items = rowsOfMerge(when, visible, target);
    if (when.condition !== undefined) bindExpression(when.condition, level);
    if (when.commandType === "CMD_INSERT") {
      const columns = nodeList(when.targetList).map((each) => nodeOfType(each, "ResTarget") ?? {});
      for (const column of columns) noteWrite(column, write);
      if (columns.length === 0) noteWholeRow(write);
      expandedValues(when.values, level);
    } else bindAssignments(when.targetList, write);
  }
  level.items = both;
  return both;
}

/** Which rows there are where a WHEN clause applies. */
function rowsOfMerge(
  when: TreeNode,
  source: readonly ScopeItem[],
  target: ScopeItem,
): readonly ScopeItem[] {
  if (when.matchKind === "MERGE_WHEN_NOT_MATCHED_BY_TARGET") return source;
  if (when.matchKind === "MERGE_WHEN_NOT_MATCHED_BY_SOURCE") return [target];
  return [...source, target];
}

function bindAssignments(list: unknown, write: Write): void {
  const { level } = write;
  for (const entry of nodeList(list)) {
    const assignment = nodeOfType(entry, "ResTarget") ?? {};
    noteWrite(assignment, write);
    for (const step of nodeList(assignment.indirection)) bindExpression(step, level);
    const several = nodeOfType(assignment.val, "MultiAssignRef");
    // Each column of (a, b) = (…) holds the same source.
    if (several === null) bindExpression(assignment.val, level);
    else if ((several.colno ?? 1) === 1) bindExpression(several.source, level);
  }
}

function noteWrite(assignment: TreeNode, { level, target }: Write): void {
  const scan = target.scan === null ? undefined : level.binding.scans[target.scan];
  const name = textField(assignment.name);
  if (scan === undefined || name === null) return;
  scan.writes = [...scan.writes ?? [], name];
  // An element or a field is set in the value as it was.
  if (nodeList(assignment.indirection).length === 0) return;
  const column = target.columns.find((each) => each.name === name);
  read(level.binding, column?.base ?? null, "name");
}

function noteWholeRow({ level, target }: Write): void {
  const scan = target.scan === null ? undefined : level.binding.scans[target.scan];
  const names = scan?.relation?.columns.map((column) => column.name) ?? [];
  if (scan !== undefined) scan.writes = [...scan.writes ?? [], ...names];
}

function bindReturning(
  node: TreeNode,
  { level, target, items }: Write & { readonly items: readonly ScopeItem[] },
): void {
  const clause = bareNode(node.returningClause);
  if (clause === null) return;
  level.items = items;
  const names = new Map([["RETURNING_OPTION_OLD", "old"], ["RETURNING_OPTION_NEW", "new"]]);
  for (const entry of nodeList(clause.options)) {
    const option = nodeOfType(entry, "ReturningOption") ?? {};
    names.set(textField(option.option) ?? "", textField(option.value) ?? "");
  }
  for (const alias of names.values()) {
    if (findItem(level, (item) => item.alias === alias) !== null) continue;
    const row = scopeItem({ ...otherRow(target), alias, colsVisible: false });
    level.items = [...level.items, row];
  }
  level.binding.outputs.set(node, bindTargets(clause.exprs, level));
}
