// Says which operators are PostgreSQL's own. The generator has checked that no function behind
// them is volatile or refused by name. User operators are the guard's to look up.

import { BUILT_IN_OPERATORS } from "./operators.gen.ts";
import { splitNames } from "./split_names.ts";

const builtIn = splitNames(BUILT_IN_OPERATORS);

// The grammar's own spellings; they never stand in pg_operator.
const SPELLINGS = new Set(["!="]);

/** Whether `pg_catalog` has the operator; all of its operators are harmless. */
export function isBuiltinOperator(symbol: string): boolean {
  return builtIn.has(symbol) || SPELLINGS.has(symbol);
}
