// A statement that names a protected table, bound: what each of its names means under the policy.
// Refuses what cannot be read for sure, and what the policy hides, in the words for what does not
// exist.

import type { BoundStatement } from "../sql/bind/bound_statement.ts";
import { bindStatement } from "../sql/bind/bind_statement.ts";
import type { StatementFacts } from "../sql/facts.ts";
import type { Refusal } from "../sql/refusal.ts";
import type { TreeNode, TypedNode } from "../sql/tree.ts";
import type { RelationRule } from "./compiled_policy.ts";
import { knownRelation } from "./known_relation.ts";
import { refuse, refuseHidden } from "./refuse_hidden.ts";
import { readMeaning, type StatementMeaning } from "./statement_meaning.ts";

/** The statement and what is known of it. */
export interface ProtectedFacts {
  /** The statement to walk: of EXPLAIN the inner one. */
  readonly root: TypedNode;
  readonly facts: StatementFacts;
  /** What each relation of the facts is, in their order; null where it is none of the database's own. */
  readonly rules: readonly (RelationRule | null)[];
}

/** What it means, or why it is refused. */
export type BoundProtected =
  | { readonly kind: "refusal"; readonly refusal: Refusal }
  | {
    readonly kind: "bound";
    readonly meaning: StatementMeaning;
    /** What each scan is, in the order of the bound statement. */
    readonly scanRules: readonly (RelationRule | null)[];
  };

/** Binds the statement. */
export function bindProtected({ root, facts, rules }: ProtectedFacts): BoundProtected {
  const relationOf = new Map<TreeNode, RelationRule | null>();
  for (const [index, relation] of facts.relations.entries()) {
    relationOf.set(relation.node, rules[index] ?? null);
  }
  const bound = bindStatement(root, {
    relation: (node) => knownRelation(relationOf.get(node) ?? null),
  });
  if (bound.kind === "unbound") {
    const refusal = refuse(`cannot be read for sure: ${bound.reason}`, null);
    return { kind: "refusal", refusal: { ...refusal, location: bound.location } };
  }
  const scanRules = bound.scans.map(({ node }) => relationOf.get(node) ?? null);
  if (!coversAll(bound, relationOf)) {
    return { kind: "refusal", refusal: refuse("names tables in an unusual place", null) };
  }
  const meaning = readMeaning(bound, scanRules);
  const hidden = refuseHidden(meaning, scanRules);
  if (hidden !== null) return { kind: "refusal", refusal: hidden };
  return { kind: "bound", meaning, scanRules };
}

/** Every relation that the walk found must have been bound: nothing may be left as it is by oversight. */
function coversAll(
  bound: BoundStatement,
  relationOf: ReadonlyMap<TreeNode, RelationRule | null>,
): boolean {
  const nodes = new Set(bound.scans.map(({ node }) => node));
  return [...relationOf.keys()].every((node) => nodes.has(node));
}
