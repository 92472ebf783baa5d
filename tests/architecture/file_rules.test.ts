// Holds the habits of the house that a machine can see: size, names, silenced
// checks, what stands at the top level.

import assert from "node:assert/strict";
import { codeLines, readText, sourceFiles, topLevelNames } from "./source_files.ts";

const MAX_LINES = 300;
const product = sourceFiles("mod.ts", "core", "agent", "server");
const everything = [...product, ...sourceFiles("tests", "examples")];
const written = everything.filter((file) => !file.generated);

const TOP_LEVEL = new Set([
  "deno.json",
  "deno.lock",
  "mod.ts",
  "server",
  "agent",
  "core",
  "tests",
  "examples",
  "README.md",
  "LICENSE",
]);

Deno.test("the top level holds only what was agreed, and dot files", () => {
  const extra = topLevelNames().filter((name) => !TOP_LEVEL.has(name) && !name.startsWith("."));
  assert.deepEqual(extra, []);
});

Deno.test("no file that people write is longer than 300 lines", () => {
  const long = written.filter((file) => file.text.trimEnd().split("\n").length > MAX_LINES);
  assert.deepEqual(long.map((file) => file.path), []);
});

Deno.test("files are named in snake_case, and none is a drawer for everything", () => {
  const name = /^(?:[a-z0-9]+(?:_[a-z0-9]+)*)(?:\.gen|\.test|\.d)?\.[jt]s$/;
  // allow_lists/types.ts lists SQL's types: there the word is the subject, not a drawer.
  const drawer =
    /(?<!allow_lists)(^|\/)(utils?|helpers?|types?|common|shared|misc|lib)(\.[jt]s|\/)/;
  const wrong = everything.map((file) => file.path)
    .filter((path) => !name.test(path.split("/").at(-1) ?? "") || drawer.test(path));
  assert.deepEqual(wrong, []);
});

Deno.test("every written file of the product opens with a comment that says what it is for", () => {
  const silent = product.filter((file) => !file.generated && !/^(\/\/ |\/\*\*)/.test(file.text));
  assert.deepEqual(silent.map((file) => file.path), []);
});

Deno.test("no type is switched off and no check is silenced", () => {
  const silenced = /@ts-(?:ignore|expect-error|nocheck)|deno-(?:lint|fmt|coverage)-ignore/;
  const offType = /[:<|&,(]\s*any\b\s*[\])>,;=|&{[]|\bas\s+any\b|\bas\s+unknown\s+as\b/;
  const found = written.flatMap((file) =>
    [
      ...file.text.split("\n").filter((line) => silenced.test(line)),
      ...codeLines(file).filter((line) => offType.test(line.replace(/(["'`]).*?\1/g, '""'))),
    ].map((line) => `${file.path}: ${line.trim()}`)
  );
  assert.deepEqual(found, []);
});

Deno.test("no test is narrowed to one, or switched off without a reason in its title", () => {
  const narrowed = /\b(?:only|ignore):\s*true|Deno\.test\.(?:only|ignore)/;
  const found = sourceFiles("tests").flatMap((file) =>
    codeLines(file).filter((line) =>
      narrowed.test(line.replace(/\/.*\//, "")) && !/\(left out: /.test(line)
    )
      .map((line) => `${file.path}: ${line.trim()}`)
  );
  assert.deepEqual(found, []);
});

Deno.test("no test returns where something is missing, and counts as passed", () => {
  const early = /\b(?:missing|skip\w*|\w*SkipReason\(\)) !== null\) return\b/;
  const found = sourceFiles("tests").flatMap((file) =>
    codeLines(file).filter((line) => early.test(line))
      .map((line) => `${file.path}: ${line.trim()}`)
  );
  assert.deepEqual(found, []);
});

Deno.test("tasks never take every permission", () => {
  const config: { tasks: Record<string, unknown> } = JSON.parse(readText("deno.json"));
  for (const [name, task] of Object.entries(config.tasks)) {
    assert.doesNotMatch(JSON.stringify(task), /(^|\s)(-A|--allow-all)\b/, name);
  }
});
