// A refusal of the guard's inner steps as a verdict: with the table's hint where it has none of
// its own, and its place in UTF-16 code units.

import { ERROR_TABLE } from "../errors.ts";
import { hintForForeignName } from "../sql/foreign_names.ts";
import type { Refusal } from "../sql/refusal.ts";
import { offsetOfByte } from "../sql/text_positions.ts";
import type { RefuseVerdict } from "../sql/verdict.ts";

/** The verdict on `sql` that `refusal` makes. */
export function refusalVerdict(sql: string, refusal: Refusal): RefuseVerdict {
  return {
    kind: "refuse",
    code: refusal.code,
    message: refusal.message,
    hint: foreignHint(sql, refusal) ?? refusal.hint ?? ERROR_TABLE[refusal.code].hint,
    fragment: refusal.fragment,
    position: refusal.location === null ? null : offsetOfByte(sql, refusal.location),
  };
}

/** By the client's text alone: what is hidden and what never was have the same hint. */
function foreignHint(sql: string, { code, fragment, message }: Refusal): string | null {
  const kind = /^(relation|column) .* does not exist$/.exec(message)?.[1];
  if (code !== "PGMCP_UNDEFINED_NAME" || kind === undefined || fragment === null) return null;
  return hintForForeignName({ name: fragment, kind: kind === "column" ? kind : "relation" }, sql);
}
