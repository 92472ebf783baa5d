// The one walk over a statement's tree: it holds every node and every field
// against the allow-list of the grammar, refuses what is not on it, and gathers
// the names. Iterative, so that no depth of nesting can exhaust the stack.

import { bindByText } from "./bind_by_text.ts";
import { scopeAfter, scopesInside } from "./cte_scope.ts";
import type { CteScope } from "./cte_scope.ts";
import type { StatementFacts } from "./facts.ts";
import { createFactCollector } from "./fact_collector.ts";
import type { NodeRule } from "./node_rules/node_rule.ts";
import { NODE_RULES } from "./node_rules/node_rules.ts";
import { refuseField, refuseNode } from "./refuse_node.ts";
import type { Refusal } from "./refusal.ts";
import { bareNode, isTreeNode, locationOf, unwrapNode } from "./tree.ts";
import type { TreeNode, TypedNode } from "./tree.ts";
import type { StatementKind } from "./verdict.ts";

/** What the walk found, or the first thing it refused. */
export type GatheredFacts =
  | { readonly kind: "facts"; readonly facts: StatementFacts }
  | { readonly kind: "refusal"; readonly refusal: Refusal };

/** A node still to visit. */
interface Visit extends TypedNode {
  readonly scope: CteScope | null;
  /** The nearest known place above it. */
  readonly location: number | null;
}

/** Node types that write; they may only be the statement itself. */
const WRITES: ReadonlySet<string> = new Set([
  "InsertStmt",
  "UpdateStmt",
  "DeleteStmt",
  "MergeStmt",
]);

/** Walks a statement of the given kind. EXPLAIN's inner statement is walked as that statement. */
export function gatherFacts(root: TypedNode, statement: StatementKind): GatheredFacts {
  const collector = createFactCollector(root, statement);
  const stack: Visit[] = [{ ...root, scope: null, location: null }];
  for (let visit = stack.pop(); visit !== undefined; visit = stack.pop()) {
    const rule = NODE_RULES.get(visit.type);
    const misplaced = WRITES.has(visit.type) && visit.node !== root.node;
    if (rule === undefined || misplaced) {
      return { kind: "refusal", refusal: refuseNode(visit, visit.location) };
    }
    const location = Object.hasOwn(rule, "location")
      ? locationOf(visit.node) ?? visit.location
      : visit.location;
    const refusal = pushChildren(stack, { ...visit, location }, rule);
    if (refusal !== null) return { kind: "refusal", refusal };
    collector.add(visit, visit.scope, location);
  }
  const facts = collector.facts();
  return { kind: "facts", facts: { ...facts, bound: bindByText(root, facts) } };
}

function pushChildren(stack: Visit[], visit: Visit, rule: NodeRule): Refusal | null {
  const children: Visit[] = [];
  // A WITH clause is in scope in every other part of its statement.
  const withClause = bareNode(visit.node.withClause);
  const scope = withClause === null ? visit.scope : scopeAfter(withClause, visit.scope);
  for (const [field, content] of Object.entries(visit.node)) {
    const allowed = Object.hasOwn(rule, field) ? rule[field] : undefined;
    if (allowed === undefined) return refuseField(visit, field, visit.location);
    if (allowed === "value") {
      if (typeof content === "object") return refuseField(visit, field, visit.location);
    } else if (allowed === "nodes") {
      const refusal = pushNodes(children, content, { ...visit, scope });
      if (refusal !== null) return refusal;
    } else if ("bare" in allowed) {
      if (!isTreeNode(content)) return refuseField(visit, field, visit.location);
      // The WITH clause itself sees what is outside.
      const inner = field === "withClause" ? visit.scope : scope;
      children.push({ type: allowed.bare, node: content, scope: inner, location: visit.location });
    } else if (typeof content !== "string" || !allowed.includes(content)) {
      return refuseField(visit, field, visit.location);
    }
  }
  if (visit.type === "WithClause") rescope(children, visit);
  // Last in, first out: reversed, so that the text is walked from left to right.
  for (let index = children.length - 1; index >= 0; index--) {
    const child = children[index];
    if (child !== undefined) stack.push(child);
  }
  return null;
}

function pushNodes(children: Visit[], content: unknown, visit: Visit): Refusal | null {
  for (const entry of Array.isArray(content) ? content : [content]) {
    // An empty object is the parser's null, as in the list that plain DISTINCT gives.
    if (isTreeNode(entry) && Object.keys(entry).length === 0) continue;
    const child = unwrapNode(entry);
    if (child === null) return refuseNode(visit, visit.location);
    children.push({ ...child, scope: visit.scope, location: visit.location });
  }
  return null;
}

/** Gives each WITH query the scope it has inside. */
function rescope(children: Visit[], clause: Visit): void {
  const inside = new Map<TreeNode, CteScope | null>(
    scopesInside(clause.node, clause.scope).map(({ query, scope }) => [query, scope]),
  );
  children.forEach((child, index) => {
    children[index] = { ...child, scope: inside.get(child.node) ?? null };
  });
}
