// Lists in which `*` stands for several values: select lists, ROW(…), VALUES, RETURNING
// (transformTargetList and transformExpressionList).

import { nodeList, nodeOfType, textField, type TreeNode, unwrapNode } from "../tree.ts";
import { countExpanded, readAll, readOpen, refer } from "./binding.ts";
import { bindExpression } from "./bind_expression.ts";
import { bindIndirection, qualifiedItem, useValue } from "./bind_references.ts";
import type { BoundOutput, ColumnOrigin, OutputColumn } from "./bound_statement.ts";
import { outputColumnName } from "./output_column_name.ts";
import type { Level, ScopeItem } from "./scope.ts";
import { settledType } from "./sql_type.ts";

/** Binds a list of `ResTarget`s, as the output columns it gives. */
export function bindTargets(list: unknown, level: Level): BoundOutput {
  return joined(
    nodeList(list).map((entry) => {
      const target = nodeOfType(entry, "ResTarget");
      if (target === null) return expandedValues([entry], level);
      const star = expandStar(target.val, level);
      if (star !== null) return star;
      const { type, origin } = bindWithOrigin(target.val, level);
      const name = textField(target.name) ?? outputColumnName(target.val, level.binding.outputs);
      const column = { name, type: settledType(type), origin, definitions: [target.val] };
      return { columns: [column], complete: true };
    }),
  );
}

/** Binds a list of expressions in which a star stands for several. */
export function expandedValues(list: unknown, level: Level): BoundOutput {
  return joined(
    nodeList(list).map((entry) => {
      const star = expandStar(entry, level);
      if (star !== null) return star;
      const { type, origin } = bindWithOrigin(entry, level);
      return { columns: [{ name: "", type, origin, definitions: [entry] }], complete: true };
    }),
  );
}

function joined(outputs: readonly BoundOutput[]): BoundOutput {
  return {
    columns: outputs.flatMap(({ columns }) => columns),
    complete: outputs.every(({ complete }) => complete),
  };
}

function bindWithOrigin(
  expression: unknown,
  level: Level,
): Pick<OutputColumn, "type" | "origin"> {
  const { references } = level.binding;
  const before = references.length;
  const { type } = bindExpression(expression, level);
  return { type, origin: originOf(expression, references.slice(before)) };
}

/** The base column that a bare reference hands on: an expression around it ends that. */
function originOf(
  expression: unknown,
  references: Level["binding"]["references"],
): ColumnOrigin | null {
  const node = unwrapNode(expression);
  if (node?.type !== "ColumnRef" && node?.type !== "A_Indirection") return null;
  const own = references.filter((reference) => reference.node === node.node);
  const last = own.at(-1);
  if (last === undefined || own.length > 1) return null;
  const steps = nodeList(node.node.indirection).length;
  // (t).a is a column; (t).a.b and (t).a[1] are none.
  if (steps > 1 || (steps === 1 && last.part !== 0)) return null;
  if (last.means.kind === "column") return { scan: last.means.scan, attnum: last.means.attnum };
  return last.means.kind === "derived" ? last.means.origin : null;
}

/** The values of `*`, `t.*` and `(value).*`; null for what is no star. */
function expandStar(expression: unknown, level: Level): BoundOutput | null {
  const node = unwrapNode(expression);
  if (node?.type === "ColumnRef") {
    const fields = nodeList(node.node.fields);
    if (!isStar(fields.at(-1))) return null;
    refer(level.binding, { node: node.node, means: { kind: "star" } });
    if (fields.length === 1) {
      return joined(
        level.items.filter((item) => item.colsVisible).map((item) => expandItem(item, level)),
      );
    }
    return expandItem(qualifiedItem(fields.slice(0, -1), level), level);
  }
  if (node?.type !== "A_Indirection") return null;
  const steps = nodeList(node.node.indirection);
  return isStar(steps.at(-1)) ? expandComposite(node.node, level) : null;
}

function isStar(field: unknown): boolean {
  return unwrapNode(field)?.type === "A_Star";
}

function expandItem(item: ScopeItem | null, level: Level): BoundOutput {
  const { binding } = level;
  if (item === null) {
    binding.exact = false;
    return { columns: [], complete: false };
  }
  countExpanded(binding, item.columns.length);
  readAll(binding, item, "star");
  return {
    columns: item.columns.filter((column) => column.hiddenFromStar !== true)
      .map(({ name, type, origin, definitions }) => ({ name, type, origin, definitions })),
    complete: !item.open,
  };
}

function expandComposite(node: TreeNode, level: Level): BoundOutput {
  const { binding } = level;
  const part = nodeList(node.indirection).length - 1;
  const value = bindIndirection(node, level, part);
  refer(binding, { node, part, means: { kind: "star" } });
  if (value.row !== null && value.row.scalar === null) return expandItem(value.row, level);
  useValue(value, level);
  const fields = value.fields ??
    (value.type === null || value.type.array ? null : binding.options.fieldsOf?.(value.type));
  if (fields === null || fields === undefined) {
    readOpen(binding, value.row?.openScans ?? []);
    binding.exact = false;
    return { columns: [], complete: false };
  }
  return {
    columns: fields.map(({ name, type }) => ({
      name,
      type,
      origin: null,
      definitions: [node.arg],
    })),
    complete: true,
  };
}
