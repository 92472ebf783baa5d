// PostgreSQL's own parser (libpg-query, WASM), loaded without any permission.
// A syntax error is a value. An instance that failed in any other way, such as a
// stack overflow, is dropped, for it may be broken without showing it. This file
// judges nothing: what a tree may hold is for node_rules.ts.

import { blankComments } from "./blank_comments.ts";
import { areWhole, mayNeedQuotes, quoteNames } from "./quote_names.ts";
import { tokensAmong } from "./tokens_among.ts";

/** A parsed text: its statements as the parser's JSON, unjudged. */
export interface ParsedTree {
  /** Tells the outcomes apart. */
  readonly kind: "tree";
  /** What was parsed: the text, where need be with blanks for its comments and quotes around its names. This is what to send. */
  readonly text: string;
  /** `ParseResult.stmts`: one `RawStmt` a statement. */
  readonly statements: readonly unknown[];
}

/** A text that is not PostgreSQL's SQL. */
export interface ParsedSyntaxError {
  /** Tells the outcomes apart. */
  readonly kind: "syntax error";
  /** The parser's own words, such as `syntax error at or near "FORM"`. */
  readonly message: string;
  /** Where, in characters (code points) from the start. */
  readonly character: number;
}

/** A text that exhausted the parser: it was too deep or too large for it. */
export interface ParserExhausted {
  /** Tells the outcomes apart. */
  readonly kind: "exhausted";
}

/** What became of a text. */
export type ParseOutcome = ParsedTree | ParsedSyntaxError | ParserExhausted;

/** A parser, which loads itself at the first need. */
export interface Parser {
  /** Loads the parser now (some 50 ms), so that the first statement need not wait. */
  load(): Promise<void>;
  /** Parses `sql`, which must hold no NUL: the parser would stop there. */
  parse(sql: string): Promise<ParseOutcome>;
  /** The parser's own text of the tree of `sql`, for who only compares it; null where there is no tree. */
  parseToText(sql: string): Promise<string | null>;
}

/** The part of the package's Emscripten module that is used here. */
interface ParserInstance {
  _malloc(bytes: number): number;
  _free(pointer: number): void;
  _wasm_parse_query_raw(query: number): number;
  _wasm_free_parse_result(result: number): void;
  _wasm_scan(query: number): number;
  _wasm_free_string(text: number): void;
  /** Its memory; another array once it has grown. */
  readonly HEAPU8: Uint8Array<ArrayBuffer>;
  getValue(pointer: number, type: "i32"): number;
}

interface InstanceOptions {
  instantiateWasm(
    imports: WebAssembly.Imports,
    receive: (instance: WebAssembly.Instance) => void,
  ): void;
  print(text: string): void;
  printErr(text: string): void;
}

type InstanceFactory = (options: InstanceOptions) => Promise<ParserInstance>;

interface LoadedParser {
  readonly factory: InstanceFactory;
  readonly module: WebAssembly.Module;
}

/** Makes a parser. Nothing is loaded until `load` or `parse` is called. */
export function createParser(): Parser {
  let loading: Promise<LoadedParser> | null = null;
  let instance: Promise<ParserInstance> | null = null;

  function currentInstance(): Promise<ParserInstance> {
    loading ??= loadParser();
    instance ??= loading.then(instantiate);
    return instance;
  }

  async function attempt<Read>(
    read: (parser: ParserInstance) => Read,
  ): Promise<Read | ParserExhausted> {
    const parser = await currentInstance();
    try {
      return read(parser);
    } catch {
      // A stack overflow leaves the instance's own stack pointer behind, so
      // the next statements would run over its tables (facts.md): start afresh.
      instance = null;
      return { kind: "exhausted" };
    }
  }

  return {
    async load(): Promise<void> {
      // No statement to warm it up: the first one makes the engine optimise the grammar's two
      // largest functions, 200 ms of another core that a start has better use for.
      await currentInstance();
    },
    parse: (sql) => attempt((parser) => parseAsSent(parser, sql)),
    async parseToText(sql): Promise<string | null> {
      const outcome = await attempt((parser) => parseWith(parser, sql));
      return outcome.kind === "text" ? outcome.json : null;
    },
  };
}

async function loadParser(): Promise<LoadedParser> {
  const [{ default: factory }, { PARSER_WASM_GZIP_BASE64 }] = await Promise.all([
    import("libpg-query/wasm/libpg-query.js"),
    import("./parser_wasm.gen.ts"),
  ]);
  const packed = Uint8Array.fromBase64(PARSER_WASM_GZIP_BASE64);
  const module = await WebAssembly.compile(await unzip(packed));
  // The package ships this file without types; InstanceFactory is what its exact version exports.
  return { factory: factory as InstanceFactory, module };
}

async function unzip(packed: Uint8Array<ArrayBuffer>): Promise<Uint8Array<ArrayBuffer>> {
  const { readable, writable } = new DecompressionStream("gzip");
  const writer = writable.getWriter();
  const written = writer.write(packed).then(() => writer.close());
  // The last four bytes are the length of what was packed (RFC 1952, section 2.3.1).
  const view = new DataView(packed.buffer, packed.byteOffset, packed.byteLength);
  const bytes = new Uint8Array(view.getUint32(packed.byteLength - 4, true));
  let at = 0;
  for await (const piece of readable) {
    bytes.set(piece, at);
    at += piece.byteLength;
  }
  await written;
  return bytes;
}

function instantiate({ factory, module }: LoadedParser): Promise<ParserInstance> {
  return new Promise((resolve, reject) => {
    factory({
      instantiateWasm(imports, receive): void {
        WebAssembly.instantiate(module, imports).then(receive, reject);
      },
      // Standard output belongs to the protocol.
      print(): void {},
      printErr(): void {},
    }).then(resolve, reject);
  });
}

// The structs of pg_query.h, in 4-byte fields: PgQueryParseResult { parse_tree,
// stderr_buffer, error }, PgQueryError { message, funcname, filename, lineno, cursorpos }.
const RESULT_TREE = 0;
const RESULT_ERROR = 8;
const ERROR_MESSAGE = 0;
const ERROR_CURSOR = 16;

function parseAsSent(parser: ParserInstance, sql: string): ParsedTree | ParsedSyntaxError {
  const text = asEveryServerReads(parser, sql);
  if (text === null) return TOO_LONG_NAME;
  const outcome = parseWith(parser, text);
  if (outcome.kind === "text") return readTree(outcome);
  const blanked = /--|\/\*/.test(text) ? withoutComments(parser, text) : text;
  const again = blanked === text ? outcome : parseWith(parser, blanked);
  if (again.kind === "text") return readTree(again);
  // Of an error the place in the client's own text is told.
  const own = text === sql ? outcome : parseWith(parser, sql);
  return own.kind === "text" ? outcome : own;
}

// To some servers (pg_hint_plan, and what is made of it) such a comment is no comment: it sets what
// the planner goes by, over what is set for the statement.
const HINT = "/*+";

const TOO_LONG_NAME: ParsedSyntaxError = {
  kind: "syntax error",
  message: 'a name that is written as U&"…" may have 63 bytes at most',
  character: 0,
};

/** Null where that cannot be made sure of. */
function asEveryServerReads(parser: ParserInstance, sql: string): string | null {
  if (/u&"/i.test(sql) && !areWhole(sql, tokensAmong(scanWith(parser, sql), ["UNKNOWN"]))) {
    return null;
  }
  const text = sql.includes(HINT) ? withoutComments(parser, sql) : sql;
  return mayNeedQuotes(text)
    ? quoteNames(text, tokensAmong(scanWith(parser, text), ["IDENT"]))
    : text;
}

function withoutComments(parser: ParserInstance, sql: string): string {
  return blankComments(sql, tokensAmong(scanWith(parser, sql), ["C_COMMENT", "SQL_COMMENT"]));
}

function scanWith(parser: ParserInstance, sql: string): string {
  const query = writeQuery(parser, sql);
  const result = parser._wasm_scan(query);
  if (result === 0) throw new RangeError("Cannot scan: the parser gave no result");
  const scanned = readText(parser, result);
  parser._wasm_free_string(result);
  parser._free(query);
  return scanned;
}

const encoder = new TextEncoder();
const decoder = new TextDecoder("utf-8", { ignoreBOM: true });

function writeQuery(parser: ParserInstance, sql: string): number {
  // No UTF-16 code unit takes more than three bytes.
  const capacity = sql.length * 3;
  const query = parser._malloc(capacity + 1);
  if (query === 0) throw new RangeError("Cannot parse: the parser's memory is exhausted");
  const heap = parser.HEAPU8;
  const { written } = encoder.encodeInto(sql, heap.subarray(query, query + capacity));
  heap[query + written] = 0;
  return query;
}

// The package's own way to read a text looks at each byte of it in JavaScript.
function readText(parser: ParserInstance, pointer: number): string {
  const heap = parser.HEAPU8;
  return decoder.decode(heap.subarray(pointer, heap.indexOf(0, pointer)));
}

/** A tree as the parser wrote it. */
interface TreeText {
  readonly kind: "text";
  readonly sql: string;
  readonly json: string;
}

function parseWith(parser: ParserInstance, sql: string): TreeText | ParsedSyntaxError {
  const query = writeQuery(parser, sql);
  const result = parser._wasm_parse_query_raw(query);
  if (result === 0) throw new RangeError("Cannot parse: the parser gave no result");
  const outcome = readResult(parser, { result, sql });
  parser._wasm_free_parse_result(result);
  parser._free(query);
  return outcome;
}

function readResult(
  parser: ParserInstance,
  { result, sql }: { readonly result: number; readonly sql: string },
): TreeText | ParsedSyntaxError {
  const error = parser.getValue(result + RESULT_ERROR, "i32");
  if (error !== 0) {
    const message = readText(parser, parser.getValue(error + ERROR_MESSAGE, "i32"));
    if (/stack depth|out of memory|memory exhausted/i.test(message)) {
      throw new RangeError(`Cannot parse: ${message}`);
    }
    const cursor = parser.getValue(error + ERROR_CURSOR, "i32");
    return { kind: "syntax error", message, character: Math.max(0, cursor - 1) };
  }
  const json = readText(parser, parser.getValue(result + RESULT_TREE, "i32"));
  return { kind: "text", sql, json };
}

function readTree({ json, sql }: TreeText): ParsedTree {
  const tree: unknown = JSON.parse(json);
  if (typeof tree !== "object" || tree === null) throw new TypeError("Cannot parse: no tree");
  const statements: unknown = "stmts" in tree ? tree.stmts : [];
  if (!Array.isArray(statements)) throw new TypeError("Cannot parse: no statements");
  return { kind: "tree", statements, text: sql };
}
