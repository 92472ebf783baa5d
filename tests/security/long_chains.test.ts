// Chains of operators, casts and fields as long as a statement can hold: nothing that judges them may
// overflow the stack, and nothing may take time in the square of their length. Operations are not
// counted here; what they cost is kept linear, or the statement would hold the process for seconds.

import assert from "node:assert/strict";
import { MAX_SQL_BYTES } from "../../core/sql/check_text.ts";
import { createGuard } from "../../core/services/guard.ts";
import { createParser } from "../../core/sql/parse.ts";

/** Something that makes a longer expression of one. */
const CHAINS: Readonly<Record<string, (expression: string, length: number) => string>> = {
  "texts joined": (expression, length) => expression + `||${expression}`.repeat(length),
  "texts joined in brackets": (expression, length) =>
    `${expression}||(`.repeat(length) + expression + ")".repeat(length),
  sums: (expression, length) => expression + "+1".repeat(length),
  "casts to text": (expression, length) => expression + "::text".repeat(length),
  "casts to oid": (expression, length) => expression + "::oid".repeat(length),
  "casts to regclass": (expression, length) => expression + "::regclass".repeat(length),
  fields: (expression, length) => `(${expression})${".a".repeat(length)}`,
  calls: (expression, length) => "lower(".repeat(length) + expression + ")".repeat(length),
  formats: (expression, length) => "format(".repeat(length) + expression + ")".repeat(length),
  coalesces: (expression, length) => "coalesce(1,".repeat(length) + expression + ")".repeat(length),
};

/** Where expressions are looked into. */
const PLACES: readonly ((expression: string) => string)[] = [
  (expression) => `SELECT ${expression} FROM pg_class`,
  (expression) => `SELECT format(${expression}, 1) FROM pg_class`,
  (expression) => `SELECT repeat(${expression}, 2) FROM pg_class`,
  (expression) => `SELECT repeat('x', ${expression}) FROM pg_class`,
  (expression) => `SELECT (${expression})::regclass FROM pg_class`,
  (expression) => `SELECT pg_relation_size(${expression}) FROM pg_class`,
  (expression) => `SELECT pg_relation_size((${expression})::regclass) FROM pg_class`,
  (expression) => `SELECT jsonb_path_query('{}', (${expression})::jsonpath) FROM pg_class`,
  (expression) => `WITH c AS (SELECT ${expression} AS a) SELECT repeat(a, a), format(a) FROM c`,
];

const parser = createParser();
const guards = [
  createGuard({ parser, checkedAgain: true, cacheCharacters: 0 }),
  createGuard({ parser, schemas: ["app"], checkedAgain: true, cacheCharacters: 0 }),
];

for (const [title, chain] of Object.entries(CHAINS)) {
  Deno.test(`a statement of ${title} is judged, however long`, async () => {
    for (const place of PLACES) {
      for (const atom of ["relname", "'a'"]) {
        const [one = "", two = ""] = [1, 2].map((length) => place(chain(atom, length)));
        const longest = Math.floor((MAX_SQL_BYTES - one.length) / (two.length - one.length));
        for (const length of [150, 1_500, longest]) {
          const sql = place(chain(atom, Math.min(length, longest)));
          for (const guard of guards) {
            const verdict = await guard.check(sql);
            assert.ok(["allow", "refuse", "undecided"].includes(verdict.kind), verdict.kind);
          }
        }
      }
    }
  });
}

Deno.test("what looks through casts of names looks through so many, and sees nothing behind more", async () => {
  const [, limited] = guards;
  const kindOf = async (casts: number) =>
    (await limited?.check(`SELECT pg_relation_size('app.orders'${"::regclass".repeat(casts)})`))
      ?.kind;
  assert.equal(await kindOf(5), "allow");
  assert.equal(await kindOf(150), "refuse");
});
