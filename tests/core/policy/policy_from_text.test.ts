// A policy in a program's hand: what is wrong in its text, or missing beside it, is an error that says so.

import assert from "node:assert/strict";
import { PgmcpError } from "../../../core/errors.ts";
import { policyFromText } from "../../../core/policy/policy_from_text.ts";

const HASHED = "policy:\n  tables:\n    users: { mask_columns: { email: hash } }\n";
const KEY = "a secret of the shop's own, 32 letters long";

async function problem(text: string, options: Parameters<typeof policyFromText>[1] = {}) {
  const error = await policyFromText(text, options).catch((thrown) => thrown);
  assert.ok(error instanceof PgmcpError, "it was taken");
  assert.equal(error.code, "PGMCP_INVALID_CONFIGURATION");
  return error.message;
}

Deno.test("the text of a policy is read as its file would be", async () => {
  const { policy, file, places, hashKey } = await policyFromText(
    "policy: { deny_tables: [users] }",
  );
  assert.deepEqual(policy.base.denyTables.length, 1);
  assert.deepEqual([file, hashKey], ["policy.yaml", null]);
  assert.ok(places.size > 0);
});

Deno.test("everything that is wrong in the text is told, with its place", async () => {
  const message = await problem("policy:\n  deny_table: [users]\n  max_rows: many\n", {
    name: "shop policy",
  });
  assert.match(message, /^shop policy:2:3: .*deny_table/m);
  assert.match(message, /^shop policy:3:\d+: .*max_rows/m);
});

Deno.test("hashes need a key that nobody guesses, and the same key makes the same hashes", async () => {
  assert.match(await problem(HASHED), /^policy\.yaml:3:\d+: Cannot use the mask hash/);
  const short = await problem(HASHED, { hashKey: "hunter2" });
  assert.match(short, /32 characters/);
  assert.doesNotMatch(short, /hunter2/);
  const [one, two, other] = await Promise.all(
    [KEY, KEY, `${KEY}!`].map((hashKey) => policyFromText(HASHED, { hashKey })),
  );
  assert.equal(one?.hashKey?.length, 32);
  assert.deepEqual(one?.hashKey, two?.hashKey);
  assert.notDeepEqual(one?.hashKey, other?.hashKey);
});
