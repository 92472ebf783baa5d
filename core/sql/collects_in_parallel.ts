// Whether a statement may collect rows in several processes at once: array_agg alone, from PostgreSQL 16
// on. Each then hands the others all it has, in loops that look at no interrupt, with copies that
// no time ends: 2 GB of rows grew to 6 GB in the 13 s after a timeout of 2. One process alone stops in time.

import type { RelationInfo } from "../ports/catalogue.ts";
import type { StatementFacts } from "./facts.ts";

const COLLECTS = "array_agg";

/** Whether the statement calls it itself. */
export function collectsInParallel({ functions }: Pick<StatementFacts, "functions">): boolean {
  return functions.some(({ name }) => name === COLLECTS);
}

/** Whether a view that it reads calls it. */
export function viewsCollectInParallel(
  relations: readonly (Pick<RelationInfo, "runs"> | null)[],
): boolean {
  return relations.some((relation) =>
    relation?.runs.some(({ name }) => name === COLLECTS) === true
  );
}
