// The row filters of a write's target, written over the name that the statement gives it, and the
// column that fails where a row that is left behind does not pass them.

import { quoteIdentifier } from "../sql/quote.ts";
import { SCAN_ALIAS } from "./compile_policy.ts";
import type { ProtectedRelation } from "./compiled_policy.ts";
import { shortName } from "./short_name.ts";
import { type Binder, renderTemplate } from "./sql_template.ts";

/** The function by which the check fails; a statement that is checked may not call it itself. */
export const CHECK_FUNCTION = "width_bucket";

/** The filters as one condition over `alias`: each in brackets, joined by AND. */
export function renderTargetFilters(
  relation: ProtectedRelation,
  alias: string,
  binder: Binder,
): string {
  const own = new Set(relation.entry.columns.map(({ name }) => `${SCAN_ALIAS}.${shortName(name)}`));
  const filters = relation.filters.map(({ template }) => {
    const renamed = template.map((piece) =>
      typeof piece === "string" && own.has(piece)
        ? `${quoteIdentifier(alias)}${piece.slice(SCAN_ALIAS.length)}`
        : piece
    );
    // The line feed ends a comment that a filter may end in.
    return `(${renderTemplate(renamed, binder)}\n)`;
  });
  return filters.join(" AND ");
}

/** A column of RETURNING that fails with SQLSTATE 2201G where `filters` do not hold. */
export function renderTargetCheck(filters: string): string {
  const [one, none, two] = [1, 0, 2].map((value) => `${value}::pg_catalog.float8`);
  return `pg_catalog.${CHECK_FUNCTION}(${one}, ${none}, ${two}, CASE WHEN ${filters} THEN 1 ELSE 0 END) AS pgmcp_check`;
}
