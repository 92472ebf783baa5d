// Which tables a write may name as its target: those that are listed as writable. That no view is
// written through is seen to by the guard itself.

import { dotted } from "../sql/name_policy.ts";
import type { RelationFact, StatementFacts } from "../sql/facts.ts";
import type { Refusal } from "../sql/refusal.ts";
import type { RelationRule } from "./compiled_policy.ts";

/** Refuses the target of a write; `rules` are those of the facts' relations, in their order. */
export function refuseWrite(
  facts: StatementFacts,
  rules: readonly (RelationRule | null)[],
): Refusal | null {
  for (const [index, relation] of facts.relations.entries()) {
    if (!relation.target) continue;
    const rule = rules[index];
    if (rule === null || rule === undefined || !isWritable(rule)) {
      return refuse(relation, {
        why: "the policy does not list it",
        hint: "An operator can list it under writable_tables.",
      });
    }
    if (rule.kind === "protected" && !"rp".includes(rule.entry.kind)) {
      return refuse(relation, {
        why: "the policy hides columns, values or rows of it, and it is no table",
        hint: "Write to a table itself.",
      });
    }
  }
  return null;
}

function isWritable(rule: RelationRule): boolean {
  return rule.kind !== "denied" && rule.writable;
}

function refuse(
  relation: RelationFact,
  { why, hint }: { readonly why: string; readonly hint: string },
): Refusal {
  return {
    code: "PGMCP_RELATION_NOT_ALLOWED",
    message: `${dotted(relation)} may not be written: ${why}`,
    hint,
    fragment: dotted(relation),
    location: relation.location,
  };
}
