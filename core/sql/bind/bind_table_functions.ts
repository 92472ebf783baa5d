// JSON_TABLE and XMLTABLE, which write their columns out (transformJsonTable,
// transformRangeTableFunc). Their arguments see what stands before them in FROM.

import { bareNode, nodeList, nodeOfType, textField, type TreeNode } from "../tree.ts";
import { bindInside } from "./bind_expression.ts";
import { laterally, readAlias } from "./bind_from.ts";
import { computedValues } from "./computed_value.ts";
import {
  type Level,
  renamedColumns,
  type ScopeColumn,
  type ScopeItem,
  scopeItem,
} from "./scope.ts";
import { builtinType, namedType } from "./sql_type.ts";

/** Binds a `JsonTable`. */
export function bindJsonTable(node: TreeNode, level: Level): ScopeItem {
  laterally(level, () => {
    for (const part of [node.context_item, node.pathspec, node.passing, node.on_error]) {
      bindInside(part, level);
    }
    bindJsonColumns(node.columns, level);
  });
  const alias = readAlias(node.alias);
  const parts = computedValues([bareNode(node.context_item)?.raw_expr]);
  return scopeItem({
    alias: alias.name ?? "json_table",
    columns: renamedColumns(jsonColumns(node.columns, parts), alias.columns),
  });
}

/** Binds a `RangeTableFunc`: XMLTABLE. */
export function bindXmlTable(node: TreeNode, level: Level): ScopeItem {
  laterally(level, () => bindInside(node, level));
  const alias = readAlias(node.alias);
  const columns = nodeList(node.columns).map((entry) =>
    nodeOfType(entry, "RangeTableFuncCol") ?? {}
  );
  const parts = computedValues([node.docexpr]);
  return scopeItem({
    alias: alias.name ?? "xmltable",
    columns: renamedColumns(
      columns.map((column) => definedColumn(column.colname, column, parts)),
      alias.columns,
    ),
  });
}

/** Those of a NESTED PATH come after all others of their level. */
function jsonColumns(list: unknown, parts: readonly unknown[]): readonly ScopeColumn[] {
  const columns = nodeList(list).map((entry) => nodeOfType(entry, "JsonTableColumn") ?? {});
  const nested = columns.filter(isNested);
  return [
    ...columns.filter((column) => !isNested(column)).map((column) =>
      definedColumn(column.name, column, parts)
    ),
    ...nested.flatMap((column) => jsonColumns(column.columns, parts)),
  ];
}

function bindJsonColumns(list: unknown, level: Level): void {
  for (const entry of nodeList(list)) {
    const column = nodeOfType(entry, "JsonTableColumn") ?? {};
    for (const part of [column.pathspec, column.on_empty, column.on_error]) bindInside(part, level);
    bindJsonColumns(column.columns, level);
  }
}

function isNested(column: TreeNode): boolean {
  return column.coltype === "JTC_NESTED";
}

function definedColumn(
  name: unknown,
  definition: TreeNode,
  definitions: readonly unknown[],
): ScopeColumn {
  const typeName = bareNode(definition.typeName);
  return {
    name: textField(name) ?? "",
    // FOR ORDINALITY has no type of its own.
    type: typeName === null ? builtinType("int4") : namedType(typeName),
    ...{ base: null, origin: null, definitions },
  };
}
