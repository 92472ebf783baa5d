// An output column of a query that is the same for every row, for constant masks are all it is of.

import type { OutputColumn } from "../sql/bind/bound_statement.ts";
import { maskedParts } from "./masked_parts.ts";
import type { ProtectedColumn, StatementMeaning } from "./statement_meaning.ts";

/** The column whose mask it shows; null where it may differ. */
export function constantOutput(
  { definitions, origin }: OutputColumn,
  meaning: StatementMeaning,
): ProtectedColumn | null {
  if (origin === null) {
    return definitions.length === 0 ? null : maskedParts(definitions, meaning).constant;
  }
  const column = meaning.columnAt(origin.scan, origin.attnum);
  return column?.shown.mask?.constant === true ? column : null;
}
