// Whether a statement may make values of a column's type out of others: `lag(d, 1, '5')`,
// `coalesce(t, '(1,5)')`, `ARRAY[d] || '5'` read the literal as a value of the type of `d` or of the
// row `t`. Where that is a domain, or holds one, its CHECK runs. Comparing such a column, or handing
// it out, reads the type underneath and runs nothing.

import type { BoundStatement } from "./bind/bound_statement.ts";
import { isTreeNode, nodeList, stringNodes, type TreeNode, unwrapNode } from "./tree.ts";

/** Functions that turn one argument into the type of another. */
const POLYMORPHIC: ReadonlySet<string> = new Set(
  `array_append array_cat array_fill array_position array_positions array_prepend array_remove
  array_replace lag lead range_merge width_bucket`.split(/\s+/),
);

/** Operators that do the same with arrays. */
const ARRAY_OPERATORS: ReadonlySet<string> = new Set("|| && @> <@ = <> < > <= >=".split(" "));

/** Constructs whose parts all become values of one type; of a plain domain that is the type underneath. */
const UNIFYING: ReadonlySet<string> = new Set([
  "CaseExpr",
  "CoalesceExpr",
  "MinMaxExpr",
  "RowExpr",
]);

/** Whether values of the types of `columns`, of the scan number `index`, may be made in the statement `root`. */
export function makesCheckedValues(
  root: unknown,
  bound: BoundStatement,
  { index, columns }: { readonly index: number; readonly columns: readonly string[] },
): boolean {
  const scan = bound.scans[index];
  if (scan === undefined || scan.readsUnknown || scan.target) return true;
  const attnums = new Set(
    scan.relation?.columns.filter(({ name }) => columns.includes(name)).map(({ attnum }) => attnum),
  );
  const values = new Set<TreeNode>();
  const rows = new Set<TreeNode>();
  for (const { node, means } of bound.references) {
    if (means.kind === "row" && (means.scan === index || means.scan === null)) rows.add(node);
    if (means.kind === "column" && means.scan === index && columns.includes(means.name)) {
      values.add(node);
    }
    // What another query hands on may be such a value, or a row of them.
    const origin = means.kind === "derived" ? means.origin : null;
    if (origin !== null && origin.scan === index && attnums.has(origin.attnum)) values.add(node);
    if (means.kind === "derived" && origin === null && means.definitions.length > 0) rows.add(node);
  }
  if (!scan.reads.some(({ name }) => columns.includes(name))) return false;

  function holds(part: unknown, sought: readonly ReadonlySet<TreeNode>[]): boolean {
    const open: unknown[] = [part];
    while (open.length > 0) {
      const next = open.pop();
      if (Array.isArray(next)) { for (const each of next) open.push(each); }
      else if (isTreeNode(next)) {
        if (sought.some((each) => each.has(next))) return true;
        for (const content of Object.values(next)) {
          if (typeof content === "object") open.push(content);
        }
      }
    }
    return false;
  }

  function makes(type: string, node: TreeNode): boolean {
    switch (type) {
      case "FuncCall":
        return POLYMORPHIC.has(stringNodes(node.funcname).at(-1) ?? "") &&
          nodeList(node.args).length > 1 && holds(node.args, [values, rows]);
      case "A_ArrayExpr":
        return holds(node.elements, [values, rows]);
      case "A_Expr": {
        const symbol = stringNodes(node.name).at(-1) ?? "";
        if (!ARRAY_OPERATORS.has(symbol)) return false;
        const comparing = /^[<>=]+$/.test(symbol);
        return holds([node.lexpr, node.rexpr], comparing ? [rows] : [values, rows]);
      }
      default:
        return UNIFYING.has(type) && holds(Object.values(node), [rows]);
    }
  }

  const open: unknown[] = [root];
  while (open.length > 0) {
    const next = open.pop();
    if (Array.isArray(next)) { for (const each of next) open.push(each); }
    else if (isTreeNode(next)) {
      const typed = unwrapNode(next);
      if (typed !== null && makes(typed.type, typed.node)) return true;
      // The arms of a UNION stand in it without their type, and so does the statement itself.
      if (holds([next.larg, next.rarg, next.valuesLists], [rows]) && next.jointype === undefined) {
        return true;
      }
      for (const content of Object.values(next)) {
        if (typeof content === "object") open.push(content);
      }
    }
  }
  return false;
}
