// A parser that remembers the last texts, for steps that read the same statement one after the
// other. Trees are only read, so they can be handed out again.

import type { ParseOutcome, Parser } from "../sql/parse.ts";

const REMEMBERED = 4;

/** Puts the memory before `parser`. */
export function rememberingParser(parser: Parser): Parser {
  const outcomes = new Map<string, Promise<ParseOutcome>>();
  return {
    load: () => parser.load(),
    parseToText: (sql) => parser.parseToText(sql),
    parse(sql: string): Promise<ParseOutcome> {
      const known = outcomes.get(sql);
      if (known !== undefined) return known;
      const outcome = parser.parse(sql);
      outcomes.set(sql, outcome);
      for (const oldest of outcomes.keys()) {
        if (outcomes.size <= REMEMBERED) break;
        outcomes.delete(oldest);
      }
      return outcome;
    },
  };
}
