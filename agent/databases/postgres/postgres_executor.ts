// QueryExecutor over PostgreSQL: a statement's rows as text, with named columns.

import { PgmcpError } from "../../../core/errors.ts";
import type {
  CallOptions,
  ExecutedResult,
  QueryExecutor,
  QueryRequest,
} from "../../../core/ports/query_executor.ts";
import { suggestNames } from "./suggest_names.ts";
import type { TransactionRunner } from "./transaction_runner.ts";
import { nameColumns } from "./type_names.ts";

/** Options of {@linkcode createPostgresExecutor}. */
export interface PostgresExecutorOptions {
  readonly runner: TransactionRunner;
  /** The schemas whose names may be suggested; null for all but the system's. */
  readonly schemas: readonly string[] | null;
  /** Hears that the evidence of a request held no longer. */
  onCatalogueChanged(): void;
}

/** Makes the executor. */
export function createPostgresExecutor(options: PostgresExecutorOptions): QueryExecutor {
  const { runner, schemas } = options;
  return {
    async execute(request: QueryRequest, call: CallOptions = {}): Promise<ExecutedResult> {
      try {
        const result = await runner.run(request, call);
        return {
          columns: await nameColumns(result, runner, { ...call, access: request.access }),
          rows: result.rows,
          origins: (result.fields ?? []).map(({ origin: { table, column } }) =>
            table === 0 ? null : `${table}.${column}`
          ),
          truncatedBy: result.truncatedBy,
          affectedRows: request.access === "write" ? affectedRows(result.tag) : null,
          durationMs: result.durationMs,
          timeZone: result.session.wire.timeZone(),
        };
      } catch (error) {
        if (!(error instanceof PgmcpError)) throw error;
        if (error.code === "PGMCP_CATALOGUE_CHANGED") options.onCatalogueChanged();
        const silent = error.code !== "PGMCP_UNDEFINED_NAME" ||
          request.withoutSuggestions === true;
        if (silent) throw error;
        throw await suggestNames(error, { request, runner, schemas, call });
      }
    },
  };
}

// `INSERT 0 3`, `UPDATE 3`, `DELETE 3`, `MERGE 3` (PostgreSQL, section 54.7, CommandComplete).
function affectedRows(tag: string): number {
  return Number(/ (\d+)$/.exec(tag)?.[1] ?? 0);
}
