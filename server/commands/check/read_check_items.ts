// Gathers the statements that `pgmcp check` was given: SQL in arguments, files of
// SQL, and JSON lines on standard input. An argument without white space that
// ends in `.sql` is a file: no SQL statement looks like that. It refuses an argument that
// is no SQL and names a file or a folder that there is.

import { PgmcpError } from "../../../core/errors.ts";
import type { Parser } from "../../../core/sql/parse.ts";
import type { CheckItem } from "./check_item.ts";
import { readJsonLines } from "./read_json_lines.ts";
import { splitStatements } from "./split_statements.ts";

/** What was given. */
export interface CheckInput {
  /** Statements, or files that end in `.sql`, in order. */
  readonly texts: readonly string[];
  /** Files of SQL; `-` is standard input as SQL. */
  readonly files: readonly string[];
  readonly stdin: ReadableStream<Uint8Array>;
  readonly parser: Parser;
  /** Reads a file's bytes. */
  readonly readFile: (path: string) => Promise<Uint8Array>;
  /** What there is at a path; null for nothing, and where it may not be looked at. */
  readonly kindOfPath: (path: string) => Promise<PathKind | null>;
}

/** What a path can lead to. */
export type PathKind = "file" | "folder";

/** The largest file of SQL, in bytes. */
export const MAX_FILE_BYTES = 4 * 1024 * 1024;

/** The statements: of the arguments, then of the files, or else of standard input. */
export async function* readCheckItems(input: CheckInput): AsyncGenerator<CheckItem> {
  if (input.texts.length === 0 && input.files.length === 0) {
    yield* someOf(readJsonLines(input.stdin));
    return;
  }
  for (const [index, text] of input.texts.entries()) {
    if (isFileName(text)) yield* statementsOf(text, input);
    else yield { sql: await sqlOf(text, input), origin: `argument ${index + 1}` };
  }
  for (const file of input.files) yield* statementsOf(file, input);
}

// Whoever names nothing and sends nothing has forgotten something: in CI that must not pass.
async function* someOf(items: AsyncIterable<CheckItem>): AsyncGenerator<CheckItem> {
  let found = false;
  for await (const item of items) {
    found = true;
    yield item;
  }
  if (found) return;
  throw new PgmcpError("PGMCP_INVALID_ARGUMENT", {
    message: "Cannot check: there is no SQL in the arguments, and nothing on standard input",
    hint: 'Try pgmcp check "SELECT 1", or pgmcp check --help.',
  });
}

function isFileName(text: string): boolean {
  return /^\S+\.sql$/i.test(text);
}

async function sqlOf(text: string, { kindOfPath, parser }: CheckInput): Promise<string> {
  const kind = await kindOfPath(text);
  // What parses is SQL, even where a file happens to be called so.
  if (kind === null || (await parser.parse(text)).kind === "tree") return text;
  throw new PgmcpError("PGMCP_INVALID_ARGUMENT", {
    message: `Cannot check ${
      JSON.stringify(text)
    }: it is no SQL, and there is a ${kind} of that name`,
    hint: kind === "file"
      ? "To check what is in it, name it with --file."
      : "Name the files of SQL in it, such as folder/*.sql.",
  });
}

async function* statementsOf(file: string, input: CheckInput): AsyncGenerator<CheckItem> {
  const bytes = file === "-"
    ? new Uint8Array(await new Response(input.stdin).arrayBuffer())
    : await input.readFile(file);
  const name = file === "-" ? "stdin" : file;
  if (bytes.length > MAX_FILE_BYTES) throw cannotRead(name, "it is larger than 4 MiB");
  let text: string;
  try {
    text = new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch (error) {
    if (error instanceof TypeError) throw cannotRead(name, "it is not UTF-8");
    throw error;
  }
  for (const { sql, line } of await splitStatements(text, input.parser)) {
    yield { sql, origin: `${name}:${line}` };
  }
}

function cannotRead(name: string, state: string): PgmcpError {
  return new PgmcpError("PGMCP_INVALID_ARGUMENT", {
    message: `Cannot check ${name}: ${state}`,
    hint: "Give files of SQL text in UTF-8.",
  });
}
