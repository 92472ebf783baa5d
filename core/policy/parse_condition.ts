// The text of a row filter parsed: one expression, which means the same in brackets. It refuses what
// is more than that.

import type { Parser } from "../sql/parse.ts";
import { parseSelect } from "../sql/parse_select.ts";
import { sameTree } from "../sql/same_tree.ts";
import { bareNode, nodeList, nodeOfType } from "../sql/tree.ts";

/** What a condition is parsed behind: its places in the tree count from there. */
export const CONDITION_PREFIX = "SELECT 1 WHERE ";

/** The expression as a wrapped node; or why it is none. */
export async function parseCondition(text: string, parser: Parser): Promise<unknown> {
  if (text.includes("\0")) return "holds a NUL character";
  const bare = await parser.parse(`${CONDITION_PREFIX}${text}`);
  if (bare.kind === "syntax error") return `has a syntax error: ${bare.message}`;
  if (bare.kind !== "tree") return "is too deep to be parsed";
  const [only, more] = bare.statements;
  const select = more === undefined ? nodeOfType(bareNode(only)?.stmt, "SelectStmt") : null;
  const known = ["targetList", "whereClause", "limitOption", "op"];
  if (
    select?.whereClause === undefined || Object.keys(select).some((field) => !known.includes(field))
  ) {
    return "is more than an expression: write what stands after WHERE, such as tenant_id = 1";
  }
  // In brackets it must mean the same: `true) OR (true` and an open comment would not.
  const inside = await parseSelect(`${CONDITION_PREFIX}(\n${text}\n) AND true`, parser);
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
