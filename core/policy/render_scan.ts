// The sub-select that stands for a protected table: the columns that exist, in order, masked, of
// the rows that exist. Everything in it is qualified, and its one alias is its own.

import { quoteIdentifier } from "../sql/quote.ts";
import { SCAN_ALIAS } from "./compile_policy.ts";
import type { ProtectedRelation } from "./compiled_policy.ts";
import { shortName } from "./short_name.ts";
import { type Binder, renderTemplate } from "./sql_template.ts";

/** How a scan is written. */
export interface RenderScanOptions {
  readonly binder: Binder;
  /** The numbers of the columns that the statement reads: others are left out. Null for all. */
  readonly read: ReadonlySet<number> | null;
  /** Whether partitions and children are left out: `ONLY t`. */
  readonly only: boolean;
  /** Conditions beside the filters; a fence is needed to have any. */
  readonly copies: readonly string[];
  /** Keep the client's own conditions above the filters. */
  readonly fenced: boolean;
}

/** The sub-select, without brackets. */
export function renderScan(relation: ProtectedRelation, options: RenderScanOptions): string {
  const { binder, read, only, copies, fenced } = options;
  const shown = relation.shown.filter(({ column }) => read === null || read.has(column.number));
  // Of a table that is only counted one column stands for all.
  const columns = (shown.length === 0 ? relation.shown.slice(0, 1) : shown).map(
    ({ column, mask }) => {
      const name = shortName(column.name);
      if (mask === null) return `${SCAN_ALIAS}.${name}`;
      return `${renderTemplate(mask.template, binder)} AS ${name}`;
    },
  );
  const table = `${quoteIdentifier(relation.entry.schema)}.${quoteIdentifier(relation.entry.name)}`;
  const from = `FROM ${only ? "ONLY " : ""}${table} AS ${SCAN_ALIAS}`;
  const select = `SELECT ${columns.join(", ")} ${from}`;
  if (relation.filters.length === 0) return select;
  // The line feed ends a comment that a filter may end in.
  const filters = relation.filters.map(({ template }) => `(${renderTemplate(template, binder)}\n)`);
  if (!fenced) return `${select} WHERE ${filters.join(" AND ")}`;
  const conditions = [...filters, ...copies].join(" AND ");
  // OFFSET keeps conditions from moving down, UNION ALL the planner from the table's statistics,
  // on which it would try them. What makes no rows costs none.
  const none = columns.map(() => "NULL").join(", ");
  return `${select} WHERE ${conditions} UNION ALL SELECT ${none} WHERE false OFFSET 0`;
}
