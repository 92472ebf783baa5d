// Which WITH names are in scope where. A name shadows a table only inside its
// scope: in a plain WITH a query sees the ones before it, in WITH RECURSIVE all of
// them (PostgreSQL, section 7.8). Getting this wrong hides a real table behind a name.

import { nodeList, nodeOfType, textField, type TreeNode } from "./tree.ts";

/** The WITH names visible at one place; null where there are none. */
export interface CteScope {
  readonly name: string;
  /** The `CommonTableExpr`. */
  readonly query: TreeNode;
  readonly outer: CteScope | null;
}

/** The WITH query of that name in scope, the innermost; null if a real relation is meant. */
export function findCte(scope: CteScope | null, name: string): TreeNode | null {
  for (let current = scope; current !== null; current = current.outer) {
    if (current.name === name) return current.query;
  }
  return null;
}

/** The scope of the statement that `clause` belongs to: all its names. */
export function scopeAfter(clause: TreeNode | null, outer: CteScope | null): CteScope | null {
  let scope = outer;
  for (const query of cteQueries(clause)) scope = extend(scope, query);
  return scope;
}

/** Each WITH query with the scope inside it. */
export function scopesInside(
  clause: TreeNode,
  outer: CteScope | null,
): readonly { readonly query: TreeNode; readonly scope: CteScope | null }[] {
  const queries = cteQueries(clause);
  if (clause.recursive === true) {
    const all = scopeAfter(clause, outer);
    return queries.map((query) => ({ query, scope: all }));
  }
  let scope = outer;
  return queries.map((query) => {
    const inside = scope;
    scope = extend(scope, query);
    return { query, scope: inside };
  });
}

function cteQueries(clause: TreeNode | null): readonly TreeNode[] {
  return nodeList(clause?.ctes).map((entry) => nodeOfType(entry, "CommonTableExpr")).filter(
    (query) => query !== null,
  );
}

function extend(outer: CteScope | null, query: TreeNode): CteScope {
  return { name: textField(query.ctename) ?? "", query, outer };
}
