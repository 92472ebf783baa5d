// The casts of a statement to one of PostgreSQL's own types.

import type { StatementFacts } from "./facts.ts";
import { castType } from "./object_name.ts";
import type { TreeNode } from "./tree.ts";

/**
 * Every cast to the type; null where it also stands elsewhere, as in a column definition, where what
 * becomes a value of it cannot be seen.
 */
export function castsTo(
  type: string,
  { casts, types }: Pick<StatementFacts, "casts" | "types">,
): readonly TreeNode[] | null {
  const found = casts.filter((cast) => castType(cast) === type);
  return found.length === types.filter(({ name }) => name === type).length ? found : null;
}
