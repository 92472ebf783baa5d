import { strictEqual, throws } from "node:assert/strict";
import fc from "fast-check";
import { createParser } from "../../../core/sql/parse.ts";
import { quoteIdentifier, quoteLiteral } from "../../../core/sql/quote.ts";

Deno.test("quoting doubles quotes, and writes a backslash so that no setting changes its meaning", () => {
  strictEqual(quoteIdentifier('a"b'), '"a""b"');
  strictEqual(quoteLiteral("it's"), "'it''s'");
  strictEqual(quoteLiteral("a\\'b"), " E'a\\\\''b'");
});

Deno.test("quoting refuses a NUL and an empty name", () => {
  throws(() => quoteIdentifier("a\0b"), { code: "PGMCP_INVALID_ARGUMENT" });
  throws(() => quoteIdentifier(""), { code: "PGMCP_INVALID_ARGUMENT" });
  throws(() => quoteLiteral("\0"), { code: "PGMCP_INVALID_ARGUMENT" });
});

Deno.test("whatever is quoted, PostgreSQL's parser reads back", async () => {
  const parser = createParser();
  const text = fc.string({ unit: "grapheme", maxLength: 20 }).filter((each) =>
    !each.includes("\0") && each.isWellFormed()
  );
  await fc.assert(
    fc.asyncProperty(text, async (value) => {
      const outcome = await parser.parse(`SELECT ${quoteLiteral(value)}`);
      strictEqual(outcome.kind, "tree");
      const written = JSON.stringify(outcome).match(/"sval":("(?:[^"\\]|\\.)*")/)?.[1] ?? '""';
      strictEqual(JSON.parse(written), value);
    }),
    { numRuns: 200 },
  );
});
