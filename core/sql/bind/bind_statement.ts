// Resolves every name of a statement as PostgreSQL would. Pure: the tree and the relations go in,
// what each name means comes out. Judges nothing.

import type { TypedNode } from "../tree.ts";
import type { BindOptions, BoundStatement, Unbound } from "./bound_statement.ts";

/** Binds a statement: a SELECT, or the one write; of EXPLAIN the inner statement. */
export function bindStatement(
  _root: TypedNode,
  _options: BindOptions,
): BoundStatement | Unbound {
  return { kind: "unbound", reason: "The binder knows no statement yet", location: null };
}
