// What the guard refuses a whole statement with, whatever stands in it.

import type { Refusal } from "../sql/refusal.ts";

/** The parser ran out of its own memory. */
export const EXHAUSTED: Refusal = {
  code: "PGMCP_SQL_TOO_COMPLEX",
  message: "The statement is nested too deeply to be parsed",
  fragment: null,
  location: null,
};

/** `SCHEMAS` or a policy limits what the catalogue shows, and cannot here. */
export const UNFILTERABLE: Refusal = {
  code: "PGMCP_RELATION_NOT_ALLOWED",
  message: "A catalogue relation stands where it cannot be narrowed to what may be seen",
  hint: "Name it plainly in FROM, as in FROM pg_class c; or use list_tables and describe_table.",
  fragment: null,
  location: null,
};

/** The row cap cannot be put around it. */
export const UNWRAPPABLE: Refusal = {
  code: "PGMCP_CONSTRUCT_NOT_ALLOWED",
  message: "The row limit cannot be put around this statement without changing what it means",
  hint: "Write it as a plain SELECT, without comments before EXPLAIN's inner statement.",
  fragment: null,
  location: null,
};
