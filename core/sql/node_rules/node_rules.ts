// The allow-list of the grammar: every node type, and every field of each, that
// may occur in a statement. What is not here is refused, so that syntax of a
// later PostgreSQL is refused until someone has read about it. Names of
// functions, types, operators and relations are judged elsewhere.

import { EXPRESSION_RULES } from "./expressions.ts";
import { JSON_RULES } from "./json.ts";
import type { NodeRule } from "./node_rule.ts";
import { SELECT_RULES } from "./selects.ts";
import { WRITE_RULES } from "./writes.ts";

/** The rules by node type; a type that is absent is refused. */
export const NODE_RULES: ReadonlyMap<string, NodeRule> = new Map(
  Object.entries({ ...EXPRESSION_RULES, ...JSON_RULES, ...SELECT_RULES, ...WRITE_RULES }),
);
