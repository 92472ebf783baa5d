// The text of a row filter parsed: one expression, which means the same in brackets. It refuses what
// is more than that.

import type { Parser } from "../sql/parse.ts";
import { sameTree } from "../sql/same_tree.ts";
import { bareNode, nodeList, nodeOfType, type TreeNode } from "../sql/tree.ts";

/** What a condition is parsed behind: its places in the tree count from there. */
export const CONDITION_PREFIX = "SELECT 1 WHERE ";

/** The expression as a wrapped node; or why it is none. */
export async function parseCondition(text: string, parser: Parser): Promise<unknown> {
  if (text.includes("\0")) return "holds a NUL character";
  const bare = await parser.parse(`${CONDITION_PREFIX}${text}`);
  if (bare.kind === "syntax error") return `has a syntax error: ${bare.message}`;
  if (bare.kind !== "tree") return "is too deep to be parsed";
  const select = onlySelect(bare.statements);
  const known = ["targetList", "whereClause", "limitOption", "op"];
  if (
    select?.whereClause === undefined || Object.keys(select).some((field) => !known.includes(field))
  ) {
    return "is more than an expression: write what stands after WHERE, such as tenant_id = 1";
  }
  // In brackets it must mean the same: `true) OR (true` and an open comment would not.
  const bracketed = await parser.parse(`${CONDITION_PREFIX}(\n${text}\n) AND true`);
  const inside = bracketed.kind === "tree" ? onlySelect(bracketed.statements) : null;
  const both = nodeOfType(inside?.whereClause, "BoolExpr");
  const [first, second, third] = nodeList(both?.args);
  // An AND at the top is flattened into ours by the grammar; then its own arguments come first.
  const own = nodeOfType(select.whereClause, "BoolExpr");
  const flattened = own?.boolop === "AND_EXPR" &&
    sameTree(nodeList(both?.args).slice(0, -1), nodeList(own.args));
  const kept = second !== undefined && third === undefined &&
    sameTree(first, select.whereClause);
  if (both?.boolop !== "AND_EXPR" || !(kept || flattened)) {
    return "does not mean the same in brackets: write one expression, without comments";
  }
  return select.whereClause;
}

/** The one SELECT of a parsed text; null where there is another statement, or more. */
export function onlySelect(statements: readonly unknown[]): TreeNode | null {
  const [first, second] = statements;
  return second === undefined ? nodeOfType(bareNode(first)?.stmt, "SelectStmt") : null;
}
