// Finds what a module imports: static imports and exports, dynamic imports, and
// modules named by URL, as a Worker's is. It relies on the formatter's layout (an
// import starts its line) and says so when an import's name is computed.

import { codeLines, type SourceFile } from "./source_files.ts";

/** What a file imports. */
export interface Imports {
  /** The specifiers, as written. */
  readonly specifiers: readonly string[];
  /** Dynamic imports whose specifier is not a literal: nobody can check where they lead. */
  readonly computed: readonly string[];
}

const STATIC = /^(?:import|export)\s[^"'`;=()]*?\bfrom\s+["']([^"']+)["']/gm;
const SIDE_EFFECT = /^import\s+["']([^"']+)["']/gm;
const DYNAMIC = /\bimport(?:\.source)?\(\s*["'`]([^"'`$]+)["'`]/g;
const BY_URL = /\bnew URL\(\s*["'`](\.[^"'`]*\.[jt]s)["'`],\s*import\.meta\.url/g;
const RESOLVED = /\bimport\.meta\.resolve\(\s*["'`]([^"'`]+)["'`]/g;

/** The imports of one file. */
export function importsOf(file: SourceFile): Imports {
  const code = codeLines(file).join("\n");
  const specifiers = [STATIC, SIDE_EFFECT, DYNAMIC, BY_URL, RESOLVED]
    .flatMap((pattern) => [...code.matchAll(pattern)].map((match) => match[1] ?? ""));
  const computed = [...code.matchAll(/\bimport(?:\.source)?\((?!\s*["'`][^"'`$]+["'`])[^)]*\)?/g)]
    .map((match) => match[0]);
  return { specifiers, computed };
}

/** The path a relative specifier leads to; null for a package. */
export function resolvedPath(from: string, specifier: string): string | null {
  if (!specifier.startsWith(".")) return null;
  return new URL(specifier, `file:///${from}`).pathname.slice(1);
}

/** The package a specifier names: `pg` of `pg/lib/x.js` and of `npm:pg@8.0.0/lib/x.js`. */
export function packageOf(specifier: string): string {
  const parts = specifier.replace(/^npm:/, "").split("/");
  const name = specifier.replace(/^npm:/, "").startsWith("@")
    ? parts.slice(0, 2).join("/")
    : parts[0] ?? specifier;
  return name.replace(/(?<=.)@.*$/, "");
}
