// What is written down twice must agree: the version, the error codes, and the
// modules that a generator wrote.

import assert from "node:assert/strict";
import { ERROR_TABLE } from "../../core/errors.ts";
import { VERSION } from "../../core/version.ts";
import { readText, sourceFiles } from "./source_files.ts";

Deno.test("the version constant is deno.json's version, and a semantic one", () => {
  const config: { version: string } = JSON.parse(readText("deno.json"));
  assert.equal(VERSION, config.version);
  assert.match(VERSION, /^\d+\.\d+\.\d+(-[\w.]+)?$/);
});

Deno.test("every code of the error table is used somewhere", () => {
  const sources = sourceFiles("mod.ts", "core", "agent", "server")
    .filter(({ path }) => path !== "core/error_table.ts" && path !== "core/error_code.ts").map((
      file,
    ) => file.text).join("\n");
  const unused = Object.keys(ERROR_TABLE).filter((code) => !sources.includes(`"${code}"`));
  assert.deepEqual(unused, []);
});

Deno.test("every code has a message and a hint that end as sentences", () => {
  for (const [code, entry] of Object.entries(ERROR_TABLE)) {
    assert.match(entry.message, /^(?:[A-Z]|pgmcp ).*\.$/, code);
    assert.match(entry.hint, /\.$/, code);
    assert.match(code, /^PGMCP_[A-Z_]+$/);
  }
});

Deno.test("every generated module names the generator that made it, and the generator is there", () => {
  const generators = sourceFiles("tests/generate").map((file) => file.path);
  const generated = sourceFiles("core", "agent", "server").filter((file) => file.generated);
  assert.ok(generated.length >= 4);
  for (const file of generated) {
    const named = /tests\/generate\/[a-z0-9_]+\.ts/.exec(file.text.slice(0, 2000))?.[0];
    assert.ok(named !== undefined, `${file.path} does not name its generator`);
    assert.ok(generators.includes(named), `${file.path} names ${named}, which is not there`);
  }
});
