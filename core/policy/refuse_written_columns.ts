// Masked and denied columns in a write: refused wherever they are named, read by a star, or written.
// A mask that is stored would be taken for the value; a value that decides about a write is told by
// it. What does not exist is refused in the words for that, before anything else.

import { bareNode, nodeList, nodeOfType, type TypedNode } from "../sql/tree.ts";
import type { Refusal } from "../sql/refusal.ts";
import type { ProtectedRelation, RelationRule } from "./compiled_policy.ts";
import { refuse } from "./refuse_hidden.ts";
import type { StatementMeaning } from "./statement_meaning.ts";

/** Refuses the write `root` for the columns it reads or writes; `rules` are those of its scans. */
export function refuseWrittenColumns(
  root: TypedNode,
  meaning: StatementMeaning,
  rules: readonly (RelationRule | null)[],
): Refusal | null {
  if (!meaning.bound.exact) return refuse("writes, and names what is not known for sure", null);
  for (const [index, scan] of meaning.bound.scans.entries()) {
    const rule = rules[index];
    if (rule?.kind !== "protected") continue;
    if (scan.target) {
      const refusal = refuseTarget(root, rule, scan.writes ?? []);
      if (refusal !== null) return refusal;
    }
    for (const { name, forms } of scan.reads) {
      if (isPlain(rule, name)) continue;
      const named = forms.has("name") || forms.has("join");
      if (named && !isShown(rule, name)) return undefinedColumn(name);
      return named ? maskedColumn(name) : wholeRow(rule);
    }
  }
  return null;
}

function refuseTarget(
  root: TypedNode,
  rule: ProtectedRelation,
  written: readonly string[],
): Refusal | null {
  const whole = rule.shown.length === rule.entry.columns.length &&
    rule.shown.every(({ mask }) => mask === null);
  if (root.type === "InsertStmt" && !whole && nodeList(root.node.cols).length === 0) {
    return refuse(
      `inserts into ${rule.entry.name} without naming the columns`,
      null,
      `Write INSERT INTO ${rule.entry.name} (${plainColumns(rule)}) …`,
    );
  }
  const conflict = bareNode(root.node.onConflictClause);
  if (conflict !== null && bareNode(conflict.infer)?.conname !== undefined) {
    return refuse(
      "names a constraint in ON CONFLICT",
      null,
      "Name its columns: ON CONFLICT (id).",
    );
  }
  for (const name of written) {
    if (isPlain(rule, name)) continue;
    return isShown(rule, name) ? maskedColumn(name) : undefinedColumn(name);
  }
  // The names in SET and in the list of columns once more, as they are written.
  const lists = [root.node.targetList, root.node.cols, conflict?.targetList];
  for (const entry of lists.flatMap(nodeList)) {
    const name = nodeOfType(entry, "ResTarget")?.name;
    if (typeof name === "string" && !isShown(rule, name)) return undefinedColumn(name);
  }
  return null;
}

function isShown(rule: ProtectedRelation, name: string): boolean {
  return rule.shown.some(({ column }) => column.name === name);
}

function isPlain(rule: ProtectedRelation, name: string): boolean {
  return rule.shown.some(({ column, mask }) => column.name === name && mask === null);
}

function plainColumns(rule: ProtectedRelation): string {
  return rule.shown.filter(({ mask }) => mask === null).map(({ column }) => column.name).join(", ");
}

function undefinedColumn(name: string): Refusal {
  return {
    code: "PGMCP_UNDEFINED_NAME",
    message: `column "${name}" does not exist`,
    hint: "Use describe_table to see the columns there are.",
    fragment: name,
    location: null,
  };
}

function maskedColumn(name: string): Refusal {
  return {
    code: "PGMCP_MASKED_COLUMN",
    message: `A write may not name ${name}: it is masked`,
    hint: "Leave it out; read it in a SELECT of its own, which shows the mask.",
    fragment: name,
    location: null,
  };
}

function wholeRow(rule: ProtectedRelation): Refusal {
  return refuse(
    `writes, and names whole rows of ${rule.entry.name}, which has columns that a write may not name`,
    null,
    `Instead of *, write the columns: ${plainColumns(rule)}.`,
  );
}
