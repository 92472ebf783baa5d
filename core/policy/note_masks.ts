// Comparisons of masked columns. With a literal they see the mask, and their reader must hear of
// it, or takes "no rows" for "no such customer". With another column a constant mask joins every
// row with every row: that is refused, for a wrong answer is worse than none. What is made of
// constant masks alone is as constant, however it is made.

import type { Refusal } from "../sql/refusal.ts";
import { isTreeNode, nodeList, nodeOfType, stringNodes, type TreeNode } from "../sql/tree.ts";
import { refuseConstantJoin } from "./refuse_hidden.ts";
import type { ProtectedColumn, StatementMeaning } from "./statement_meaning.ts";

/** What is to be told, or why it is refused. */
export interface MaskNotes {
  readonly notes: readonly string[];
  readonly refusal: Refusal | null;
}

/** Looks at every comparison in `root`. */
export function noteMasks(root: TreeNode, meaning: StatementMeaning): MaskNotes {
  const notes = new Set<string>();
  let refusal: Refusal | null = null;

  function compare(left: unknown, right: unknown, node: TreeNode): void {
    const [lefts, rights] = [rowOf(left), rowOf(right)];
    if (lefts !== null && rights !== null && lefts.length === rights.length) {
      for (const [index, each] of lefts.entries()) compare(each, rights[index], node);
      return;
    }
    for (const [one, other] of [[left, right], [right, left]] as const) {
      const constant = constantMask(one, meaning);
      if (constant !== null && holdsColumn(other)) {
        refusal ??= refuseConstantJoin(nameOf(constant), node);
        continue;
      }
      const masked = constant ?? maskedColumns(one, meaning)[0];
      if (masked === undefined || holdsColumn(other)) continue;
      notes.add(
        `${
          nameOf(masked)
        } is masked: the comparison saw the mask, not the value, so it says nothing of which rows there are.`,
      );
    }
  }

  /** `x IN (SELECT column …)` where that column is masked. */
  function compareWithOutput(link: TreeNode): void {
    const query = nodeOfType(link.subselect, "SelectStmt");
    const origin = query === null ? null : meaning.bound.outputs.get(query)?.columns[0]?.origin;
    if (origin === null || origin === undefined) return;
    const column = meaning.columnAt(origin.scan, origin.attnum);
    if (column?.shown.mask?.constant === true) refusal ??= refuseConstantJoin(nameOf(column), link);
  }

  const open: unknown[] = [root];
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    if (Array.isArray(next)) open.push(...next);
    if (!isTreeNode(next)) continue;
    for (const [type, value] of Object.entries(next)) {
      if (typeof value !== "object" || value === null) continue;
      open.push(value);
      if (!isTreeNode(value)) continue;
      if (type === "A_Expr" && value.lexpr !== undefined && compares(value)) {
        compare(value.lexpr, value.rexpr, value);
      } else if (type === "CaseExpr" && value.arg !== undefined) {
        for (const when of nodeList(value.args)) {
          compare(value.arg, nodeOfType(when, "CaseWhen")?.expr, value);
        }
      } else if (type === "NullTest") {
        const masked = constantMask(value.arg, meaning);
        if (masked !== null) notes.add(nullNote(masked));
      } else if (type === "FuncCall" && value.agg_distinct === true) {
        noteGroups(nodeList(value.args), notes, meaning);
      } else if (type === "SubLink" && value.testexpr !== undefined) {
        compare(value.testexpr, { ColumnRef: {} }, value);
        compareWithOutput(value);
      } else if (type === "SelectStmt") {
        noteGroups([...nodeList(value.groupClause), ...distinctOf(value)], notes, meaning);
      }
    }
  }
  noteGroups([...nodeList(root.groupClause), ...distinctOf(root)], notes, meaning);
  for (const select of meaning.bound.outputs.keys()) noteSets(select, notes, meaning);
  return { notes: [...notes], refusal };
}

function noteGroups(
  expressions: readonly unknown[],
  notes: Set<string>,
  meaning: StatementMeaning,
): void {
  for (const expression of expressions) {
    const masked = constantMask(expression, meaning);
    if (masked === null) continue;
    notes.add(
      `${
        nameOf(masked)
      } is masked, and shows the same for every row: grouping by it puts all rows into one group.`,
    );
  }
}

function distinctOf(select: TreeNode): readonly unknown[] {
  const distinct = nodeList(select.distinctClause);
  if (distinct.length === 0) return [];
  return [
    ...distinct,
    ...nodeList(select.targetList).map((entry) => nodeOfType(entry, "ResTarget")?.val),
  ];
}

/** UNION, INTERSECT and EXCEPT compare whole rows. */
function noteSets(select: TreeNode, notes: Set<string>, meaning: StatementMeaning): void {
  const arms = [select.larg, select.rarg].filter(isTreeNode);
  if (select.op === "SETOP_UNION" && select.all === true) return;
  for (const arm of arms) {
    for (const { origin } of meaning.bound.outputs.get(arm)?.columns ?? []) {
      const column = origin === null ? null : meaning.columnAt(origin.scan, origin.attnum);
      if (column?.shown.mask?.constant !== true) continue;
      notes.add(
        `${
          nameOf(column)
        } is masked, and shows the same for every row: UNION, INTERSECT and EXCEPT compared the mask, not the values.`,
      );
    }
  }
}

function nullNote(masked: ProtectedColumn): string {
  return `${
    nameOf(masked)
  } is masked, and shows the same for every row: whether it is NULL says nothing of the values.`;
}

/** Operators that make a value of two; every other one is taken to compare. */
const COMBINING: ReadonlySet<string> = new Set(
  "|| + - * / % ^ & | # << >> -> ->> #> #>>".split(" "),
);

function compares(node: TreeNode): boolean {
  return node.kind !== "AEXPR_OP" || !COMBINING.has(stringNodes(node.name).at(-1) ?? "");
}

/** What is counted or collected is not the same for every row, whatever it is of. */
const COUNTING: ReadonlySet<string> = new Set(
  ("array_agg count json_agg json_arrayagg json_object_agg jsonb_agg jsonb_object_agg " +
    "regr_count string_agg sum").split(" "),
);

/** The parts of `(a, b)`; null for what is no row. */
function rowOf(expression: unknown): readonly unknown[] | null {
  const row = nodeOfType(expression, "RowExpr");
  return row === null ? null : nodeList(row.args);
}

/** A column by whose constant mask, and others like it, the whole expression is constant. */
function constantMask(expression: unknown, meaning: StatementMeaning): ProtectedColumn | null {
  let first: ProtectedColumn | null = null;
  const found = columnsOf(expression);
  if (found === null) return null;
  for (const reference of found) {
    const column = meaning.protectedColumn(reference);
    if (column?.shown.mask?.constant !== true) return null;
    first ??= column;
  }
  return first;
}

/** The masked columns that an expression is made of. */
function maskedColumns(
  expression: unknown,
  meaning: StatementMeaning,
): readonly ProtectedColumn[] {
  return (columnsOf(expression) ?? []).map((reference) => meaning.protectedColumn(reference))
    .filter((column) => column !== null).filter(({ shown }) => shown.mask !== null);
}

/** The references in an expression; null where more than them decides about its value. */
function columnsOf(expression: unknown): readonly unknown[] | null {
  const found: unknown[] = [];
  const open: unknown[] = [expression];
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    if (Array.isArray(next)) open.push(...next);
    if (!isTreeNode(next)) continue;
    for (const [type, value] of Object.entries(next)) {
      if (typeof value !== "object" || value === null) continue;
      if (type === "SubLink") return null;
      if (type === "FuncCall" && isTreeNode(value)) {
        const name = stringNodes(value.funcname).at(-1) ?? "";
        if (value.over !== undefined || COUNTING.has(name)) return null;
      }
      if (type === "ColumnRef") found.push(next);
      else open.push(value);
    }
  }
  return found;
}

function holdsColumn(expression: unknown): boolean {
  const open: unknown[] = [expression];
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    if (Array.isArray(next)) open.push(...next);
    if (!isTreeNode(next)) continue;
    for (const [key, value] of Object.entries(next)) {
      if (key === "ColumnRef") return true;
      if (typeof value === "object" && value !== null) open.push(value);
    }
  }
  return false;
}

function nameOf({ relation, shown }: ProtectedColumn): string {
  return `${relation.entry.name}.${shown.column.name}`;
}
