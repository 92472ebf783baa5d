// Comparisons of masked columns. With a literal they see the mask, and their reader must hear of
// it, or takes "no rows" for "no such customer". With another column a constant mask joins every
// row with every row: that is refused, for a wrong answer is worse than none.

import type { Refusal } from "../sql/refusal.ts";
import { isTreeNode, nodeList, nodeOfType, stringNodes, type TreeNode } from "../sql/tree.ts";
import { constantOutput } from "./constant_output.ts";
import { groupedBy, type Grouping } from "./grouped_by.ts";
import { type MaskedParts, maskedParts } from "./masked_parts.ts";
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
    const [one, other] = [maskedParts(left, meaning), maskedParts(right, meaning)];
    compareSide(one, other.holdsColumn, node);
    compareSide(other, one.holdsColumn, node);
  }

  /** One side of a comparison, with a column on the other or without. */
  function compareSide({ columns, constant, inRows }: MaskedParts, joins: boolean, node: TreeNode) {
    // Of other masks equal values stay equal, as far as they are shown.
    const told = joins ? inRows.filter(({ shown }) => shown.mask?.constant === true) : inRows;
    if (told.length > 0) notes.add(rowsNote(told));
    if (constant !== null && joins) refusal ??= refuseConstantJoin(nameOf(constant), node);
    const [masked] = columns;
    if (masked !== undefined && !joins) notes.add(comparedNote(constant ?? masked));
  }

  /** `x IN (SELECT column …)` where that column is masked. */
  function compareWithOutput(link: TreeNode): void {
    const query = nodeOfType(link.subselect, "SelectStmt");
    const output = query === null ? undefined : meaning.bound.outputs.get(query)?.columns[0];
    const column = output === undefined ? null : constantOutput(output, meaning);
    if (column !== null) refusal ??= refuseConstantJoin(nameOf(column), link);
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
        const masked = maskedParts(value.arg, meaning).constant;
        if (masked !== null) notes.add(nullNote(masked));
      } else if (type === "FuncCall" && value.agg_distinct === true) {
        const constants = nodeList(value.args).map((each) => maskedParts(each, meaning).constant);
        noteGroups({ constants, several: false }, notes);
      } else if (type === "SubLink" && value.testexpr !== undefined) {
        compare(value.testexpr, { ColumnRef: {} }, value);
        compareWithOutput(value);
      }
    }
  }
  for (const { computed, node } of meaning.bound.joins) {
    for (const definitions of computed) {
      const masked = maskedParts(definitions, meaning).constant;
      if (masked !== null) refusal ??= refuseConstantJoin(nameOf(masked), node);
    }
  }
  for (const select of meaning.bound.outputs.keys()) {
    for (const grouping of groupedBy(select, meaning)) noteGroups(grouping, notes);
    noteSets(select, notes, meaning);
  }
  return { notes: [...notes], refusal };
}

function noteGroups({ constants, several }: Grouping, notes: Set<string>): void {
  const alone = !several && constants.every((constant) => constant !== null);
  const effect = alone ? "puts all rows into one group" : "tells no two rows apart";
  for (const masked of constants) {
    if (masked === null) continue;
    notes.add(
      `${nameOf(masked)} is masked, and shows the same for every row: grouping by it ${effect}.`,
    );
  }
}

/** UNION, INTERSECT and EXCEPT compare whole rows. */
function noteSets(select: TreeNode, notes: Set<string>, meaning: StatementMeaning): void {
  const arms = [select.larg, select.rarg].filter(isTreeNode);
  if (select.op === "SETOP_UNION" && select.all === true) return;
  for (const arm of arms) {
    for (const output of meaning.bound.outputs.get(arm)?.columns ?? []) {
      const column = constantOutput(output, meaning);
      if (column === null) continue;
      notes.add(
        `${
          nameOf(column)
        } is masked, and shows the same for every row: UNION, INTERSECT and EXCEPT compared the mask, not the values.`,
      );
    }
  }
}

function comparedNote(masked: ProtectedColumn): string {
  return `${
    nameOf(masked)
  } is masked: the comparison saw the mask, not the value, so it says nothing of which rows there are.`;
}

function rowsNote(masked: readonly ProtectedColumn[]): string {
  const names = [...new Set(masked.map(nameOf))].join(", ");
  return `Masked columns (${names}) stand in the rows that were compared: the comparison saw the masks, not the values.`;
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

/** The parts of `(a, b)`; null for what is no row. */
function rowOf(expression: unknown): readonly unknown[] | null {
  const row = nodeOfType(expression, "RowExpr");
  return row === null ? null : nodeList(row.args);
}

function nameOf({ relation, shown }: ProtectedColumn): string {
  return `${relation.entry.name}.${shown.column.name}`;
}
