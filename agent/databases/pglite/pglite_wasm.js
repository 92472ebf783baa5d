// PostgreSQL as WASM, out of the npm package and compiled, with no permission to read
// files: Deno resolves a source-phase import like any other (TC39 source phase imports).
// It is JavaScript because TypeScript does not know that syntax yet.
// @ts-self-types="./pglite_wasm.d.ts"
import source pgliteWasm from "@electric-sql/pglite/pglite.wasm";

export { pgliteWasm };
