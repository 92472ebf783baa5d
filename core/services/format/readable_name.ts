// Names as people write them in SQL: bare where that means the same, quoted where
// case, characters or a key word make quotes necessary.

import { quoteIdentifier } from "../../sql/quote.ts";

// The words that PostgreSQL does not take as a bare column or table name
// (PostgreSQL 18, appendix C: reserved, also those that can be function or type).
const RESERVED: ReadonlySet<string> = new Set(
  (
    "all analyse analyze and any array as asc asymmetric authorization binary both case cast " +
    "check collate collation column concurrently constraint create cross current_catalog " +
    "current_date current_role current_schema current_time current_timestamp current_user " +
    "default deferrable desc distinct do else end except false fetch for foreign freeze from " +
    "full grant group having ilike in initially inner intersect into is isnull join lateral " +
    "leading left like limit localtime localtimestamp natural not notnull null offset on only " +
    "or order outer overlaps placing primary references returning right select session_user " +
    "similar some symmetric system_user table tablesample then to trailing true union unique " +
    "user using variadic verbose when where window with"
  ).split(" "),
);

/** `name` as it can stand in SQL. */
export function readableName(name: string): string {
  return /^[a-z_][a-z0-9_$]*$/.test(name) && !RESERVED.has(name) ? name : quoteIdentifier(name);
}
