// The types of pglite_wasm.js.

/** The compiled module; every Worker instantiates it anew. */
export const pgliteWasm: WebAssembly.Module;
