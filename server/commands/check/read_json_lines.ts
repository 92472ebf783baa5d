// Reads a stream of JSON lines, `{"sql": …}` each, one at a time, so that an
// endless stream needs no more memory than its longest line. It refuses whatever
// is not such a line, and says which line it was.

import { PgmcpError } from "../../../core/errors.ts";
import type { CheckItem } from "./check_item.ts";

/** The longest line, in bytes: far more than a statement may have. */
export const MAX_LINE_BYTES = 1024 * 1024;

const NEWLINE = 0x0a;

/** The statements of the lines, in order; blank lines are skipped. Throws `PGMCP_INVALID_ARGUMENT` with the line's number. */
export async function* readJsonLines(
  stream: ReadableStream<Uint8Array>,
): AsyncGenerator<CheckItem> {
  const decoder = new TextDecoder("utf-8", { fatal: true });
  let pieces: Uint8Array[] = [];
  let pending = 0;
  let line = 1;

  function finishLine(): CheckItem | null {
    const bytes = join(pieces, pending);
    pieces = [];
    pending = 0;
    return parseLine(decode(decoder, bytes, line), line);
  }

  for await (const chunk of stream) {
    let from = 0;
    for (let at = chunk.indexOf(NEWLINE); at >= 0; at = chunk.indexOf(NEWLINE, from)) {
      pieces.push(chunk.subarray(from, at));
      pending += at - from;
      from = at + 1;
      const item = finishLine();
      if (item !== null) yield item;
      line++;
    }
    pieces.push(chunk.slice(from));
    pending += chunk.length - from;
    if (pending > MAX_LINE_BYTES) throw badLine(line, "it is longer than 1 MiB");
  }
  const last = finishLine();
  if (last !== null) yield last;
}

function parseLine(text: string, line: number): CheckItem | null {
  if (text.trim() === "") return null;
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    if (error instanceof SyntaxError) throw badLine(line, "it is not JSON");
    throw error;
  }
  if (typeof value !== "object" || value === null || !("sql" in value)) {
    throw badLine(line, 'it is not an object with a member "sql"');
  }
  if (typeof value.sql !== "string") throw badLine(line, '"sql" is not a string');
  return { sql: value.sql, origin: `line ${line}` };
}

function decode(decoder: TextDecoder, bytes: Uint8Array, line: number): string {
  try {
    return decoder.decode(bytes);
  } catch (error) {
    if (error instanceof TypeError) throw badLine(line, "it is not UTF-8");
    throw error;
  }
}

function badLine(line: number, state: string): PgmcpError {
  return new PgmcpError("PGMCP_INVALID_ARGUMENT", {
    message: `Cannot read line ${line} of standard input: ${state}`,
    hint: 'Send one JSON object a line, such as {"sql": "SELECT 1"}.',
  });
}

function join(pieces: readonly Uint8Array[], length: number): Uint8Array {
  const [only] = pieces;
  if (pieces.length === 1 && only !== undefined) return only;
  const whole = new Uint8Array(length);
  let at = 0;
  for (const piece of pieces) {
    whole.set(piece, at);
    at += piece.length;
  }
  return whole;
}
