// Writes agent/databases/pglite/pglite_wasm.gen.ts, PostgreSQL itself, and
// agent/databases/pglite/pglite_files.gen.ts: the files that the embedded
// PostgreSQL reads at run time (time zones, dictionaries, ICU, PL/pgSQL), in the layout
// its loader expects. What only initdb, builds of extensions and conversions between
// rare encodings read is left as zeros, so it packs to a tenth; with it in a module,
// the database starts without permission to read a file. Every WASM module in them is
// made to share its memory, so that a statement can be cancelled from outside.
// `--check` compares instead of writing and exits 1 on a difference.
//
// deno run -A tests/generate/pglite_files.ts [--check]

import { brotliDecompressSync } from "node:zlib";
import { brotliModule } from "./brotli_module.ts";
import { shareWasmMemory } from "./share_wasm_memory.ts";

/** What the running server never reads: initdb's input, build files, replication, rare encodings. */
const LEFT_OUT = [
  /\/pgxs\//,
  /\/(postgres\.bki|errcodes\.txt|sql_features\.txt|[a-z_]+\.sql|[a-z_.]+\.sample)$/,
  /\/(libpqwalreceiver|pgoutput)\.so$/,
  /\/(euc|latin2|latin_and|cyrillic)[a-z0-9_]*\.so$/,
  /\/utf8_and_(?!iso8859|win|cyrillic)[a-z0-9_]+\.so$/,
];

interface BundledFile {
  readonly path: string;
  readonly start: number;
  readonly end: number;
}

/** Where each file lies: the loader's own list, which is written into PGlite's code. */
async function readFileList(dist: URL): Promise<readonly BundledFile[]> {
  for await (const entry of Deno.readDir(dist)) {
    if (!entry.name.endsWith(".js")) continue;
    const code = await Deno.readTextFile(new URL(entry.name, dist));
    const files = [...code.matchAll(/filename:"([^"]+)",start:([\de]+),end:([\de]+)/g)];
    if (files.length > 0) {
      return files.map(([, path = "", start, end]) => ({
        path,
        start: Number(start),
        end: Number(end),
      }));
    }
  }
  throw new Error("Cannot find the list of files in PGlite's code: its form changed");
}

const dist = new URL("./", import.meta.resolve("@electric-sql/pglite/pglite.data"));
const content = await Deno.readFile(new URL("pglite.data", dist));
const files = await readFileList(dist);
if (files.at(-1)?.end !== content.length) {
  throw new Error("Cannot use the list of files: it does not cover the bundle");
}
for (const { path, start, end } of files) {
  if (LEFT_OUT.some((pattern) => pattern.test(path))) content.fill(0, start, end);
  else if (path.endsWith(".so")) {
    content.set(shareWasmMemory(content.subarray(start, end)), start);
  }
}

const outputs = [
  {
    file: "pglite_files.gen.ts",
    exports: "PGLITE_FILES_BROTLI_BASE64",
    doc: "PGlite's file bundle without what the running server never reads: brotli, then base64.",
    content,
  },
  {
    file: "pglite_wasm.gen.ts",
    exports: "PGLITE_WASM_BROTLI_BASE64",
    doc: "PGlite's WASM, made to share its memory: brotli, then base64.",
    content: shareWasmMemory(await Deno.readFile(new URL("pglite.wasm", dist))),
  },
];
for (const output of outputs) {
  const url = new URL(`../../agent/databases/pglite/${output.file}`, import.meta.url);
  if (Deno.args.includes("--check")) {
    const source = await Deno.readTextFile(url);
    const base64 = source.slice(source.indexOf("`\n") + 2, source.lastIndexOf("`"));
    if (!brotliDecompressSync(Uint8Array.fromBase64(base64)).equals(output.content)) {
      console.error(`${output.file} differs: run tests/generate/pglite_files.ts`);
      Deno.exit(1);
    }
    console.log(`${output.file} holds what the package holds`);
    continue;
  }
  const { text, bytes, packedBytes } = brotliModule({
    generator: "tests/generate/pglite_files.ts from npm:@electric-sql/pglite",
    ...output,
  });
  await Deno.writeTextFile(url, text);
  console.log(
    `wrote ${output.file}: ${bytes} bytes, packed ${packedBytes}, as text ${text.length}`,
  );
}
