// Asks a database one of pgmcp's own questions past the guard: in a READ ONLY transaction
// that is always rolled back, under limits that keep a slow catalogue from being felt.

import type { CallOptions, QueryExecutor, QueryLimits } from "../ports/query_executor.ts";

/** What a question of `prove` may take of the database. */
export const QUESTION_LIMITS: QueryLimits = {
  maxRows: 100,
  maxBytes: 64 * 1024,
  timeoutMs: 1_000,
};

/** The rows of the answer. Throws what the executor throws. */
export async function askDatabase(
  executor: QueryExecutor,
  sql: string,
  options: CallOptions = {},
): Promise<readonly (readonly (string | null)[])[]> {
  const { signal } = options;
  const request = { sql, access: "read", limits: QUESTION_LIMITS } as const;
  const { rows } = await executor.execute(request, signal === undefined ? {} : { signal });
  return rows;
}
