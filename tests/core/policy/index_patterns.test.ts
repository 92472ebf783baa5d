import { deepEqual } from "node:assert/strict";
import { indexPatterns } from "../../../core/policy/index_patterns.ts";
import type { TablePattern } from "../../../core/policy/policy.ts";
import { matchesTable } from "../../../core/policy/table_pattern.ts";

const PARTS = ["a", "b", "ab", "*", "a*", "*b", "toString", "__proto__"];
const PATTERNS: readonly TablePattern[] = PARTS.flatMap((name) =>
  [null, "a", "b*", "*"].map((schema) => ({ schema, name }))
);

Deno.test("an index finds the same patterns in the same order as trying each", () => {
  for (const order of [PATTERNS, PATTERNS.toReversed()]) {
    const find = indexPatterns(order, (pattern) => pattern);
    for (const schema of ["a", "b", "bc", ""]) {
      for (const name of ["a", "b", "ab", "aab", "c", "", "toString", "__proto__"]) {
        const table = { schema, name };
        deepEqual(find(table), order.filter((pattern) => matchesTable(pattern, table)));
      }
    }
  }
});
