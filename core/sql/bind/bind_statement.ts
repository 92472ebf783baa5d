// Resolves every name of a statement as PostgreSQL would. Pure: the tree and the relations go in,
// what each name means comes out. Judges nothing; what it does not understand is `unbound`, and a
// name that could mean several things is `unknown`, so that nobody takes a guess for knowledge.

import type { TypedNode } from "../tree.ts";
import { type Binding, boundStatement, createBinding, UnboundError } from "./binding.ts";
import { bindSelect } from "./bind_select.ts";
import { bindWrite } from "./bind_write.ts";
import type { BindOptions, BoundStatement, Unbound } from "./bound_statement.ts";
import type { Level } from "./scope.ts";

/** Binds a statement: a SELECT, or the one write; of EXPLAIN the inner statement. */
export function bindStatement(root: TypedNode, options: BindOptions): BoundStatement | Unbound {
  const binding = createBinding(options);
  try {
    bindRoot(root, binding);
  } catch (error) {
    if (!(error instanceof UnboundError)) throw error;
    return { kind: "unbound", reason: error.message, location: error.location };
  }
  return boundStatement(binding);
}

function bindRoot({ type, node }: TypedNode, binding: Binding): void {
  const level: Level = {
    ...{ binding, parent: null, items: [], ctes: [], lateral: false, self: null },
  };
  if (type === "SelectStmt") bindSelect(node, level);
  else bindWrite({ type, node }, level);
}
