// The text of a generated module that holds bytes: brotli for size, base64 because a
// string in a module works alike from disk, JSR, a bundle and a compiled binary.

import { brotliCompressSync, constants } from "node:zlib";

const LINE_LENGTH = 120;

/** What the module holds. */
export interface BrotliModuleOptions {
  /** The program that makes it, as a path in this repository. */
  readonly generator: string;
  /** The name of its one constant. */
  readonly exports: string;
  /** The constant's docstring. */
  readonly doc: string;
  readonly content: Uint8Array;
}

/** The module's text, and how small the bytes became. */
export interface BrotliModule {
  readonly text: string;
  readonly bytes: number;
  readonly packedBytes: number;
}

/** Packs `content` as small as brotli can, which takes some seconds. */
export function brotliModule(options: BrotliModuleOptions): BrotliModule {
  const packed = brotliCompressSync(options.content, {
    params: {
      [constants.BROTLI_PARAM_QUALITY]: constants.BROTLI_MAX_QUALITY,
      [constants.BROTLI_PARAM_LGWIN]: constants.BROTLI_MAX_WINDOW_BITS,
      [constants.BROTLI_PARAM_SIZE_HINT]: options.content.length,
    },
  });
  const base64 = packed.toString("base64");
  const lines: string[] = [];
  for (let at = 0; at < base64.length; at += LINE_LENGTH) {
    lines.push(base64.slice(at, at + LINE_LENGTH));
  }
  const text = `// Made by ${options.generator}; do not edit.\n\n/** ${options.doc} */\n` +
    `export const ${options.exports}: string = \`\n${lines.join("\n")}\n\`;\n`;
  return { text, bytes: options.content.length, packedBytes: packed.length };
}
