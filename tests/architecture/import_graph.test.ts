// Holds the walls between the rooms: who may import whom, and which package may
// be named where. It reads the specifiers of every module of the product.

import assert from "node:assert/strict";
import { importsOf, packageOf, resolvedPath } from "./import_specifiers.ts";
import { codeLines, readText, type SourceFile, sourceFiles } from "./source_files.ts";

const product = sourceFiles("mod.ts", "core", "agent", "server");

/** Which rooms each room may import from. */
const ALLOWED_ROOMS: Readonly<Record<string, readonly string[]>> = {
  "mod.ts": ["core", "agent", "server"],
  core: ["core"],
  agent: ["agent", "core"],
  server: ["server", "core"],
};

/** Where each package may be imported; a package that is not here may be imported nowhere. */
const PACKAGE_HOMES: Readonly<Record<string, RegExp>> = {
  "@modelcontextprotocol/server": /^server\/mcp\//,
  "@modelcontextprotocol/client": /^server\/commands\//,
  "@electric-sql/pglite": /^agent\/databases\/pglite\//,
  "libpg-query": /^core\/sql\//,
  pg: /^agent\/databases\/postgres\//,
  ws: /^agent\/tunnel\//,
  yaml: /^core\/yaml\//,
  zod: /^server\//,
  hono: /^server\//,
  commander: /^(mod\.ts$|server\/)/,
  "@logtape/logtape": /^(mod\.ts$|server\/|agent\/)/,
};

function roomOf(path: string): string {
  return path.split("/")[0] ?? path;
}

function wrongEdges(file: SourceFile): readonly string[] {
  const allowed = ALLOWED_ROOMS[roomOf(file.path)] ?? [];
  return importsOf(file).specifiers.flatMap((specifier) => {
    const target = resolvedPath(file.path, specifier);
    if (target === null || allowed.includes(roomOf(target))) return [];
    return [`${file.path} imports ${target}`];
  });
}

function wrongPackages(file: SourceFile): readonly string[] {
  return importsOf(file).specifiers.flatMap((specifier) => {
    if (specifier.startsWith(".")) return [];
    if (specifier.startsWith("node:")) {
      return roomOf(file.path) === "core" ? [`${file.path} imports ${specifier}`] : [];
    }
    const home = PACKAGE_HOMES[packageOf(specifier)];
    return home?.test(file.path) ? [] : [`${file.path} imports ${specifier}`];
  });
}

function sample(path: string, text: string): SourceFile {
  return { path, text, generated: false };
}

Deno.test("the product has modules to look at", () => {
  assert.ok(product.length > 10, `found ${product.length}`);
});

Deno.test("core imports core, agent and server import themselves and core, mod.ts imports all", () => {
  assert.deepEqual(product.flatMap(wrongEdges), []);
});

Deno.test("each package is imported only in its room", () => {
  assert.deepEqual(product.flatMap(wrongPackages), []);
});

// It imports what cannot exist, to hear from Deno whether it would have been looked for.
const MAY_COMPUTE = "agent/sandbox/code_loading.ts";

Deno.test("no import's name is computed at run time, but the one that leads nowhere", () => {
  const computed = product.filter(({ path }) => path !== MAY_COMPUTE).flatMap((file) =>
    importsOf(file).computed.map((text) => `${file.path}: ${text}`)
  );
  assert.deepEqual(computed, []);
});

Deno.test("the agent's own program names nothing of the embedded database's 5 MB, which Deno would read", () => {
  const reached = new Set(["agent/main.ts"]);
  for (const path of reached) {
    const file = product.find((each) => each.path === path);
    if (file === undefined) continue;
    for (const specifier of importsOf(file).specifiers) {
      const target = resolvedPath(path, specifier);
      if (target !== null) reached.add(target);
    }
  }
  assert.ok(reached.has("agent/databases/postgres/open_postgres.ts"), "the walk stopped early");
  const embedded = /^agent\/(demo_data\/|databases\/pglite\/(?!pglite_permissions\.ts$))/;
  assert.deepEqual([...reached].filter((path) => embedded.test(path)), []);
});

Deno.test("core names no runtime: no Deno, no Node, no process", () => {
  const named = product.filter((file) => roomOf(file.path) === "core").flatMap((file) =>
    codeLines(file).filter((line) => /\bDeno\s*[.[]|\bglobalThis\.Deno\b|["']node:/.test(line))
      .map((line) => `${file.path}: ${line.trim()}`)
  );
  assert.deepEqual(named, []);
});

Deno.test("every package is in deno.json with an exact version, from npm", () => {
  const config: { imports: Record<string, string> } = JSON.parse(readText("deno.json"));
  for (const file of sourceFiles("mod.ts", "core", "agent", "server", "tests")) {
    if (file.path.startsWith("tests/generate/")) continue; // generators read other versions too
    for (const specifier of importsOf(file).specifiers) {
      if (/^(\.|node:)/.test(specifier)) continue;
      const target = config.imports[packageOf(specifier)];
      assert.ok(target !== undefined, `${file.path} imports ${specifier}`);
      // A version may be repeated where an import map does not reach, but not differ.
      const same = !specifier.startsWith("npm:") || `${specifier}/`.startsWith(`${target}/`);
      assert.ok(same, `${file.path} imports ${specifier}, deno.json has ${target}`);
    }
  }
  for (const [name, target] of Object.entries(config.imports)) {
    assert.match(target, /^npm:(@[\w-]+\/)?[\w.-]+@\d+\.\d+\.\d+(-[\w.]+)?$/, name);
  }
});

Deno.test("the import test sees each form of import", () => {
  const text = [
    `import a from "../agent/a.ts";`,
    `import {\n  b,\n} from "../agent/b.ts";`,
    `export * from "../agent/c.ts";`,
    `import "../agent/d.ts";`,
    `const e = await import("../agent/e.ts");`,
    `type F = import("../agent/f.ts").F;`,
    `new Worker(new URL("../agent/g.ts", import.meta.url), { type: "module" });`,
    `import type { H } from "../agent/h.ts";`,
    `export type { I } from "../agent/i.ts";`,
  ].join("\n");
  const found = wrongEdges(sample("server/x.ts", text)).map((edge) => edge.slice(-4, -3)).sort();
  assert.equal(found.join(""), "abcdefghi");
  assert.equal(importsOf(sample("server/x.ts", "await import(name);")).computed.length, 1);
  assert.deepEqual(wrongPackages(sample("core/x.ts", `import pg from "pg";`)).length, 1);
  assert.deepEqual(wrongPackages(sample("core/x.ts", `import "node:fs";`)).length, 1);
  assert.deepEqual(wrongPackages(sample("server/tools/x.ts", `import "npm:pg@8.0.0";`)).length, 1);
});
