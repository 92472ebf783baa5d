// Writes under a policy, where READ_ONLY=false: only to tables listed as writable, and to none of
// which columns, values or rows are hidden. What a write finds, and what it leaves behind, would
// tell of them.

import type { StatementFacts } from "../sql/facts.ts";
import { dotted } from "../sql/name_policy.ts";
import type { Refusal } from "../sql/refusal.ts";
import type { RelationRule } from "./compiled_policy.ts";

/** Refuses a write; `rules` are those of the facts' relations, in their order. */
export function refuseWrite(
  facts: StatementFacts,
  rules: readonly (RelationRule | null)[],
): Refusal | null {
  for (const [index, relation] of facts.relations.entries()) {
    const rule = rules[index];
    if (relation.target && (rule === null || rule === undefined || !isWritable(rule))) {
      return {
        code: "PGMCP_RELATION_NOT_ALLOWED",
        message: `${dotted(relation)} may not be written: the policy does not list it`,
        hint: "An operator can list it under writable_tables.",
        fragment: dotted(relation),
        location: relation.location,
      };
    }
    if (rule?.kind !== "protected") continue;
    return {
      code: "PGMCP_RELATION_NOT_ALLOWED",
      message: `A write may not name ${
        dotted(relation)
      }: the policy hides columns, values or rows of it`,
      hint: "Read it in a SELECT of its own.",
      fragment: dotted(relation),
      location: relation.location,
    };
  }
  return null;
}

function isWritable(rule: RelationRule): boolean {
  return rule.kind !== "denied" && rule.writable;
}
