// pgmcp as a library: the examples in `mod.ts`'s documentation and in `examples/library` run as
// they stand there, with the permissions that they name.

import assert from "node:assert/strict";
import { ownVariables } from "../support/own_variables.ts";

const ROOT = new URL("../../", import.meta.url);

async function run(args: readonly string[]): Promise<string> {
  const { code, stdout, stderr } = await new Deno.Command("deno", {
    args: [...args],
    cwd: ROOT,
    clearEnv: true,
    env: { ...ownVariables(), NO_COLOR: "1" },
  }).output();
  const text = new TextDecoder().decode(stdout);
  assert.equal(code, 0, text + new TextDecoder().decode(stderr));
  return text;
}

/** Runs an example as its first lines say: `deno run …`. */
async function runExample(name: string): Promise<string> {
  const path = `examples/library/${name}`;
  const comment = await Deno.readTextFile(new URL(path, ROOT));
  const [, said = ""] = new RegExp(`\`deno run (.*?)${path}\``).exec(comment) ?? [];
  const flags = said.split(" ").filter((flag) => flag !== "");
  return await run(["run", "-q", "--no-prompt", "--cached-only", ...flags, path]);
}

Deno.test("the examples in the library's documentation run", async () => {
  const said = await run([
    "test",
    "--doc",
    "--no-prompt",
    "--cached-only",
    "--ignore-env",
    "mod.ts",
  ]);
  assert.match(said, /^refuse$/m);
  assert.match(said, /^\[ \[ "42" \] \]$/m);
  assert.match(said, /ok \| 2 passed \| 0 failed/);
});

Deno.test("the example of the guard alone says what may run, and why the rest may not", async () => {
  const said = await runExample("check_statement.ts");
  const [allowed = "", ...refused] = said.trimEnd().split("\n");
  assert.match(allowed, /^run {3}".*SELECT \* FROM orders.* LIMIT 51"$/);
  const codes = refused.map((line) => /^refuse {2}(\w+): /.exec(line)?.[1]);
  assert.deepEqual(codes, ["PGMCP_SCHEMA_NOT_ALLOWED", "PGMCP_STATEMENT_NOT_ALLOWED"]);
});

Deno.test("the example of a guarded database shows rows, what cut them, and a refusal", async () => {
  const [heading, ...lines] = (await runExample("run_query.ts")).trimEnd().split("\n");
  assert.equal(heading, "name\tprice");
  assert.deepEqual(lines.slice(0, 3).map((line) => /\t[\d.]+$/.test(line)), [true, true, true]);
  assert.equal(lines[3], "(cut by the limit of rows)");
  assert.match(lines[4] ?? "", /^PGMCP_READ_ONLY: /);
  assert.equal(lines.length, 5);
});

Deno.test("the example of a policy shows each caller what it leaves of the same statement", async () => {
  const [first, second, note, refusal, ...rest] = (await runExample("under_policy.ts")).trimEnd()
    .split("\n");
  for (const row of [first, second]) assert.match(row ?? "", /^[^\t]+\t\*{4}@\*{4}\.com\tGermany$/);
  assert.equal(note, "masked: public.customers.email; filtered: public.customers");
  assert.equal(refusal, 'PGMCP_UNDEFINED_NAME: column "name" does not exist');
  assert.deepEqual(rest, []);
});
