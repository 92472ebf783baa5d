// Whether an EXPLAIN runs the query that it explains.

import type { ReadStatement } from "./read_statement.ts";
import { nodeOfType, textField, type TreeNode, unwrapNode } from "./tree.ts";

/** What PostgreSQL reads as false, beside the number 0 (`defGetBoolean`). */
const FALSE_WORDS: ReadonlySet<string> = new Set(["false", "off"]);

/** Whether `statement` is an EXPLAIN with ANALYZE. Of several such options one that is on will do. */
export function measuresQuery({ statement, explainOptions }: ReadStatement): boolean {
  return statement === "explain" && explainOptions.some((entry) => {
    const option = nodeOfType(entry, "DefElem");
    return option !== null && textField(option.defname) === "analyze" && !isOff(option);
  });
}

function isOff({ arg }: TreeNode): boolean {
  const argument = arg === undefined ? null : unwrapNode(arg);
  // The parser leaves a number's 0 out.
  if (argument?.type === "Integer") return (argument.node.ival ?? 0) === 0;
  return FALSE_WORDS.has((textField(argument?.node.sval) ?? "").toLowerCase());
}
