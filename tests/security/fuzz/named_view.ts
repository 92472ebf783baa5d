// A view that a policy names itself: over one table, with its columns in another order, and with rules
// of its own that hide all that the table's hide.

import type { RandomColumn, RandomTable } from "./random_schema.ts";
import type { RandomSource } from "./random_source.ts";

/** The view and its rules. */
export interface NamedView {
  readonly query: string;
  readonly materialized: boolean;
  /** As the policy writes them. */
  readonly rules: readonly string[];
  readonly barrier: boolean;
  /** The columns that it shows, as SQL over it. */
  readonly shown: readonly string[];
  /** The columns that exist. */
  readonly columns: readonly RandomColumn[];
  /** The condition of the rows that are seen; null for all. */
  readonly filter: string | null;
  /** The indexes of a materialised one. */
  readonly indexes: readonly (readonly string[])[];
}

/** Makes one over `table`. */
export function namedView(random: RandomSource, { name, columns, filter }: RandomTable): NamedView {
  const taken = columns.filter(({ generated, name }, at) =>
    generated === null && (at < 3 || name === "c0" || random.oneIn(2))
  ).toSorted(() => random.below(3) - 1);
  const secret = taken.filter(({ mask, denied }) => mask !== null || denied);
  const denied = secret.filter(() => random.oneIn(2));
  const masked = secret.filter((column) => !denied.includes(column));
  const left = taken.filter((column) => !denied.includes(column));
  const names = taken.map((column) => column.name);
  const materialized = random.oneIn(3);
  // Of a plain view what is hidden may fail wherever it is computed.
  const written = taken.map((column) =>
    column.type.sql !== "int" || materialized
      ? column.name
      : secret.includes(column)
      ? `1000 / (${column.name} - ${random.below(40)}) AS ${column.name}`
      : `${column.name} + 0 AS ${column.name}`
  );
  const rules = [
    'description: "a view"',
    ...masked.length === 0
      ? []
      : [`mask_columns: { ${masked.map((column) => `${column.name}: "null"`).join(", ")} }`],
    ...denied.length === 0 ? [] : [`deny_columns: [${denied.map((each) => each.name).join(", ")}]`],
    ...filter === null ? [] : [`row_filter: "${filter}"`],
  ];
  return {
    ...{ materialized, query: `SELECT ${written.join(", ")} FROM app.${name}` },
    ...{ rules, filter, columns: left, barrier: random.oneIn(3) },
    shown: left.map((column) =>
      masked.includes(column) ? `NULL::${column.type.base} AS ${column.name}` : `a.${column.name}`
    ),
    indexes: [["tenant", random.pick(names)], [random.pick(names), "id"]],
  };
}
