// Puts a policy into a statement: every mention of a protected table, in every clause and at every
// depth, is replaced by a sub-select of what of it exists. The client's text is spliced at the
// parser's places. What is to come out is given as replacements in the client's tree: whoever sends
// the text parses it once more and holds it against them. What the policy cannot be applied to is
// refused; nothing is guessed.

import type { BoundStatement } from "../sql/bind/bound_statement.ts";
import { bindStatement } from "../sql/bind/bind_statement.ts";
import type { DecisionCache } from "../sql/decision_cache.ts";
import type { StatementFacts } from "../sql/facts.ts";
import type { Parser } from "../sql/parse.ts";
import type { Refusal } from "../sql/refusal.ts";
import type { Replacements } from "../sql/same_tree.ts";
import {
  bareNode,
  nodeList,
  nodeOfType,
  textField,
  type TreeNode,
  type TypedNode,
} from "../sql/tree.ts";
import type { CompiledPolicy, RelationRule } from "./compiled_policy.ts";
import { copyConjuncts } from "./copy_conjuncts.ts";
import { findFindings } from "./find_findings.ts";
import { knownRelation } from "./known_relation.ts";
import { needsFence } from "./needs_fence.ts";
import { noteMasks } from "./note_masks.ts";
import { noFindings, type PolicyFindings } from "./policy_findings.ts";
import { refuse, refuseHidden } from "./refuse_hidden.ts";
import { renderScan } from "./render_scan.ts";
import { type Binding, createBinder } from "./sql_template.ts";
import { readMeaning, type StatementMeaning } from "./statement_meaning.ts";
import { type Splice, spliceReference, spliceRelation, spliceText } from "./splice_scan.ts";

/** The statement and what is known of it. */
export interface ProtectOptions {
  readonly compiled: CompiledPolicy;
  readonly parser: Parser;
  /** Keeps the trees of sub-selects, which come again and again. */
  readonly trees: DecisionCache<TreeNode>;
  /** The statement to walk: of EXPLAIN the inner one. */
  readonly root: TypedNode;
  readonly facts: StatementFacts;
  /** What each relation of the facts is, in their order; null where it is none of the database's own. */
  readonly rules: readonly (RelationRule | null)[];
}

/** What became of the statement. */
export type ProtectedStatement =
  | { readonly kind: "refusal"; readonly refusal: Refusal }
  /** It names nothing that is protected. */
  | { readonly kind: "open"; readonly findings: PolicyFindings }
  | {
    readonly kind: "protected";
    readonly sql: string;
    /** What must stand in the parsed `sql` in place of nodes of the client's tree. */
    readonly replacements: Replacements;
    /** The values to bind, `$1` first. */
    readonly bindings: readonly Binding[];
    readonly findings: PolicyFindings;
  };

/** The most mentions of protected tables in one statement. */
const MAX_SCANS = 100;

/** Puts the policy into `sql`, a SELECT or an EXPLAIN of one. */
export async function protectStatement(
  sql: string,
  options: ProtectOptions,
): Promise<ProtectedStatement> {
  const { compiled, root, facts, rules } = options;
  const relationOf = new Map<TreeNode, RelationRule | null>();
  for (const [index, relation] of facts.relations.entries()) {
    relationOf.set(relation.node, rules[index] ?? null);
  }
  if (!rules.some((rule) => rule?.kind === "protected")) {
    return { kind: "open", findings: noFindings(compiled.hash) };
  }
  const bound = bindStatement(root, {
    relation: (node) => knownRelation(relationOf.get(node) ?? null),
  });
  if (bound.kind === "unbound") {
    return refused({
      ...refuse(`cannot be read for sure: ${bound.reason}`, null),
      location: bound.location,
    });
  }
  const scanRules = bound.scans.map(({ node }) => relationOf.get(node) ?? null);
  if (!coversAll(bound, relationOf)) {
    return refused(refuse("names tables in an unusual place", null));
  }
  const meaning = readMeaning(bound, scanRules);
  const hidden = refuseHidden(meaning, scanRules);
  if (hidden !== null) return refused(hidden);
  const noted = noteMasks(root.node, meaning);
  if (noted.refusal !== null) return refused(noted.refusal);
  const written = await writeScans(sql, { ...options, meaning, scanRules });
  if ("refusal" in written) return refused(written.refusal);
  return {
    kind: "protected",
    ...written,
    findings: findFindings(meaning, scanRules, { hash: compiled.hash, notes: noted.notes }),
  };
}

interface WriteOptions extends ProtectOptions {
  readonly meaning: StatementMeaning;
  readonly scanRules: readonly (RelationRule | null)[];
}

async function writeScans(
  sql: string,
  options: WriteOptions,
): Promise<
  | {
    readonly sql: string;
    readonly replacements: Replacements;
    readonly bindings: readonly Binding[];
  }
  | { readonly refusal: Refusal }
> {
  const { meaning, scanRules, parser, root, trees } = options;
  const { scans } = meaning.bound;
  const filtered = scanRules.some((rule) => rule?.kind === "protected" && rule.filters.length > 0);
  const fenced = filtered && needsFence(root.node, meaning);
  const copies = fenced ? copyConjuncts(meaning) : new Map<number, readonly string[]>();
  const binder = createBinder();
  const splices: Splice[] = [];
  const ranges = new Map<TreeNode, unknown>();
  const columns = new Map<TreeNode, unknown>();
  for (const [index, scan] of scans.entries()) {
    const rule = scanRules[index];
    if (rule?.kind !== "protected") continue;
    if (ranges.size >= MAX_SCANS) {
      return { refusal: refuse(`names protected tables more than ${MAX_SCANS} times`, scan.node) };
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
          "Name it plainly in FROM, as in FROM orders o, without TABLESAMPLE: WHERE random() < 0.1 takes a sample too.",
        ),
      };
    }
    splices.push(splice);
    const tree = trees.get(query) ?? await parseQuery(query, parser);
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
  return {
    sql: spliceText(sql, splices),
    replacements: { RangeVar: ranges, ColumnRef: columns },
    bindings: binder.bindings(),
  };
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

/** Every relation that the walk found must have been bound: nothing may be left as it is by oversight. */
function coversAll(
  bound: BoundStatement,
  relationOf: ReadonlyMap<TreeNode, RelationRule | null>,
): boolean {
  const nodes = new Set(bound.scans.map(({ node }) => node));
  return [...relationOf.keys()].every((node) => nodes.has(node));
}

async function parseQuery(query: string, parser: Parser): Promise<TreeNode | null> {
  const outcome = await parser.parse(query);
  if (outcome.kind !== "tree" || outcome.statements.length !== 1) return null;
  return nodeOfType(bareNode(outcome.statements[0])?.stmt, "SelectStmt");
}

function refused(refusal: Refusal): ProtectedStatement {
  return { kind: "refusal", refusal };
}
