// Comparisons that tell nothing of a row but their result: PostgreSQL marks their functions
// leakproof (pg_proc.proleakproof) and runs them before a security barrier's own condition. The
// same on 13 to 18; tests/security holds the list against pg_proc. Everything else may fail on a
// row and print its value: those of numeric, enums, jsonb, arrays, and of dates with times.

import { COMPARISON_OPERATORS } from "../sql/comparison_operators.ts";

/** Types whose comparisons with themselves are leakproof. */
const COMPARABLE: ReadonlySet<string> = new Set(
  ("bit bool bpchar bytea char date float4 float8 inet int2 int4 int8 interval macaddr macaddr8 " +
    "money name oid text time timestamp timestamptz timetz uuid varbit").split(" "),
);

/** Types that are compared with each other without a cast that could fail. */
const FAMILIES: readonly ReadonlySet<string>[] = [
  new Set(["int2", "int4", "int8"]),
  new Set(["float4", "float8"]),
  new Set(["name", "text"]),
];

/** Whether `operator` is one of the comparisons. */
export function isComparison(operator: string): boolean {
  return COMPARISON_OPERATORS.has(operator);
}

/** Whether comparing values of these types (`pg_type.typname`) is leakproof. */
export function isLeakproofComparison(left: string, right: string): boolean {
  // A varchar is a text to every operator.
  const one = left === "varchar" ? "text" : left;
  const other = right === "varchar" ? "text" : right;
  if (one === other) return COMPARABLE.has(one);
  return FAMILIES.some((family) => family.has(one) && family.has(other));
}
