// Puts a policy into a statement: every mention of a protected table, in every clause and at every
// depth, is replaced by a sub-select of what of it exists. The client's text is spliced at the
// parser's places. What is to come out is given as replacements in the client's tree: whoever sends
// the text parses it once more and holds it against them. What the policy cannot be applied to is
// refused; nothing is guessed. Writes are for protect_write.ts.

import type { DecisionCache } from "../sql/decision_cache.ts";
import type { Parser } from "../sql/parse.ts";
import type { Refusal } from "../sql/refusal.ts";
import type { Replacements } from "../sql/same_tree.ts";
import { spliceText } from "../sql/splice_text.ts";
import type { TreeNode } from "../sql/tree.ts";
import { bindProtected, type ProtectedFacts } from "./bind_protected.ts";
import type { CompiledPolicy, RelationRule } from "./compiled_policy.ts";
import { copyConjuncts } from "./copy_conjuncts.ts";
import { findFindings } from "./find_findings.ts";
import { needsFence } from "./needs_fence.ts";
import { noteMasks } from "./note_masks.ts";
import { noFindings, type PolicyFindings } from "./policy_findings.ts";
import { replaceScans } from "./replace_scans.ts";
import { type Binding, createBinder } from "./sql_template.ts";

/** The statement and what is known of it. */
export interface ProtectOptions extends ProtectedFacts {
  readonly compiled: CompiledPolicy;
  readonly parser: Parser;
  /** Keeps the trees of sub-selects, which come again and again. */
  readonly trees: DecisionCache<TreeNode>;
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

/** Puts the policy into `sql`, a SELECT or an EXPLAIN of one. */
export async function protectStatement(
  sql: string,
  options: ProtectOptions,
): Promise<ProtectedStatement> {
  const { compiled, root, rules } = options;
  if (!rules.some((rule) => rule?.kind === "protected")) {
    return { kind: "open", findings: noFindings(compiled.hash) };
  }
  const bound = bindProtected(options);
  if (bound.kind === "refusal") return bound;
  const { meaning, scanRules } = bound;
  const noted = noteMasks(root.node, meaning);
  if (noted.refusal !== null) return refused(noted.refusal);
  const filtered = scanRules.some((rule) => rule?.kind === "protected" && rule.filters.length > 0);
  // What a sub-query of a filter costs, and when it runs, no client's condition may decide.
  const fenced = filtered && (scanRules.some(looksElsewhere) || needsFence(root.node, meaning));
  const copies = fenced ? copyConjuncts(meaning) : new Map<number, readonly string[]>();
  const binder = createBinder();
  const replaced = await replaceScans(sql, { ...options, ...bound, binder, fenced, copies });
  if ("refusal" in replaced) return refused(replaced.refusal);
  return {
    kind: "protected",
    sql: spliceText(sql, replaced.splices),
    replacements: replaced.replacements,
    bindings: binder.bindings(),
    findings: findFindings(meaning, {
      ...compiled,
      ...{ notes: noted.notes, root: root.node, rules: scanRules },
    }),
  };
}

/** Whether a row filter of it reads other tables. */
function looksElsewhere(rule: RelationRule | null): boolean {
  return rule?.kind === "protected" && rule.filters.some(({ tables }) => tables.length > 0);
}

function refused(refusal: Refusal): ProtectedStatement {
  return { kind: "refusal", refusal };
}
