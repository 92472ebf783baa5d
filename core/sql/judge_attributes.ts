// Attribute notation: `row.name` and `(expression).name` read a column or field,
// and if there is none call the function `name` (PostgreSQL, section 8.16.5). No
// call stands in the tree then. Decides which of them are surely columns, and
// refuses the names of functions that may not be called.

import {
  functionRefusalReason,
  isCatalogueFunction,
  isLabelFunction,
  isRefusedOneArgument,
  isSettingFunction,
} from "./allow_lists/functions.ts";
import type { RelationInfo } from "../ports/catalogue.ts";
import type { AttributeFact, StatementFacts } from "./facts.ts";
import type { NamePolicy } from "./name_policy.ts";
import type { Refusal } from "./refusal.ts";

/** Prefixes of administrative functions: also those of servers older than the reviewed lists. */
const ADMINISTRATIVE = /^(pg_|lo_|txid_|binary_upgrade_|inet_(client|server)_|has_\w+_privilege$)/;

/** What is known of the relations, in the order of {@linkcode StatementFacts.relations}; null before the catalogue was asked. */
export type KnownRelations = readonly (RelationInfo | null)[] | null;

/** Refuses the first attribute that may call a built-in function which is not allowed. */
export function judgeAttributes(
  facts: StatementFacts,
  policy: NamePolicy,
  relations: KnownRelations,
): Refusal | null {
  for (const attribute of facts.attributes) {
    if (
      mayBeRefusedBuiltin(attribute.name, policy) && !isSurelyColumn(attribute, facts, relations)
    ) {
      const reason = functionRefusalReason(attribute.name);
      return refuseAttribute(
        attribute,
        `would call the function ${attribute.name}${reason === null ? "" : `, which ${reason}`}`,
      );
    }
  }
  return null;
}

/** Whether the attribute is a column of everything that its qualifier can mean. */
export function isSurelyColumn(
  attribute: AttributeFact,
  facts: StatementFacts,
  relations: KnownRelations,
): boolean {
  if (attribute.qualifier === null || facts.hasUnnamedRange) return false;
  const ranges = facts.rangesByAlias.get(attribute.qualifier) ?? [];
  return ranges.length > 0 && ranges.every((range) => {
    if (range.columns.has(attribute.name)) return true;
    if (range.relation === null || range.renamed) return false;
    return relations?.[range.relation]?.columns.includes(attribute.name) ?? false;
  });
}

/** Refuses an attribute, saying what it would do. */
export function refuseAttribute(attribute: AttributeFact, what: string): Refusal {
  const written = `${attribute.qualifier ?? "(…)"}.${attribute.name}`;
  return {
    code: "PGMCP_ATTRIBUTE_NOT_ALLOWED",
    message: `${written} ${what}, unless it is a column`,
    fragment: written,
    location: attribute.location,
  };
}

function mayBeRefusedBuiltin(name: string, policy: NamePolicy): boolean {
  return isRefusedOneArgument(name) || isSettingFunction(name) || ADMINISTRATIVE.test(name) ||
    (policy.schemas !== null && isCatalogueFunction(name)) ||
    (policy.shown?.hidesTypes === true && isLabelFunction(name));
}
