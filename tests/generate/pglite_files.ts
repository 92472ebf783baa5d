// Writes agent/databases/pglite/pglite_files.gen.ts: the files that the embedded
// PostgreSQL reads at run time (time zones, dictionaries, ICU, PL/pgSQL), in the layout
// its loader expects. What only initdb, builds of extensions and conversions between
// rare encodings read is left as zeros, so it packs to a tenth; with it in a module,
// the database starts without permission to read a file.
// `--check` compares instead of writing and exits 1 on a difference.
//
// deno run -A tests/generate/pglite_files.ts [--check]

import { brotliDecompressSync } from "node:zlib";
import { brotliModule } from "./brotli_module.ts";

const output = new URL("../../agent/databases/pglite/pglite_files.gen.ts", import.meta.url);

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
}

if (Deno.args.includes("--check")) {
  const source = await Deno.readTextFile(output);
  const base64 = source.slice(source.indexOf("`\n") + 2, source.lastIndexOf("`"));
  if (!brotliDecompressSync(Uint8Array.fromBase64(base64)).equals(content)) {
    console.error(`${output.pathname} differs: run tests/generate/pglite_files.ts`);
    Deno.exit(1);
  }
  console.log("agent/databases/pglite/pglite_files.gen.ts holds the package's files");
} else {
  const { text, bytes, packedBytes } = brotliModule({
    generator: "tests/generate/pglite_files.ts from npm:@electric-sql/pglite",
    exports: "PGLITE_FILES_BROTLI_BASE64",
    doc: "PGlite's file bundle without what the running server never reads: brotli, then base64.",
    content,
  });
  await Deno.writeTextFile(output, text);
  console.log(
    `wrote ${output.pathname}: ${bytes} bytes, packed ${packedBytes}, as text ${text.length}`,
  );
}
