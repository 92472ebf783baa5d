// The embedded database's Worker as a URL: its program as text, and the two imports it
// needs, from npm and from the runtime. A Worker started from a file would need
// permission to read that file and everything it imports.

import { servePglite } from "./pglite_worker.ts";

/** The package as a Worker imports it: without an import map, so with its version. The same as in deno.json. */
export const PGLITE_SPECIFIER = "npm:@electric-sql/pglite@0.5.16";

/** Makes the URL; the caller revokes it. */
export function createPgliteWorkerUrl(): string {
  const program = [
    `import { PGlite } from ${JSON.stringify(PGLITE_SPECIFIER)};`,
    `import { brotliDecompressSync } from "node:zlib";`,
    `(${servePglite.toString()})(globalThis, PGlite, brotliDecompressSync);`,
  ];
  return URL.createObjectURL(new Blob([program.join("\n")], { type: "text/javascript" }));
}
