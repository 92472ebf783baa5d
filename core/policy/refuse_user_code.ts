// Users' functions under a policy: one that may read tables reads them past the policy, with its
// owner's rights or the role's. ALLOW_FUNCTIONS says that it does no harm, and not what it shows. One
// that is IMMUTABLE promises to read nothing.

import type { CatalogueAnswer } from "../ports/catalogue.ts";
import type { StatementFacts } from "../sql/facts.ts";
import type { Refusal } from "../sql/refusal.ts";

/** Refuses the first function, called or run by a view, that may read what the policy hides. */
export function refuseUserCode(
  facts: StatementFacts,
  answer: CatalogueAnswer | null,
): Refusal | null {
  const reader = answer?.functions.find((found) =>
    found.extension === null && (found.volatility !== "immutable" || found.securityDefiner)
  );
  if (reader !== undefined) {
    const call = facts.functions.find(({ name }) => name === reader.name);
    return refuse(`${reader.schema}.${reader.name}`, call?.location ?? null);
  }
  for (const relation of answer?.relations ?? []) {
    const run = relation?.runs.find((each) =>
      each.extension === null && each.schema !== "pg_catalog" &&
      each.schema !== "information_schema"
    );
    if (run !== undefined) return refuse(`${run.schema}.${run.name}`, null);
  }
  return null;
}

function refuse(name: string, location: number | null): Refusal {
  return {
    code: "PGMCP_FUNCTION_NOT_ALLOWED",
    message: `The function ${name} may read tables past the policy`,
    hint:
      "Use built-in functions, or users' functions that are IMMUTABLE and not SECURITY DEFINER.",
    fragment: name,
    location,
  };
}
