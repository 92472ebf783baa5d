// What is said of a key in words: databases, rates, ends.

import assert from "node:assert/strict";
import fc from "fast-check";
import { grantsDatabase } from "../../../core/auth/grants_database.ts";
import { parseExpiry } from "../../../core/auth/parse_expiry.ts";
import { parseRateLimit, rateLimitText } from "../../../core/auth/rate_limit.ts";

Deno.test("a list of databases covers its names and what its globs match, and nothing else", () => {
  const cases: readonly (readonly [string, string, boolean])[] = [
    ["sales", "sales", true],
    ["sales", "Sales", false],
    ["sales", "sales2", false],
    ["*", "anything", true],
    ["*", "", true],
    ["report_*", "report_eu", true],
    ["report_*", "report_", true],
    ["report_*", "my_report_eu", false],
    ["*_eu", "report_eu", true],
    ["*_eu", "report_eu2", false],
    ["a*a", "a", false],
    ["a*a", "aa", true],
    ["a*b*c", "a1b2c", true],
    ["a*b*c", "acb", false],
    ["a.c", "abc", false],
    ["", "sales", false],
  ];
  for (const [pattern, name, expected] of cases) {
    assert.equal(grantsDatabase([pattern], name), expected, `${pattern} for ${name}`);
    assert.equal(grantsDatabase(["other", pattern], name), expected);
  }
  assert.equal(grantsDatabase([], "sales"), false);
});

Deno.test("a glob means what the same regular expression means", () => {
  const letters = fc.string({ unit: fc.constantFrom("a", "b", "*"), maxLength: 8 });
  const name = fc.string({ unit: fc.constantFrom("a", "b"), maxLength: 8 });
  fc.assert(fc.property(letters, name, (pattern, text) => {
    const expected = new RegExp(`^${pattern.replaceAll("*", ".*")}$`).test(text);
    assert.equal(grantsDatabase([pattern], text), expected);
  }));
});

Deno.test("a rate is read and written the same way; what is none is refused", () => {
  for (const text of ["100/h", "1/s", "60/min", "5000/d"]) {
    const rate = parseRateLimit(text);
    assert.ok(rate !== null);
    assert.equal(rateLimitText(rate), text);
  }
  assert.deepEqual(parseRateLimit(" 100/h "), { amount: 100, windowMs: 3_600_000 });
  for (
    const text of [
      "",
      "100",
      "0/h",
      "-1/h",
      "1.5/h",
      "100/y",
      "100 / h",
      "1e3/h",
      "/h",
      "1000000000/h",
    ]
  ) {
    assert.equal(parseRateLimit(text), null, text);
  }
});

Deno.test("an end is read from a time or a day to come; what is none or past is refused", () => {
  const nowMs = Date.parse("2026-11-22T10:00:00Z");
  assert.equal(parseExpiry("90d", nowMs), nowMs + 90 * 86_400_000);
  assert.equal(parseExpiry("12h", nowMs), nowMs + 12 * 3_600_000);
  assert.equal(parseExpiry("8w", nowMs), nowMs + 56 * 86_400_000);
  assert.equal(parseExpiry("30min", nowMs), nowMs + 1_800_000);
  assert.equal(parseExpiry("2027-01-31", nowMs), Date.parse("2027-01-31T00:00:00Z"));
  const refused = ["", "90", "0d", "-1d", "90 d", "1m", "2026-11-22", "2027-02-30", "never"];
  // A day without its month, and what would end after the last date there is.
  for (const text of [...refused, "2027", "2027-01", "2027-1-31", "100000d"]) {
    assert.equal(parseExpiry(text, nowMs), null, text);
  }
  // A key that would end at this moment never begins.
  assert.equal(parseExpiry("2026-11-23", Date.parse("2026-11-23T00:00:00Z")), null);
});
