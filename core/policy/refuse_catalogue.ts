// Where a policy hides anything, PostgreSQL's own catalogue shows what it leaves: each relation is
// replaced by a query of that. Refuses where none can stand, and what a text names that does not
// exist for the role, or of which more is asked than is shown. What tells of no table stays open.

import { hasShownFilter, tellsOfNoObject } from "../sql/allow_lists/shown_catalogue_filters.ts";
import type { NamedObject, StatementFacts } from "../sql/facts.ts";
import { systemSchemaOf } from "../sql/judge_relations.ts";
import { dotted, HIDDEN_BY_POLICY } from "../sql/name_policy.ts";
import type { Refusal } from "../sql/refusal.ts";
import type { RelationRule } from "./compiled_policy.ts";

const HINT = "Use the list_schemas, list_tables and describe_table tools.";

/** Refuses catalogue relations that are closed, or closed in such a statement. */
export function refuseCatalogue(
  facts: StatementFacts,
  rules: readonly (RelationRule | null)[],
): Refusal | null {
  // Only a query that runs as it is, and of which no numbers are told, can be narrowed.
  const narrows = facts.access === "read" && facts.statement !== "explain" &&
    !rules.some((rule) => rule?.kind === "protected");
  for (const relation of facts.relations) {
    const schema = systemSchemaOf(relation);
    if (schema === null || tellsOfNoObject(schema, relation.name)) continue;
    const known = hasShownFilter(schema, relation.name);
    if (known && narrows) continue;
    return {
      code: "PGMCP_RELATION_NOT_ALLOWED",
      message: `The system relation ${dotted(relation)} ${HIDDEN_BY_POLICY}`,
      hint: known
        ? "Read it in a query of its own, without EXPLAIN and without masked or filtered tables."
        : HINT,
      fragment: relation.name,
      location: relation.location,
    };
  }
  return null;
}

/** Refuses a relation named in text, of which more is asked than the policy shows. */
export function refuseNamedObject(object: NamedObject, rule: RelationRule): Refusal | null {
  const tellsHidden = rule.kind !== "open" &&
    (object.tells === "rows" ||
      (object.tells === "columns" && (rule.kind === "denied" || rule.hidden.size > 0)));
  if (!tellsHidden) return null;
  return {
    code: "PGMCP_FUNCTION_NOT_ALLOWED",
    message: object.tells === "rows"
      ? `The policy hides rows or values of ${dotted(object)}, and its size would tell of them`
      : `The policy hides columns of ${dotted(object)}, and this function may tell of them`,
    hint: "Use describe_table.",
    fragment: dotted(object),
    location: object.location,
  };
}
