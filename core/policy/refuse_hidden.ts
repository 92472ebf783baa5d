// Refuses what a policy hides, in the words for what does not exist: whoever asks learns the same
// of a denied table as of one that never was. Also refuses what would mean something else once
// columns are gone, and comparisons that a constant mask makes true of every row or of none.

import { isBuiltinFunction } from "../sql/allow_lists/functions.ts";
import { isUndefined } from "../sql/bind/computed_value.ts";
import { dotted } from "../sql/name_policy.ts";
import { nearestNames } from "../sql/nearest_names.ts";
import type { Refusal } from "../sql/refusal.ts";
import { locationOf, nodeList, stringNode, textField, type TreeNode } from "../sql/tree.ts";
import type { ProtectedRelation, RelationRule } from "./compiled_policy.ts";
import { joinsShownTables } from "./joins_shown_tables.ts";
import { naturalJoinHint } from "./natural_join_hint.ts";
import { renamedStar } from "./renamed_star.ts";
import { systemColumnHint } from "./system_column_hint.ts";
import type { StatementMeaning } from "./statement_meaning.ts";

/** The most names that an error suggests. */
const MAX_SUGGESTIONS = 4;

/** A relation that does not exist, or is not to be known of; `visible` are names to suggest. */
export function refuseRelation(
  relation: {
    readonly schema: string | null;
    readonly name: string;
    readonly location: number | null;
  },
  visible: readonly { readonly schema: string; readonly name: string }[],
): Refusal {
  // With its schema, for it may be one that is not searched.
  const nearest = nearestNames(relation.name, visible.map(({ name }) => name)).flatMap((near) =>
    visible.filter(({ name }) => name === near).map(dotted)
  ).slice(0, MAX_SUGGESTIONS);
  return {
    code: "PGMCP_UNDEFINED_NAME",
    message: `relation "${dotted(relation)}" does not exist`,
    hint: nearest.length === 0
      ? "Use list_tables to see the tables there are."
      : `Perhaps you meant ${nearest.join(" or ")}. Use list_tables to see the tables there are.`,
    fragment: dotted(relation),
    location: relation.location,
  };
}

/** Refuses what reads hidden columns by name, or would bind otherwise without them. */
export function refuseHidden(
  meaning: StatementMeaning,
  rules: readonly (RelationRule | null)[],
): Refusal | null {
  const { bound } = meaning;
  const shown = shownNames(rules);
  const hiddenNames = new Set(
    rules.flatMap((rule) => rule?.kind === "protected" ? [...rule.hidden.keys()] : []),
  );
  // Before any column is told not to exist: of those that it compares none was named.
  for (const join of bound.joins) {
    const merges = join.mayMergeMore ||
      (hiddenNames.size > 0 && !joinsShownTables(join.node, meaning, rules));
    if (!join.natural || !merges) continue;
    return refuse(
      "joins with NATURAL JOIN, whose meaning hangs on all columns there are",
      join.node,
      naturalJoinHint(join, hiddenNames, meaning),
    );
  }
  for (const [index, scan] of bound.scans.entries()) {
    const rule = rules[index];
    if (rule?.kind !== "protected") continue;
    if (scan.readsUnknown) return refuse("reads columns that are not known", scan.node);
    if (scan.renamed && rule.hidden.size > 0) {
      return refuse(
        `gives ${scan.alias} column aliases by position`,
        scan.node,
        "Name the columns, and rename them in the select list with AS.",
      );
    }
    for (const read of scan.reads) {
      const named = read.forms.has("name") || read.forms.has("join");
      if (named && (read.attnum < 0 || rule.hidden.has(read.name))) {
        const refusal = undefinedColumn(read.name, whereRead(meaning, index, read.attnum), shown);
        return read.attnum < 0 ? { ...refusal, hint: systemColumnHint(rule) } : refusal;
      }
    }
  }
  for (const { node, part, means } of bound.references) {
    // A field of a row that was handed on: the row holds no more than what is shown.
    const shownField = part !== null && means.kind === "unknown" && shown.has(means.name) &&
      !hiddenNames.has(means.name);
    if (shownField) continue;
    // By way of a star, which does not have it any more.
    const starred = means.kind === "derived" &&
      (means.origin === null
        ? isUndefined(means.definitions) && hiddenNames.has(means.name)
        : meaning.isHidden(means.origin));
    if (starred) return undefinedColumn(means.name, node, shown);
    // A name that is no column may be a call of that name, which must be one that is known to all.
    const nothing = means.kind === "unknown" ||
      (means.kind === "call" && means.ofRow && !isBuiltinFunction(means.name));
    if (nothing && meansSeveral(node, means.name, rules)) return ambiguousColumn(means.name, node);
    if (nothing) return undefinedColumn(means.name, node, shown);
  }
  const renamed = renamedStar(meaning);
  if (renamed !== null) {
    return refuse(
      "gives column aliases by position to what a star stands for",
      renamed,
      "Name the columns, and rename them in the select list with AS.",
    );
  }
  const missing = bound.exact ? undefined : unknownUsing(meaning);
  if (missing !== undefined) return undefinedColumn(missing, null, shown);
  for (const join of bound.joins) {
    const masked = join.origins.map(({ scan, attnum }) => meaning.columnAt(scan, attnum)?.shown)
      .find((column) => column?.mask?.constant === true);
    if (masked !== undefined) return refuseConstantJoin(masked.column.name, join.node);
  }
  return null;
}

/** A name in USING that no table of the statement has. */
function unknownUsing({ bound }: StatementMeaning): string | undefined {
  const known = new Set(
    bound.scans.flatMap(({ relation }) => relation?.columns.map(({ name }) => name) ?? []),
  );
  return bound.joins.filter(({ natural }) => !natural).flatMap(({ columns }) => columns)
    .find((name) => !known.has(name));
}

/** Refuses to compare by a column that shows the same for every row. */
export function refuseConstantJoin(column: string, node: TreeNode): Refusal {
  return {
    code: "PGMCP_MASKED_COLUMN",
    message:
      `${column} is masked, and shows the same for every row: a join or comparison by it would match all rows or none`,
    hint: "Join by another column, such as the table's key.",
    fragment: column,
    location: placeOf(node),
  };
}

/** Refuses what the policy cannot be applied to. */
export function refuse(what: string, node: TreeNode | null, hint?: string): Refusal {
  return {
    code: "PGMCP_POLICY_NOT_APPLICABLE",
    message: `The policy cannot be applied to a statement that ${what}`,
    ...(hint === undefined ? {} : { hint }),
    fragment: null,
    location: node === null ? null : placeOf(node),
  };
}

/** Whether a bare name is that of shown columns of several tables: what is hidden does not count. */
function meansSeveral(
  node: TreeNode,
  name: string,
  rules: readonly (RelationRule | null)[],
): boolean {
  const having = rules.filter((rule) =>
    rule !== null && rule.kind !== "denied" && columnsShown(rule).includes(name)
  );
  return nodeList(node.fields).length === 1 && having.length > 1;
}

function ambiguousColumn(name: string, node: TreeNode): Refusal {
  return {
    code: "PGMCP_UNDEFINED_NAME",
    message: `column reference "${name}" is ambiguous`,
    hint: `Write which table's it is: alias.${name}.`,
    fragment: name,
    location: placeOf(node),
  };
}

// Alike for a column that is hidden and for one that never was: both are named as they are written.
function undefinedColumn(
  bare: string,
  node: TreeNode | null,
  shown: ReadonlySet<string>,
): Refusal {
  const name = node === null || node.fields === undefined ? bare : referenceName(node);
  const last = name.slice(name.lastIndexOf(".") + 1);
  const nearest = nearestNames(last, shown).filter((each) => each !== last);
  return {
    code: "PGMCP_UNDEFINED_NAME",
    message: `column ${name.includes(".") ? name : `"${name}"`} does not exist`,
    hint: nearest.length === 0
      ? "Use describe_table to see the columns there are."
      : `Perhaps you meant ${
        nearest.join(" or ")
      }. Use describe_table to see the columns there are.`,
    fragment: name,
    location: node === null ? null : placeOf(node),
  };
}

function shownNames(rules: readonly (RelationRule | null)[]): ReadonlySet<string> {
  const names = new Set<string>();
  for (const rule of rules) {
    if (rule === null || rule.kind === "denied") continue;
    for (const name of columnsShown(rule)) names.add(name);
  }
  return names;
}

function columnsShown(rule: Exclude<RelationRule, { readonly kind: "denied" }>): readonly string[] {
  return rule.kind === "open"
    ? rule.entry.columns.map(({ name }) => name)
    : rule.shown.map(({ column }: ProtectedRelation["shown"][number]) => column.name);
}

/** The first reference that reads the column. */
function whereRead(meaning: StatementMeaning, scan: number, attnum: number): TreeNode | null {
  const found = meaning.bound.references.find(({ means }) =>
    (means.kind === "column" && means.scan === scan && means.attnum === attnum) ||
    (means.kind === "derived" && means.origin?.scan === scan && means.origin.attnum === attnum)
  );
  return found?.node ?? null;
}

function placeOf(node: TreeNode): number | null {
  return typeof node.location === "number" || node.fields !== undefined ? locationOf(node) : null;
}

function referenceName(node: TreeNode): string {
  const parts = nodeList(node.fields).map((field) => stringNode(field) ?? "*");
  return parts.length > 0 ? parts.join(".") : textField(node.name) ?? "";
}
