// What to write instead of a NATURAL JOIN that reads a table with hidden columns, for it would compare
// other columns than the tables have in common. A hidden column is not among those that are named.

import type { BoundJoin } from "../sql/bind/bound_statement.ts";
import { shortName } from "./short_name.ts";
import type { StatementMeaning } from "./statement_meaning.ts";

/** The hint; `hidden` are the names of all columns that do not exist for the role. */
export function naturalJoinHint(
  { columns, origins }: BoundJoin,
  hidden: ReadonlySet<string>,
  meaning: StatementMeaning,
): string {
  const constant = new Set(
    origins.map(({ scan, attnum }) => meaning.columnAt(scan, attnum)?.shown)
      .filter((shown) => shown?.mask?.constant === true).map((shown) => shown?.column.name),
  );
  const names = columns.filter((name) => !hidden.has(name) && !constant.has(name)).map(shortName);
  return `Write ${names.length === 0 ? "" : `JOIN … USING (${names.join(", ")}) or `}JOIN … ON.`;
}
