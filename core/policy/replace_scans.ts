// Replaces every mention of a protected table by a sub-select of what of it exists, at the parser's
// places in the client's text. What has to come out is given as replacements in the client's tree:
// whoever sends the text parses it once more and holds it against them. The target of a write is
// left as it is. What cannot be replaced is refused; nothing is guessed.

import type { DecisionCache } from "../sql/decision_cache.ts";
import type { Parser } from "../sql/parse.ts";
import { parseSelect } from "../sql/parse_select.ts";
import type { Refusal } from "../sql/refusal.ts";
import type { Replacements } from "../sql/same_tree.ts";
import type { Splice } from "../sql/splice_text.ts";
import { nodeList, nodeOfType, textField, type TreeNode } from "../sql/tree.ts";
import type { RelationRule } from "./compiled_policy.ts";
import { extendGroups } from "./extend_groups.ts";
import { refuse } from "./refuse_hidden.ts";
import { renderScan } from "./render_scan.ts";
import { scannedIn } from "./scanned_in.ts";
import { spliceReference, spliceRelation } from "./splice_scan.ts";
import type { Binder } from "./sql_template.ts";
import type { StatementMeaning } from "./statement_meaning.ts";

/** How scans are replaced. */
export interface ReplaceScansOptions {
  readonly parser: Parser;
  /** Keeps the trees of sub-selects, which come again and again. */
  readonly trees: DecisionCache<TreeNode>;
  readonly meaning: StatementMeaning;
  /** What each scan is, in the order of the bound statement; null where it is none of the database's own. */
  readonly scanRules: readonly (RelationRule | null)[];
  readonly binder: Binder;
  /** Keep the client's own conditions above the filters. */
  readonly fenced: boolean;
  /** Conditions to have inside a fence, by the place of the scan. */
  readonly copies: ReadonlyMap<number, readonly string[]>;
}

/** What is to be done to the text, and what then stands in its tree. */
export type ReplacedScans =
  | { readonly splices: readonly Splice[]; readonly replacements: Replacements }
  | { readonly refusal: Refusal };

/** Which rows TABLESAMPLE takes tells where in the table they are stored, and so how many are hidden. */
const SAMPLE_HINT = "Leave TABLESAMPLE out: WHERE random() < 0.1 takes a sample of what is shown.";

/** The most mentions of protected tables in one statement. */
const MAX_SCANS = 100;

/** Replaces the scans of `sql`. */
export async function replaceScans(
  sql: string,
  options: ReplaceScansOptions,
): Promise<ReplacedScans> {
  const { meaning, scanRules, parser, trees, binder, fenced, copies } = options;
  const { scans } = meaning.bound;
  const splices: Splice[] = [];
  const ranges = new Map<TreeNode, unknown>();
  const columns = new Map<TreeNode, unknown>();
  const sampled = new Set(
    [...meaning.bound.outputs.keys()].flatMap(({ fromClause }) => [
      ...scannedIn(fromClause, { sampled: true }),
    ]),
  );
  for (const [index, scan] of scans.entries()) {
    const rule = scanRules[index];
    if (rule?.kind !== "protected" || scan.target) continue;
    if (ranges.size >= MAX_SCANS) {
      return { refusal: refuse(`names protected tables more than ${MAX_SCANS} times`, scan.node) };
    }
    if (sampled.has(scan.node)) {
      return { refusal: refuse(`samples ${rule.entry.name}`, scan.node, SAMPLE_HINT) };
    }
    const only = scan.node.inh !== true;
    const query = renderScan(rule, {
      ...{ binder, only, fenced },
      // By position, or where a name is not resolved, every column counts.
      read: scan.renamed || !meaning.bound.exact
        ? null
        : new Set(scan.reads.map(({ attnum }) => attnum)),
      copies: copies.get(index) ?? [],
    });
    const splice = spliceRelation(sql, scan.node, query);
    if (splice === null) {
      return {
        refusal: refuse(
          `names ${rule.entry.name} in a way that cannot be replaced`,
          scan.node,
          "Name it plainly in FROM, as in FROM orders o.",
        ),
      };
    }
    splices.push(splice);
    const tree = trees.get(query) ?? await parseSelect(query, parser);
    if (tree === null) return { refusal: refuse("it was not made for", scan.node) };
    trees.set(query, tree);
    const alias = scan.node.alias ?? { aliasname: textField(scan.node.relname) };
    ranges.set(scan.node, { RangeSubselect: { subquery: { SelectStmt: tree }, alias } });
  }
  // A sub-select is known by its alias alone: schema.table.column loses the schema.
  for (const { node, part } of meaning.bound.references) {
    if (part !== null || columns.has(node) || nodeList(node.fields).length < 3) continue;
    if (!namesProtected(node, meaning, scanRules)) continue;
    const shortened = spliceReference(sql, node);
    if (shortened === null) {
      return {
        refusal: refuse(
          "writes a column with its schema",
          node,
          "Write table.column, or give the table an alias.",
        ),
      };
    }
    splices.push(shortened.splice);
    columns.set(node, { ColumnRef: { fields: shortened.fields } });
  }
  const groups = extendGroups(sql, meaning, scanRules);
  splices.push(...groups.splices);
  for (const [node, row] of groups.replacements) columns.set(node, row);
  return { splices, replacements: { RangeVar: ranges, ColumnRef: columns } };
}

/** Whether `schema.table.…` in a reference is a protected table. */
function namesProtected(
  node: TreeNode,
  meaning: StatementMeaning,
  rules: readonly (RelationRule | null)[],
): boolean {
  const names = nodeList(node.fields).map((field) => textField(nodeOfType(field, "String")?.sval));
  return meaning.bound.scans.some((scan, index) =>
    rules[index]?.kind === "protected" && scan.alias === names.at(-2)
  );
}
