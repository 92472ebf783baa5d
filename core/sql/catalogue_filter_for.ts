// Which filter a catalogue relation gets: under a policy that hides something by what that shows,
// where SCHEMAS is limited by those schemas.

import {
  type CatalogueFilter,
  catalogueFilter,
  hasCatalogueFilter,
} from "./allow_lists/catalogue_filters.ts";
import { hasShownFilter, shownCatalogueFilter } from "./allow_lists/shown_catalogue_filters.ts";
import type { NamePolicy } from "./name_policy.ts";

/** A relation of pg_catalog or information_schema. */
interface SystemRelation {
  readonly schema: string;
  readonly name: string;
}

/** The filter of `relation`; null where nothing of it may be seen, or nothing is limited. */
export function catalogueFilterFor(
  relation: SystemRelation,
  { schemas, shown = null }: Pick<NamePolicy, "schemas" | "shown">,
): CatalogueFilter | null {
  if (shown !== null) return shownCatalogueFilter(relation, shown);
  return schemas === null ? null : catalogueFilter(relation, schemas);
}

/** Whether something of `relation` may be seen. */
export function isSeenInPart(
  { schema, name }: SystemRelation,
  { shown = null }: Pick<NamePolicy, "shown">,
): boolean {
  return shown === null ? hasCatalogueFilter(schema, name) : hasShownFilter(schema, name);
}
