// Expressions: finds the names in them, and the types that names around them depend on. Of nodes
// that hold no names of their own it only looks at what is inside.

import { COMPARISON_OPERATORS } from "../comparison_operators.ts";
import {
  bareNode,
  isTreeNode,
  nodeList,
  stringNodes,
  textField,
  type TreeNode,
  unwrapNode,
} from "../tree.ts";
import { deeper, unbound } from "./binding.ts";
import {
  bindColumnRef,
  bindIndirection,
  useValue,
  type Value,
  valueOf,
} from "./bind_references.ts";
import { bindSelect } from "./bind_select.ts";
import type { BoundOutput } from "./bound_statement.ts";
import { callResult } from "./builtin_results.ts";
import { expandedValues } from "./expand_star.ts";
import { type Level, levelIn } from "./scope.ts";
import { arrayOf, builtinType, commonType, LITERAL, namedType, type SqlType } from "./sql_type.ts";

/** Nodes that stand only where the binder looks for them; one anywhere else is not understood. */
const MISPLACED: ReadonlySet<string> = new Set([
  ..."RangeVar RangeSubselect RangeFunction RangeTableFunc RangeTableSample JoinExpr JsonTable"
    .split(" "),
  ..."WithClause CommonTableExpr InsertStmt UpdateStmt DeleteStmt MergeStmt GroupingSet".split(" "),
]);

const BOOLEAN = builtinType("bool");

/** What unnest makes of a tsvector. */
const LEXEMES = [
  { name: "lexeme", type: builtinType("text") },
  { name: "positions", type: builtinType("_int2") },
  { name: "weights", type: builtinType("_text") },
];

/** Binds an expression whose value is used as it is. */
export function bindExpression(expression: unknown, level: Level): Value {
  return useValue(bindOperand(expression, level), level);
}

/** Binds an expression of whose value a field may be taken: a row is not noted as read yet. */
export function bindOperand(expression: unknown, level: Level): Value {
  const node = unwrapNode(expression);
  if (node === null) {
    bindInside(expression, level);
    return valueOf(null);
  }
  return deeper(level.binding, () => bindNode(node.type, node.node, level));
}

/** Binds a query that stands for a value, in a level of its own. */
function bindSubquery(query: unknown, level: Level): BoundOutput {
  const select = unwrapNode(query);
  if (select?.type !== "SelectStmt") return unbound("A sub-select is no SELECT");
  return bindSelect(select.node, levelIn(level));
}

function bindNode(type: string, node: TreeNode, level: Level): Value {
  switch (type) {
    case "ColumnRef":
      return bindColumnRef(node, level);
    case "A_Indirection":
      return bindIndirection(node, level);
    case "A_Const":
      return valueOf(constantType(node));
    case "TypeCast": {
      bindExpression(node.arg, level);
      const typeName = bareNode(node.typeName);
      return valueOf(typeName === null ? null : namedType(typeName));
    }
    case "CollateClause":
      return bindExpression(node.arg, level);
    case "FuncCall":
      return bindCall(node, level);
    case "SubLink":
      return bindSubLink(node, level);
    case "SelectStmt":
      bindSubquery({ SelectStmt: node }, level);
      return valueOf(null);
    case "A_Expr":
      return bindOperator(node, level);
    case "A_ArrayExpr":
      return valueOf(arrayOf(commonType(bindEach(node.elements, level))));
    case "CoalesceExpr":
    case "MinMaxExpr":
      return valueOf(commonType(bindEach(node.args, level)));
    case "CaseExpr":
      return bindCase(node, level);
    case "RowExpr":
      return bindRowExpression(node, level);
    case "BoolExpr":
    case "NullTest":
    case "BooleanTest":
    case "JsonIsPredicate":
      bindInside(node, level);
      return valueOf(BOOLEAN);
    case "TypeName":
      // Its modifiers are no expressions: geometry(point, 4326).
      return valueOf(null);
    default:
      if (MISPLACED.has(type)) unbound(`${type} stands where it is not known`, node);
      bindInside(node, level);
      return valueOf(null);
  }
}

/** Binds whatever expressions stand in a node's fields. */
export function bindInside(value: unknown, level: Level): void {
  if (Array.isArray(value)) {
    for (const entry of value) bindExpression(entry, level);
    return;
  }
  if (!isTreeNode(value)) return;
  for (const field in value) {
    const content = value[field];
    if (field === "typeName" || typeof content !== "object") continue;
    bindExpression(content, level);
  }
}

function bindEach(list: unknown, level: Level): readonly (SqlType | null)[] {
  return nodeList(list).map((entry) => bindExpression(entry, level).type);
}

function bindCall(node: TreeNode, level: Level): Value {
  const [argument = null] = bindEach(node.args, level);
  for (const field of ["agg_order", "agg_filter", "over"]) {
    if (node[field] !== undefined) bindExpression(node[field], level);
  }
  const [name = "", schema = null] = stringNodes(node.funcname).toReversed();
  const result = callResult({ schema, name }, level.binding.options);
  if (result === null) return valueOf(null);
  if (result.shape === "either") return valueOfArgument(name, argument);
  return { type: result.type, row: null, fields: result.columns };
}

/** The value of a function that gives back what its argument is, or holds. */
function valueOfArgument(name: string, argument: SqlType | null): Value {
  if (argument === null) return valueOf(null);
  if (name === "unnest") {
    if (argument.array) return valueOf({ ...argument, array: false });
    const fields = argument.name === "tsvector" ? LEXEMES : null;
    return { type: null, row: null, fields };
  }
  return valueOf(/_populate_record(set)?$/.test(name) ? argument : null);
}

function bindSubLink(node: TreeNode, level: Level): Value {
  if (node.testexpr !== undefined) bindExpression(node.testexpr, level);
  const output = bindSubquery(node.subselect, level);
  const type = output.complete ? output.columns[0]?.type ?? null : null;
  if (node.subLinkType === "EXPR_SUBLINK") return valueOf(type);
  return valueOf(node.subLinkType === "ARRAY_SUBLINK" ? arrayOf(type) : BOOLEAN);
}

function bindOperator(node: TreeNode, level: Level): Value {
  // Chains such as a || b || c lean to the left, and may be long.
  let operator = node;
  for (;;) {
    bindExpression(operator.rexpr, level);
    const left = unwrapNode(operator.lexpr);
    if (left?.type !== "A_Expr") break;
    operator = left.node;
  }
  bindExpression(operator.lexpr, level);
  const comparison = COMPARISON_OPERATORS.has(stringNodes(node.name).join("."));
  const boolean = node.kind === "AEXPR_OP" ? comparison : node.kind !== "AEXPR_NULLIF";
  return valueOf(boolean ? BOOLEAN : null);
}

function bindCase(node: TreeNode, level: Level): Value {
  if (node.arg !== undefined) bindExpression(node.arg, level);
  const results = nodeList(node.args).map((entry) => {
    const when = unwrapNode(entry)?.node ?? {};
    bindExpression(when.expr, level);
    return bindExpression(when.result, level).type;
  });
  if (node.defresult !== undefined) results.push(bindExpression(node.defresult, level).type);
  return valueOf(commonType(results));
}

function bindRowExpression(node: TreeNode, level: Level): Value {
  const { columns, complete } = expandedValues(node.args, level);
  const fields = columns.map(({ type }, index) => ({ name: `f${index + 1}`, type }));
  return { type: null, row: null, fields: complete ? fields : null };
}

function constantType(node: TreeNode): SqlType | null {
  if (node.isnull === true || node.sval !== undefined) return LITERAL;
  if (node.boolval !== undefined) return BOOLEAN;
  if (node.bsval !== undefined) return builtinType("bit");
  if (node.ival !== undefined) return builtinType("int4");
  const digits = textField(bareNode(node.fval)?.fval);
  if (digits === null || /^\d{19}$/.test(digits)) return null;
  // A whole number too large for int8 is numeric, and so is one with a point or an exponent.
  return builtinType(/^\d{1,18}$/.test(digits) ? "int8" : "numeric");
}
