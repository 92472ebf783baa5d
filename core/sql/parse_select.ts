// Parses a SELECT that pgmcp itself wrote.

import type { Parser } from "./parse.ts";
import { bareNode, nodeOfType, type TreeNode } from "./tree.ts";

/** The one `SelectStmt` of the text; null where it is anything else. */
export async function parseSelect(sql: string, parser: Parser): Promise<TreeNode | null> {
  const outcome = await parser.parse(sql);
  if (outcome.kind !== "tree" || outcome.statements.length !== 1) return null;
  return nodeOfType(bareNode(outcome.statements[0])?.stmt, "SelectStmt");
}
