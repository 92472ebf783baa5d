// Which column of a catalogue relation an expression is, itself or handed on unchanged by the
// queries inside: so far as the binder knows.

import type { StatementFacts } from "./facts.ts";
import { nodeOfType } from "./tree.ts";

/** A column of a mention of a catalogue relation. */
export interface CatalogueColumnRead {
  /** The relation, as `pg_catalog.pg_class`. */
  readonly relation: string;
  readonly name: string;
  /** The mention, where the column is read in its own scope: two of them are of one row. Else null. */
  readonly scan: number | null;
}

/** The column that `expression` is; null for anything else. */
export function catalogueColumn(
  expression: unknown,
  { bound }: Pick<StatementFacts, "bound">,
): CatalogueColumnRead | null {
  const node = nodeOfType(expression, "ColumnRef");
  if (node === null || bound === null) return null;
  const means = bound.referencesByNode.get(node)?.find(({ part }) => part === null)?.means;
  const origin = means?.kind === "column" ? means : means?.kind === "derived" ? means.origin : null;
  const scan = origin === null ? undefined : bound.scans[origin.scan];
  const relation = scan?.relation ?? null;
  if (scan === undefined || relation === null || scan.renamed) return null;
  const column = relation.columns.find(({ attnum }) => attnum === origin?.attnum);
  if (column === undefined) return null;
  return {
    relation: `${relation.schema}.${relation.name}`,
    name: column.name,
    scan: means?.kind === "column" ? means.scan : null,
  };
}
