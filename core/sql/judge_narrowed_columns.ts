// Columns that SCHEMAS leaves out of a catalogue relation, such as the text of views, which holds
// hidden names: named, they are refused here. Else the database would say that there is no such
// column, or take one of a query outside for it.

import { catalogueFilterFor } from "./catalogue_filter_for.ts";
import type { StatementFacts } from "./facts.ts";
import { type NamePolicy, whatIsHidden } from "./name_policy.ts";
import type { Refusal } from "./refusal.ts";

/** Refuses the first column that is named and left out. */
export function judgeNarrowedColumns(
  { bound }: StatementFacts,
  policy: NamePolicy,
): Refusal | null {
  if (bound === null || policy.schemas === null) return null;
  for (const [index, { relation, reads }] of bound.scans.entries()) {
    const shown = relation === null ? null : catalogueFilterFor(relation, policy)?.names ?? null;
    if (relation === null || shown === null) continue;
    const hidden = reads.find(({ name, forms }) => forms.has("name") && !shown.has(name));
    if (hidden === undefined) continue;
    const place = bound.references.find(({ means }) =>
      means.kind === "column" && means.scan === index && means.attnum === hidden.attnum
    );
    const location = place?.node.location;
    return {
      code: "PGMCP_RELATION_NOT_ALLOWED",
      message: `The column ${hidden.name} of ${relation.name} ${whatIsHidden(policy)}`,
      hint: "Leave the column out; describe_table tells what a table is made of.",
      fragment: hidden.name,
      location: typeof location === "number" ? location : null,
    };
  }
  return null;
}
