// PostgreSQL lets GROUP BY name a table's primary key for all of its columns. A protected table is a
// sub-select, which has none: the columns that the statement shows of it are named beside the key,
// as `(c.id, c.name)`, which groups alike. What cannot be named so is left to PostgreSQL to refuse.

import { quoteIdentifier } from "../sql/quote.ts";
import { someNode } from "../sql/some_node.ts";
import type { Splice } from "../sql/splice_text.ts";
import { nodeList, nodeOfType, stringNodes, type TreeNode, unwrapNode } from "../sql/tree.ts";
import type { ProtectedRelation, RelationRule } from "./compiled_policy.ts";
import { scannedIn } from "./scanned_in.ts";
import { shortName } from "./short_name.ts";
import { spanOfName } from "./splice_scan.ts";
import type { StatementMeaning } from "./statement_meaning.ts";

/** What is to be done to the text, and what then stands in place of references. */
export interface ExtendedGroups {
  readonly splices: readonly Splice[];
  readonly replacements: ReadonlyMap<TreeNode, unknown>;
}

/** Types that cannot be grouped by. */
const WITHOUT_EQUALITY: ReadonlySet<string> = new Set(
  "json xml point line lseg box path polygon circle".split(" "),
);

/** Names what a grouped primary key stands for; `rules` are those of the bound scans. */
export function extendGroups(
  sql: string,
  meaning: StatementMeaning,
  rules: readonly (RelationRule | null)[],
): ExtendedGroups {
  const splices: Splice[] = [];
  const replacements = new Map<TreeNode, unknown>();
  for (const select of meaning.bound.outputs.keys()) {
    for (const [scan, keys] of groupedKeys(select, meaning)) {
      const rule = rules[scan];
      const { alias, renamed } = meaning.bound.scans[scan] ?? { alias: "", renamed: true };
      if (rule?.kind !== "protected" || renamed || !hasWholeKey(rule, keys)) continue;
      const names = shownNames(select, { scan, rule, alias, meaning });
      const [key] = keys.values();
      const span = key === undefined ? null : spanOfName(sql, key);
      if (names.length === 0 || key === undefined || span === null) continue;
      const more = names.map((name) => `, ${quoteIdentifier(alias)}.${shortName(name)}`);
      const text = `(${sql.slice(span.start, span.end)}${more.join("")})`;
      splices.push({ ...span, text });
      const args = names.map((name) => ({ ColumnRef: { fields: [alias, name].map(stringOf) } }));
      // A copy: the key itself is what is replaced.
      replacements.set(key, {
        RowExpr: { args: [{ ColumnRef: { ...key } }, ...args], row_format: "COERCE_IMPLICIT_CAST" },
      });
    }
  }
  return { splices, replacements };
}

/** The plain columns that a SELECT groups by, by scan and number; none where it groups otherwise too. */
function groupedKeys(
  select: TreeNode,
  meaning: StatementMeaning,
): ReadonlyMap<number, ReadonlyMap<number, TreeNode>> {
  const found = new Map<number, Map<number, TreeNode>>();
  const groups = nodeList(select.groupClause);
  if (groups.some((group) => unwrapNode(group)?.type === "GroupingSet")) return found;
  for (const group of groups) {
    const node = nodeOfType(group, "ColumnRef");
    const means = node === null ? null : meaning.of(node);
    if (node === null || means?.kind !== "column") continue;
    // Of the query around it a column is a constant.
    if (!scannedIn(select.fromClause).has(meaning.bound.scans[means.scan]?.node ?? select)) {
      continue;
    }
    found.set(means.scan, (found.get(means.scan) ?? new Map()).set(means.attnum, node));
  }
  return found;
}

/** A masked key is none: several rows may show the same. */
function hasWholeKey(rule: ProtectedRelation, keys: ReadonlyMap<number, unknown>): boolean {
  const key = rule.entry.columns.filter((column) => column.key === true);
  return key.length > 0 && key.every(({ number }) =>
    keys.has(number) &&
    rule.shown.some(({ column, mask }) => column.number === number && mask === null)
  );
}

interface Shown {
  readonly scan: number;
  readonly rule: ProtectedRelation;
  readonly alias: string;
  readonly meaning: StatementMeaning;
}

/** The columns that the SELECT names above its groups, whether it groups by them or not. */
function shownNames(select: TreeNode, { scan, rule, alias, meaning }: Shown): readonly string[] {
  const numbers = new Set<number>();
  const above = [
    ...[select.targetList, select.havingClause, select.sortClause],
    ...[select.distinctClause, select.windowClause],
  ];
  someNode(above, (type, node) => {
    if (type !== "ColumnRef") return "go on";
    const means = meaning.of(node);
    if (means?.kind === "column" && means.scan === scan) numbers.add(means.attnum);
    const qualifier = stringNodes(node.fields).at(-1);
    if (means?.kind === "star" && (qualifier === undefined || qualifier === alias)) {
      for (const { column } of rule.shown) numbers.add(column.number);
    }
    return "leave out";
  });
  const { reads = [] } = meaning.bound.scans[scan] ?? {};
  // A star may be of another range, and stand for none of these columns: then the scan has none of them.
  const read = (number: number) =>
    !meaning.bound.exact || reads.some(({ attnum }) => attnum === number);
  return rule.shown.map(({ column }) => column).filter((column) =>
    numbers.has(column.number) && read(column.number) && column.key !== true &&
    !WITHOUT_EQUALITY.has(column.typeName)
  ).map(({ name }) => name);
}

function stringOf(sval: string): unknown {
  return { String: { sval } };
}
