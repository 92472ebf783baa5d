// Asks PostgreSQL's catalogue for the explorer: pgmcp's own SQL with bound values,
// in the same kind of transaction as a client's statement.

import { PgmcpError } from "../../../core/errors.ts";
import type { CallOptions } from "../../../core/ports/query_executor.ts";
import type { TransactionRunner } from "./transaction_runner.ts";
import { arrayLiteral, CATALOGUE_LIMITS } from "./visible_relations.ts";

/** Reads the catalogue for one call. */
export interface CatalogueReader {
  /** Runs `sql` with the allowed schemas as `$1` and `values` as `$2` and on. */
  read(
    sql: string,
    values: readonly (string | null)[],
  ): Promise<readonly (readonly (string | null)[])[]>;
}

/** Makes a reader for one call. */
export function createCatalogueReader(
  options: { readonly runner: TransactionRunner; readonly schemas: readonly string[] | null },
  call: CallOptions,
): CatalogueReader {
  const schemas = options.schemas === null ? null : arrayLiteral(options.schemas);
  return {
    async read(sql, values) {
      if (values.some((value) => value?.includes("\0"))) {
        throw new PgmcpError("PGMCP_INVALID_ARGUMENT", {
          message: "An argument holds a NUL character.",
        });
      }
      const request = { sql, values: [schemas, ...values], access: "read" } as const;
      return (await options.runner.run({ ...request, limits: CATALOGUE_LIMITS }, call)).rows;
    },
  };
}

/**
 * Runs `read` with sizes (`t`), and once more without (`f`) where a size cannot be
 * had: measuring a table waits while another session has it locked, for ALTER TABLE say.
 */
export async function withoutSizesIfLocked<Rows>(
  read: (sizes: "t" | "f") => Promise<Rows>,
): Promise<Rows> {
  try {
    return await read("t");
  } catch (error) {
    if (!(error instanceof PgmcpError) || error.sqlState !== "55P03") throw error;
    return await read("f");
  }
}
