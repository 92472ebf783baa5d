// Comparisons of masked columns. With a literal they see the mask, and their reader must hear of
// it, or takes "no rows" for "no such customer". With another column a constant mask joins every
// row with every row: that is refused, for a wrong answer is worse than none.

import type { Refusal } from "../sql/refusal.ts";
import { isTreeNode, nodeList, nodeOfType, type TreeNode, unwrapNode } from "../sql/tree.ts";
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
    for (const [one, other] of [[left, right], [right, left]] as const) {
      const masked = maskedColumn(one, meaning);
      if (masked === null) continue;
      if (holdsColumn(other) && masked.shown.mask?.constant === true) {
        refusal ??= refuseConstantJoin(nameOf(masked), node);
      } else if (!holdsColumn(other)) {
        notes.add(
          `${
            nameOf(masked)
          } is masked: the comparison saw the mask, not the value, so it says nothing of which rows there are.`,
        );
      }
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
      if (type === "A_Expr" && value.lexpr !== undefined) {
        compare(value.lexpr, value.rexpr, value);
      } else if (type === "SubLink" && value.testexpr !== undefined) {
        compare(value.testexpr, { ColumnRef: {} }, value);
        compareWithOutput(value);
      } else if (type === "SelectStmt") {
        noteGroups([...nodeList(value.groupClause), ...distinctOf(value)], notes, meaning);
      }
    }
  }
  noteGroups([...nodeList(root.groupClause), ...distinctOf(root)], notes, meaning);
  return { notes: [...notes], refusal };
}

function noteGroups(
  expressions: readonly unknown[],
  notes: Set<string>,
  meaning: StatementMeaning,
): void {
  for (const expression of expressions) {
    const masked = maskedColumn(expression, meaning);
    if (masked?.shown.mask?.constant !== true) continue;
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

function maskedColumn(expression: unknown, meaning: StatementMeaning): ProtectedColumn | null {
  // A cast or a function of the column sees the mask as well.
  const inside = innerColumn(expression);
  const column = inside === null ? null : meaning.protectedColumn(inside);
  return column === null || column.shown.mask === null ? null : column;
}

/** The one column inside casts and calls of one argument. */
function innerColumn(expression: unknown): unknown {
  const { type, node } = unwrapNode(expression) ?? {};
  if (type === "ColumnRef") return expression;
  if (type === "TypeCast") return innerColumn(node?.arg);
  if (type === "FuncCall") {
    const [only, more] = nodeList(node?.args);
    return only === undefined || more !== undefined ? null : innerColumn(only);
  }
  return null;
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
