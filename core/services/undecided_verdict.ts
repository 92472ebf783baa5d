// The verdict on a statement that only a catalogue can decide, for a guard that has none.

import { ERROR_TABLE } from "../errors.ts";
import { firstUndecided } from "../sql/ask_catalogue.ts";
import type { StatementFacts } from "../sql/facts.ts";
import { dotted, type NamePolicy } from "../sql/name_policy.ts";
import { offsetOfByte } from "../sql/text_positions.ts";
import type { UndecidedVerdict } from "../sql/verdict.ts";

/** Names the first thing in `sql` that is open; null where nothing is. */
export function undecidedVerdict(
  sql: string,
  facts: StatementFacts,
  policy: NamePolicy,
): UndecidedVerdict | null {
  const first = firstUndecided(facts, policy);
  if (first === null) return null;
  return {
    kind: "undecided",
    code: "PGMCP_NEEDS_CATALOGUE",
    message: `Only the database's catalogue can say what the ${first.what} ${
      dotted(first.fact)
    } is`,
    hint: ERROR_TABLE.PGMCP_NEEDS_CATALOGUE.hint,
    fragment: dotted(first.fact),
    access: facts.access,
    position: first.fact.location === null ? null : offsetOfByte(sql, first.fact.location),
  };
}
