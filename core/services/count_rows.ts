// About how many rows tables have, or entries indexes, without reading them.

import type { NamedTable } from "../policy/table_pattern.ts";
import type { CallOptions, QueryExecutor } from "../ports/query_executor.ts";
import { quoteLiteral } from "../sql/quote.ts";

/** Whom to ask. */
export interface CountRowsOptions {
  readonly executor: QueryExecutor;
  /** How long that may take, in milliseconds. */
  readonly timeoutMs: number;
  readonly call: CallOptions;
}

/** What a row that was never counted is taken to be long. */
const UNCOUNTED_ROW_BYTES = 100;

const LIMITS = { maxRows: 10_000, maxBytes: 4 * 1024 * 1024 };

/**
 * The rows of each of `relations`, by `schema.name`. As the planner counts (`estimate_rel_size`): by
 * the rows of a page when it was last looked at, and its pages now.
 */
export async function countRows(
  relations: readonly NamedTable[],
  { call, executor, timeoutMs }: CountRowsOptions,
): Promise<ReadonlyMap<string, number>> {
  const named = relations.map(({ schema, name }) =>
    `(n.nspname OPERATOR(pg_catalog.=) ${
      quoteLiteral(schema)
    } AND c.relname OPERATOR(pg_catalog.=) ${quoteLiteral(name)})`
  );
  const { rows } = await executor.execute({
    sql: `SELECT n.nspname, c.relname, c.reltuples, c.relpages, pg_catalog.pg_relation_size(c.oid),
  pg_catalog.current_setting('block_size')
FROM pg_catalog.pg_class c
JOIN pg_catalog.pg_namespace n ON n.oid OPERATOR(pg_catalog.=) c.relnamespace
WHERE ${[...new Set(named)].join(" OR ")}`,
    access: "read",
    limits: { ...LIMITS, timeoutMs },
  }, call);
  return new Map(rows.map(([schema, name, ...figures]) => {
    const [counted = 0, pages = 0, bytes = 0, pageBytes = 0] = figures.map(Number);
    const isCounted = counted >= 0 && pages > 0;
    const now = isCounted ? counted / pages * bytes / pageBytes : bytes / UNCOUNTED_ROW_BYTES;
    return [`${schema}.${name}`, now];
  }));
}
