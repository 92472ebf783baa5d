// Row filters as a policy file writes them: what YAML makes of several lines must be what was meant.

import assert from "node:assert/strict";
import { parsePolicy } from "../../../core/policy/parse_policy.ts";

/** What `row_filter` is, written as `written` below its key; or what is wrong with it. */
async function filterOf(written: string): Promise<string | null | undefined> {
  const text = `policy:\n  tables:\n    t:\n      row_filter: ${written}\n`;
  const parsed = await parsePolicy(text);
  if (parsed.kind === "policy") return parsed.policy.base.tables[0]?.rowFilter;
  return parsed.problems.map(({ place, text }) => `${place.line}:${place.column} ${text}`)[0];
}

const LINES = "a = 1 -- ours\n        AND b";
const FOLDED = [`>\n        ${LINES}`, `>- # folded\n        ${LINES}`, LINES, `"${LINES}"`];

Deno.test("a comment in a row filter takes nothing with it that stands on the next line", async () => {
  for (const written of FOLDED) {
    const wrong = await filterOf(written) ?? "";
    assert.match(wrong, /^4:19 Cannot use row_filter: YAML makes one line .* after \|/, written);
  }
  assert.equal(await filterOf(`|\n        ${LINES}`), "a = 1 -- ours\nAND b\n");
});

Deno.test("lines without a comment are folded, and one line may end in one", async () => {
  assert.equal(await filterOf(">\n        a = 1\n        AND b"), "a = 1 AND b\n");
  assert.equal(await filterOf("a = 1\n        AND b"), "a = 1 AND b");
  assert.equal(await filterOf("> # folded\n        a = 1 -- ours"), "a = 1 -- ours\n");
  assert.equal(await filterOf("a = 1 -- ours"), "a = 1 -- ours");
});
