// What is said of the functions that ALLOW_FUNCTIONS names.

import assert from "node:assert/strict";
import { describeFunctions } from "../../agent/announce_allowed_functions.ts";
import { createMemoryCatalogue, someFunction } from "../core/sql/memory_catalogue.ts";

const catalogue = createMemoryCatalogue({
  searchPath: ["app"],
  functions: [
    someFunction("app", "price_of", { volatility: "stable" }),
    someFunction("app", "purge"),
    someFunction("app", "get_ssn", { volatility: "immutable", securityDefiner: true }),
    someFunction("audit", "purge", { onPath: false, securityDefiner: true }),
  ],
});

Deno.test("a function that only computes is allowed without a word", async () => {
  assert.deepEqual(await describeFunctions(catalogue, [{ schema: "app", name: "price_of" }]), []);
});

Deno.test("volatile, SECURITY DEFINER and missing functions are named", async () => {
  const said = await describeFunctions(catalogue, [
    { schema: null, name: "purge" },
    { schema: "app", name: "get_ssn" },
    { schema: "app", name: "prise_of" },
  ]);
  assert.equal(said.length, 3);
  assert.match(said[0] ?? "", /^ALLOW_FUNCTIONS: purge is VOLATILE/);
  assert.match(said[1] ?? "", /^ALLOW_FUNCTIONS: app\.get_ssn is SECURITY DEFINER/);
  assert.match(said[2] ?? "", /^ALLOW_FUNCTIONS: app\.prise_of is no function/);
});
