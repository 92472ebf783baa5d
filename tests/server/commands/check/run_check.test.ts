// What `pgmcp check` says: the records for programs, the text for people, and the
// exit code. The guard here answers by the first word of the SQL.

import assert from "node:assert/strict";
import type { Guard } from "../../../../core/services/guard.ts";
import type { Verdict } from "../../../../core/sql/verdict.ts";
import { runCheck } from "../../../../server/commands/check/run_check.ts";
import { textWidth } from "../../../../server/commands/terminal/text_width.ts";

const guard: Pick<Guard, "check"> = {
  check(sql): Promise<Verdict> {
    const said = { message: "Words about it.", hint: "Do this.", fragment: null, position: 3 };
    switch (sql.split(" ")[0]) {
      case "DROP":
        return Promise.resolve({ kind: "refuse", code: "PGMCP_READ_ONLY", ...said });
      case "CALL":
        return Promise.resolve({
          kind: "undecided",
          code: "PGMCP_NEEDS_CATALOGUE",
          access: "read",
          ...said,
        });
      default:
        return Promise.resolve({
          kind: "allow",
          sql,
          statement: "select",
          access: "read",
          relations: [],
        });
    }
  },
};

async function check(
  statements: readonly string[],
  flags: { readonly json?: boolean; readonly strict?: boolean } = {},
): Promise<{ code: number; text: string }> {
  let text = "";
  const items = ReadableStream.from(
    statements.map((sql, index) => ({ sql, origin: `line ${index + 1}` })),
  );
  const code = await runCheck(items, {
    guard,
    json: flags.json ?? false,
    strict: flags.strict ?? false,
    screen: {
      columns: 60,
      colour: false,
      interactive: false,
      write: (written) => void (text += written),
    },
  });
  return { code, text };
}

Deno.test("--json prints a record a line, in order, with these five members", async () => {
  const { code, text } = await check(["SELECT 1", "DROP x", "CALL f"], { json: true });
  assert.equal(code, 1);
  assert.deepEqual(text.trimEnd().split("\n").map((line) => JSON.parse(line)), [
    { sql: "SELECT 1", verdict: "allow", code: null, message: null, hint: null },
    {
      sql: "DROP x",
      verdict: "refuse",
      code: "PGMCP_READ_ONLY",
      message: "Words about it.",
      hint: "Do this.",
    },
    {
      sql: "CALL f",
      verdict: "undecided",
      code: "PGMCP_NEEDS_CATALOGUE",
      message: "Words about it.",
      hint: "Do this.",
    },
  ]);
});

Deno.test("the exit code is 1 for a refusal, and with --strict for an undecided one", async () => {
  assert.equal((await check(["SELECT 1"], { strict: true })).code, 0);
  assert.equal((await check([])).code, 0);
  assert.equal((await check(["CALL f"])).code, 0);
  assert.equal((await check(["CALL f"], { strict: true })).code, 1);
  assert.equal((await check(["DROP x", "SELECT 1"])).code, 1);
});

Deno.test("people see verdict, place, code, caret, hint and a summary, within the width", async () => {
  const { text } = await check([`SELECT ${"x".repeat(100)}`, "DROP x\x1b[2J", "CALL f"]);
  const lines = text.trimEnd().split("\n");
  assert.match(lines[0] ?? "", /^✓ allow +line 1 +SELECT x+…$/);
  assert.match(lines[1] ?? "", /^✗ refuse +line 2 +DROP x\\u\{1b\}\[2J$/);
  assert.deepEqual(lines.slice(2, 7).map((line) => line.trim().replace(/ +/g, " ")), [
    "PGMCP_READ_ONLY",
    "Words about it.",
    "LINE 1: DROP x [2J",
    "^",
    "Do this.",
  ]);
  assert.match(text, /\? undecided +line 3/);
  assert.equal(lines.at(-1), "3 statements: 1 allowed, 1 refused, 1 undecided");
  assert.ok(lines.every((line) => textWidth(line) <= 60), text);
});
