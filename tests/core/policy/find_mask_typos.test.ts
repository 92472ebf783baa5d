import assert from "node:assert/strict";
import { findMaskTypos } from "../../../core/policy/find_mask_typos.ts";
import { parsePolicy } from "../../../core/policy/parse_policy.ts";

async function typosOf(masks: readonly string[]): Promise<readonly string[]> {
  const lines = masks.map((mask, index) => `        c${index}: ${mask}`);
  const parsed = await parsePolicy(
    `policy:\n  tables:\n    t:\n      mask_columns:\n${lines.join("\n")}\n`,
  );
  assert.ok(parsed.kind === "policy", JSON.stringify(parsed));
  return findMaskTypos(parsed.policy).map(({ rule, text }) =>
    `${rule} ${/mask (\w+)\?$/.exec(text)?.[1]}`
  );
}

Deno.test("a text that is nearly the name of a mask is asked about", async () => {
  const masks = ["rdact", "nul", "hsah", "Hash1", "yaer", "buckets", '"partial: 4"', "hash()"];
  const meant = ["redact", "null", "hash", "hash", "year", "bucket", "partial", "hash"];
  assert.deepEqual(
    await typosOf(masks),
    meant.map((kind, index) => `tables.t.mask_columns.c${index} ${kind}`),
  );
});

Deno.test("a text that is meant as one is not", async () => {
  const masks = [
    ...[
      '"****@****.com"',
      '"[hidden]"',
      "redacted",
      "none",
      "n/a",
      "hashed value",
      "0",
      "1970-01-01",
    ],
    ...["redact", '"null"', "hash", "year", "partial", "bucket", "{literal: redact}"],
  ];
  assert.deepEqual(await typosOf(masks), []);
});

Deno.test("the rules of a role are looked at too", async () => {
  const parsed = await parsePolicy(
    "policy: {roles: {support: {tables: {app.t: {mask_columns: {email: redcat}}}}}}\n",
  );
  assert.ok(parsed.kind === "policy");
  assert.deepEqual(findMaskTypos(parsed.policy), [{
    rule: "roles.support.tables.app.t.mask_columns.email",
    text: 'Every row shows the text "redcat". Did you mean the mask redact?',
  }]);
});
