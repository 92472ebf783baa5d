// A query: WITH, FROM, its columns, and the clauses that may name those (transformSelectStmt,
// transformValuesClause, transformSetOperationStmt).

import { nodeList, nodeOfType, stringNode, type TreeNode, unwrapNode } from "../tree.ts";
import { deeper, refer } from "./binding.ts";
import { bindExpression } from "./bind_expression.ts";
import { bindFrom } from "./bind_from.ts";
import { bindWith } from "./bind_with.ts";
import type { BoundOutput } from "./bound_statement.ts";
import { computedValues } from "./computed_value.ts";
import { bindTargets, expandedValues } from "./expand_star.ts";
import { findColumn, type Level, levelIn, type ScopeColumn, scopeItem } from "./scope.ts";
import { commonType } from "./sql_type.ts";

/** Binds a `SelectStmt` in a level of its own. */
export function bindSelect(node: TreeNode, level: Level): BoundOutput {
  return deeper(level.binding, () => {
    bindWith(node.withClause, level);
    const output = bindKind(node, level);
    level.binding.outputs.set(node, output);
    for (const limit of [node.limitOffset, node.limitCount]) {
      if (limit !== undefined) bindExpression(limit, level);
    }
    return output;
  });
}

/** What a query hands to whoever reads from it. */
export function derivedColumns({ columns }: BoundOutput): readonly ScopeColumn[] {
  return columns.map((column) => ({ ...column, base: null }));
}

function bindKind(node: TreeNode, level: Level): BoundOutput {
  if (node.valuesLists !== undefined) return bindValues(node, level);
  if (isSetOperation(node)) return bindSetOperation(node, level);
  bindFrom(node.fromClause, level);
  const output = bindTargets(node.targetList, level);
  for (const condition of [node.whereClause, node.havingClause]) {
    if (condition !== undefined) bindExpression(condition, level);
  }
  for (const entry of nodeList(node.windowClause)) bindExpression(entry, level);
  bindGrouping(node.groupClause, { level, output });
  for (const entry of nodeList(node.distinctClause)) {
    // Plain DISTINCT is an empty node.
    if (unwrapNode(entry) !== null) bindSortKey(entry, { level, output });
  }
  bindSort(node.sortClause, { level, output });
  return output;
}

function isSetOperation(node: TreeNode): boolean {
  return node.op !== undefined && node.op !== "SETOP_NONE";
}

function bindValues(node: TreeNode, level: Level): BoundOutput {
  const rows = nodeList(node.valuesLists).map((row) =>
    expandedValues(nodeOfType(row, "List")?.items, level)
  );
  const [first] = rows;
  const columns = (first?.columns ?? []).map((_, index) => ({
    name: `column${index + 1}`,
    type: commonType(rows.map((row) => row.columns[index]?.type ?? null)),
    origin: null,
    definitions: rows.flatMap((row) => row.columns[index]?.definitions ?? []),
  }));
  const output = { columns, complete: rows.every(({ complete }) => complete) };
  level.items = [scopeItem({
    alias: "*VALUES*",
    columns: derivedColumns(output),
    open: !output.complete,
  })];
  bindSort(node.sortClause, { level, output });
  return output;
}

function bindSetOperation(node: TreeNode, level: Level): BoundOutput {
  const left = bindArm(node.larg, level);
  if (level.self !== null) {
    // The second arm of a recursive query reads what the first gives.
    level.self.columns = derivedColumns({
      ...left,
      columns: left.columns.map((column) => ({
        ...column,
        origin: null,
        definitions: computedValues(column.definitions, { recursive: true }),
      })),
    });
    level.self.open = !left.complete;
  }
  const right = bindArm(node.rarg, level);
  const output = {
    columns: left.columns.map(({ name, type, definitions }, index) => ({
      name,
      type: commonType([type, right.columns[index]?.type ?? null]),
      origin: null,
      // The same query may be both arms, and both of those again.
      definitions: distinct(definitions, right.columns[index]?.definitions ?? []),
    })),
    complete: left.complete,
  };
  const { items } = level;
  level.items = [scopeItem({ alias: null, columns: derivedColumns(output), open: !left.complete })];
  bindSort(node.sortClause, { level, output });
  level.items = items;
  return output;
}

function distinct(left: readonly unknown[], right: readonly unknown[]): readonly unknown[] {
  return right.length === 0 ? left : [...new Set([...left, ...right])];
}

function bindArm(arm: unknown, level: Level): BoundOutput {
  // The field holds a bare SelectStmt.
  const node = unwrapNode({ SelectStmt: arm })?.node ?? {};
  const own = [node.sortClause, node.limitOffset, node.limitCount, node.withClause];
  if (!isSetOperation(node) || own.some((clause) => clause !== undefined)) {
    return bindSelect(node, levelIn(level));
  }
  return deeper(level.binding, () => {
    // The first arm of the whole, and not of a part, is what a recursive query begins with.
    const { self } = level;
    level.self = null;
    const output = bindSetOperation(node, level);
    level.self = self;
    level.binding.outputs.set(node, output);
    return output;
  });
}

interface Keys {
  readonly level: Level;
  readonly output: BoundOutput;
}

function bindSort(clause: unknown, keys: Keys): void {
  for (const entry of nodeList(clause)) {
    bindSortKey(nodeOfType(entry, "SortBy")?.node, keys);
  }
}

function bindGrouping(clause: unknown, keys: Keys): void {
  for (const entry of nodeList(clause)) {
    const node = unwrapNode(entry);
    if (node?.type === "GroupingSet") bindGrouping(node.node.content, keys);
    // (a, b) without ROW groups by both.
    else if (node?.type === "RowExpr" && node.node.row_format === "COERCE_IMPLICIT_CAST") {
      bindGrouping(node.node.args, keys);
    } else {
      const name = plainName(entry);
      // GROUP BY prefers a column of FROM to an output column, where ORDER BY does not.
      const input = name === null ? null : findColumn(keys.level, name, true);
      if (input !== null && input.kind !== "none") bindExpression(entry, keys.level);
      else bindSortKey(entry, keys);
    }
  }
}

/** Binds what ORDER BY, DISTINCT ON or GROUP BY names: an output column first (findTargetlistEntrySQL92). */
function bindSortKey(expression: unknown, { level, output }: Keys): void {
  const name = plainName(expression);
  const node = unwrapNode(expression)?.node;
  if (name !== null && node !== undefined) {
    if (output.columns.some((column) => column.name === name)) {
      refer(level.binding, { node, means: { kind: "output", name } });
      return;
    }
    // It may be one of the columns that `*` stands for.
    if (!output.complete) level.binding.exact = false;
  }
  bindExpression(expression, level);
}

function plainName(expression: unknown): string | null {
  const fields = nodeList(nodeOfType(expression, "ColumnRef")?.fields);
  return fields.length === 1 ? stringNode(fields[0]) : null;
}
