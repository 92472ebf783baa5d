// Writes core/sql/parser_wasm.gen.ts: PostgreSQL's parser as WASM, in a module,
// so that it loads with no Deno permission and survives JSR, compile and bundle.
// `--check` compares instead of writing and exits 1 on a difference. It compares
// the WASM itself, for zlib versions may compress differently.
//
// deno run --allow-read --allow-write=core/sql --allow-env tests/generate/parser_wasm.ts [--check]

import { createRequire } from "node:module";
import { gunzipSync, gzipSync } from "node:zlib";

const LINE_LENGTH = 120;
const output = new URL("../../core/sql/parser_wasm.gen.ts", import.meta.url);

async function readPackageWasm(): Promise<Uint8Array> {
  const entry = import.meta.resolve("libpg-query/wasm/libpg-query.js");
  const path = entry.startsWith("file:")
    ? new URL(entry)
    : createRequire(import.meta.url).resolve("libpg-query/wasm/libpg-query.js");
  return await Deno.readFile(String(path).replace(/^file:\/\//, "").replace(/\.js$/, ".wasm"));
}

function toBase64(bytes: Uint8Array): string {
  let binary = "";
  for (const byte of bytes) binary += String.fromCharCode(byte);
  return btoa(binary);
}

function makeModule(wasm: Uint8Array): string {
  const packed = gzipSync(wasm, { level: 9 });
  // Byte 9 of the header names the operating system (RFC 1952, section 2.3.1); 255 is "unknown".
  packed[9] = 255;
  const text = toBase64(packed);
  const lines: string[] = [];
  for (let at = 0; at < text.length; at += LINE_LENGTH) {
    lines.push(text.slice(at, at + LINE_LENGTH));
  }
  return `// Made by tests/generate/parser_wasm.ts from npm:libpg-query; do not edit.\n\n` +
    `/** PostgreSQL's parser as WASM: gzip, then base64 with line breaks. */\n` +
    `export const PARSER_WASM_GZIP_BASE64: string = \`\n${lines.join("\n")}\n\`;\n`;
}

function unpackModule(source: string): Uint8Array {
  const text = source.slice(source.indexOf("`\n") + 2, source.lastIndexOf("`")).replaceAll(
    "\n",
    "",
  );
  return gunzipSync(Uint8Array.from(atob(text), (character) => character.charCodeAt(0)));
}

const wasm = await readPackageWasm();
if (Deno.args.includes("--check")) {
  const committed = unpackModule(await Deno.readTextFile(output));
  const same = committed.length === wasm.length &&
    committed.every((byte, index) => byte === wasm[index]);
  if (!same) {
    console.error(
      "core/sql/parser_wasm.gen.ts differs from the package: run tests/generate/parser_wasm.ts",
    );
    Deno.exit(1);
  }
  console.log("core/sql/parser_wasm.gen.ts holds the package's WASM");
} else {
  await Deno.writeTextFile(output, makeModule(wasm));
  console.log(`wrote ${output.pathname}`);
}
