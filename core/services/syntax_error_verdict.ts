// The verdict on a text that is no SQL: what the parser says, where, and for some habits of other
// databases what PostgreSQL has in their place.

import { ERROR_TABLE } from "../errors.ts";
import { hintForHabit } from "../sql/habits.ts";
import type { ParsedSyntaxError } from "../sql/parse.ts";
import { offsetOfCharacter } from "../sql/text_positions.ts";
import type { RefuseVerdict } from "../sql/verdict.ts";

/** Refuses `sql`, which could not be parsed. */
export function syntaxErrorVerdict(
  sql: string,
  { message, character }: ParsedSyntaxError,
): RefuseVerdict {
  const hint = hintForHabit(sql);
  return {
    kind: "refuse",
    code: "PGMCP_SYNTAX_ERROR",
    message: `The SQL has a syntax error: ${message}`,
    hint: hint ?? ERROR_TABLE.PGMCP_SYNTAX_ERROR.hint,
    fragment: /"([^]*)"$/.exec(message)?.[1] ?? null,
    position: offsetOfCharacter(sql, character),
  };
}
