// Literals that become values of a domain, or of rows that hold one, by what stands beside them: no
// cast and no name of the type is written, and the domain's CHECK runs a user's function.

import type { OwnAttack } from "../ledger.ts";

const COLUMN: readonly (readonly [expression: string, why: string])[] = [
  ["lag(d, 1, '5') OVER ()", "the default takes the type of the column"],
  ["lead(d, 1, '5') OVER ()", "the same ahead"],
  ["array_append(ARRAY[d], '5')", "an element takes the type of the others"],
  ["array_prepend('5', ARRAY[d])", "in front of them"],
  ["array_position(ARRAY[d], '5')", "what is sought among them"],
  ["array_remove(ARRAY[d], '5')", "what is taken out"],
  ["array_replace(ARRAY[d], '5', '6')", "what is put in"],
  ["ARRAY[d] && '{5}'", "an array takes the type of the other"],
  ["ARRAY[d] || '{5}'", "what is put behind it"],
  ["array_agg(d) || '{5}'", "also where it is collected"],
  ["array_cat(ARRAY[d], '{5}')", "the same as a call"],
];

const ROW: readonly (readonly [expression: string, why: string])[] = [
  ["coalesce(t, '(1,5,)')", "a text takes the type of the row"],
  ["CASE WHEN false THEN t ELSE '(1,5,)' END", "in another branch"],
  ["ARRAY[t, '(1,5,)']", "in an array"],
  ["lag(t, 1, '(1,5,)') OVER ()", "as a default"],
  ["array_append(ARRAY[t], '(1,5,)')", "as an element"],
  ["ARRAY[t] @> '{\"(1,5,)\"}'", "as an element of an element"],
  ["greatest(t, '(1,5,)')", "as the greater one"],
];

const STATEMENTS: readonly (readonly [sql: string, why: string])[] = [
  ["SELECT t FROM app.with_domain t UNION ALL SELECT '(1,5,)'", "in another arm"],
  ["VALUES ((SELECT t FROM app.with_domain t)), ('(1,5,)')", "in another row of VALUES"],
  [
    "WITH RECURSIVE r AS (SELECT t FROM app.with_domain t UNION ALL SELECT '(1,5,)' FROM r) SELECT * FROM r LIMIT 2",
    "in the second arm of a recursion",
  ],
  [
    "SELECT coalesce(s.x, '(1,5,)') FROM (SELECT t AS x FROM app.with_domain t) s",
    "where a sub-select hands the row on",
  ],
  [
    "SELECT lag(s.x, 1, '5') OVER () FROM (SELECT d AS x FROM app.with_domain) s",
    "where it hands the column on",
  ],
];

/** What such a table is read for: nothing of it makes a value of the domain. */
const TWINS: readonly string[] = [
  "SELECT d, c FROM app.with_domain ORDER BY d",
  "SELECT coalesce(d, '5'), greatest(d, 5) FROM app.with_domain",
  "SELECT row_to_json(t), (t).d FROM app.with_domain t",
  "SELECT lag(id, 1, '5') OVER (), array_append(ARRAY[id], '5') FROM app.with_domain",
  "SELECT count(*), max(d) FROM app.with_domain WHERE d > '5' GROUP BY d",
];

/** Part of the class `function-call`. */
export const checkedDomainAttacks: readonly OwnAttack[] = [
  ...COLUMN.map(([each, why]) => [`SELECT ${each} FROM app.with_domain`, why] as const),
  ...ROW.map(([each, why]) => [`SELECT ${each} FROM app.with_domain t`, why] as const),
  ...STATEMENTS,
].map(([sql, why], index) => {
  const id = `NOTC${String(index + 1).padStart(2, "0")}`;
  const twin = TWINS[index];
  return twin === undefined ? { id, sql, why } : { id, sql, why, twin };
});
