// The guard's first layer: the text before anything parses it. Refuses what is
// too long, not Unicode, holds control characters, or would make the lexer or
// parser work out of all proportion (they are quadratic in runs of `/*` and of
// operator characters, and nest on the stack). The parser may still be exhausted
// by text that passes; parse.ts survives that.

import type { Refusal } from "./refusal.ts";

/** The longest text, in bytes of UTF-8. */
export const MAX_SQL_BYTES = 32_768;

/** The most `/*`, wherever they stand: 100 of them lex in under a millisecond, 16,000 in one second. */
const MAX_COMMENT_OPENERS = 100;

/** The longest run of operator characters: 32 KB of such runs lex in 10 ms, one run of 32 KB in two seconds. */
const MAX_OPERATOR_RUN = 200;

/** The deepest nesting of brackets; the parser overflows its stack at some 2,000 sub-selects. */
const MAX_BRACKET_DEPTH = 256;

const encoder = new TextEncoder();
const scratch = new Uint8Array(MAX_SQL_BYTES + 4);

/** Refuses `sql` for its text alone; null if it may be parsed. */
export function checkText(sql: string): Refusal | null {
  if (sql.length > MAX_SQL_BYTES || encoder.encodeInto(sql, scratch).written > MAX_SQL_BYTES) {
    return tooLong(sql);
  }
  if (!sql.isWellFormed()) {
    return badText("The SQL text holds half of a surrogate pair, which is not a character");
  }
  const control = /[^\P{Cc}\t\n\r\f\u0080-\u009f]/u.exec(sql);
  if (control !== null) {
    const code = control[0].charCodeAt(0).toString(16).padStart(4, "0").toUpperCase();
    return badText(`The SQL text holds the control character U+${code}`);
  }
  if (/^\s*$/.test(sql)) {
    return {
      code: "PGMCP_SQL_EMPTY",
      message: "There is no SQL statement in the text",
      fragment: null,
      location: null,
    };
  }
  return checkComplexity(sql);
}

function checkComplexity(sql: string): Refusal | null {
  if (sql.split("/*").length - 1 > MAX_COMMENT_OPENERS) {
    return tooComplex(`The SQL text holds more than ${MAX_COMMENT_OPENERS} times "/*"`);
  }
  const run = /[-+*\/<>=~!@#%^&|`?]{201,}/.exec(sql);
  // A line of one such character draws a rule in a comment; the lexer is quick with these.
  if (run !== null && !/^([-=*#~])\1*$/.test(run[0])) {
    return tooComplex(
      `The SQL text holds more than ${MAX_OPERATOR_RUN} operator characters in a row`,
    );
  }
  let depth = 0;
  for (const bracket of sql.matchAll(/[()[\]]/g)) {
    depth = bracket[0] === "(" || bracket[0] === "[" ? depth + 1 : Math.max(0, depth - 1);
    if (depth > MAX_BRACKET_DEPTH) {
      return tooComplex(`The SQL text nests brackets more than ${MAX_BRACKET_DEPTH} deep`);
    }
  }
  return null;
}

function tooLong(sql: string): Refusal {
  const bytes = encoder.encode(sql).length;
  return {
    code: "PGMCP_SQL_TOO_LONG",
    message: `The SQL text has ${bytes} bytes; at most ${MAX_SQL_BYTES} are read`,
    fragment: null,
    location: null,
  };
}

function badText(message: string): Refusal {
  return { code: "PGMCP_SQL_BAD_TEXT", message, fragment: null, location: null };
}

function tooComplex(message: string): Refusal {
  return { code: "PGMCP_SQL_TOO_COMPLEX", message, fragment: null, location: null };
}
