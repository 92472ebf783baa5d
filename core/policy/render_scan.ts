// The sub-select that stands for a protected table: the columns that exist, in order, masked, of
// the rows that exist. Everything in it is qualified, and its one alias is its own.

import { quoteIdentifier } from "../sql/quote.ts";
import { SCAN_ALIAS } from "./compile_policy.ts";
import type { ProtectedRelation } from "./compiled_policy.ts";
import { type Binder, renderTemplate } from "./sql_template.ts";

/** How a scan is written. */
export interface RenderScanOptions {
  readonly binder: Binder;
  /** The numbers of the columns that the statement reads. */
  readonly read: ReadonlySet<number>;
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
  const columns = relation.shown.map(({ column, mask }) => {
    const name = quoteIdentifier(column.name);
    if (mask === null) return `${SCAN_ALIAS}.${name}`;
    // What nobody reads need not be masked at length.
    const value = read.has(column.number) ? renderTemplate(mask.template, binder) : "NULL";
    return `${value} AS ${name}`;
  });
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
  const none = relation.shown.map(() => "NULL").join(", ");
  return `${select} WHERE ${conditions} UNION ALL SELECT ${none} WHERE false OFFSET 0`;
}
