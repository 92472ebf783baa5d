// The layers that can stop a statement, and which of them each refusal of the guard
// belongs to (architecture § 4).

import type { ErrorCode } from "../errors.ts";

/** The layers in the order that a statement meets them. */
export const LAYERS = [
  "text",
  "grammar",
  "names",
  "policy",
  "limits",
  "execution",
  "role",
] as const;

/** One of {@linkcode LAYERS}. */
export type Layer = typeof LAYERS[number];

const TEXT: ReadonlySet<ErrorCode> = new Set([
  "PGMCP_SQL_EMPTY",
  "PGMCP_SQL_TOO_LONG",
  "PGMCP_SQL_BAD_TEXT",
  "PGMCP_SQL_TOO_COMPLEX",
]);

const GRAMMAR: ReadonlySet<ErrorCode> = new Set([
  "PGMCP_SYNTAX_ERROR",
  "PGMCP_MULTIPLE_STATEMENTS",
  "PGMCP_STATEMENT_NOT_ALLOWED",
  "PGMCP_READ_ONLY",
  "PGMCP_SELECT_INTO",
  "PGMCP_LOCKING_CLAUSE",
  "PGMCP_DATA_MODIFYING_CTE",
  "PGMCP_PARAMETER_NOT_ALLOWED",
  "PGMCP_CONSTRUCT_NOT_ALLOWED",
  "PGMCP_EXPLAIN_OPTION_NOT_ALLOWED",
  "PGMCP_SETTING_NOT_ALLOWED",
]);

/** The layer that refuses with `code`. */
export function layerOfRefusal(code: ErrorCode): Layer {
  if (TEXT.has(code)) return "text";
  if (GRAMMAR.has(code)) return "grammar";
  return code === "PGMCP_CONSTANT_TOO_LARGE" ? "limits" : "names";
}
