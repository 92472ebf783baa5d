// A database in memory: fixed tables, and answers by the exact text of a statement.
// It implements the ports for tests of what stands on them; it honours signals, so
// that cancellation can be seen, and delays, so that there is something to cancel.

import { PgmcpError } from "../../core/errors.ts";
import type { Database } from "../../core/ports/database.ts";
import type { QueryRequest, QueryResult } from "../../core/ports/query_executor.ts";
import type {
  ListTablesRequest,
  SchemaSummary,
  TableDescription,
  TablePage,
  TableSummary,
} from "../../core/ports/schema_explorer.ts";

/** What the database holds. */
export interface MemoryDatabaseOptions {
  /** Results by statement; an error is thrown, a statement that is missing is an undefined name. */
  readonly results?: Readonly<Record<string, Partial<QueryResult> | PgmcpError>>;
  readonly schemas?: readonly SchemaSummary[];
  readonly tables?: readonly TableDescription[];
  /** What ping throws. */
  readonly pingError?: PgmcpError;
  /** Statements that run until their signal aborts. */
  readonly endless?: readonly string[];
  /** Every question to the catalogue waits until its signal aborts; false by default. */
  readonly endlessCatalogue?: boolean;
}

/** A database in memory, and what was asked of it. */
export interface MemoryDatabase extends Database {
  /** Every request that was executed. */
  readonly requests: readonly QueryRequest[];
  /** The statements that ended because their signal aborted; `catalogue` for questions to it. */
  readonly cancelled: readonly string[];
  /** How often it was pinged. */
  readonly pings: number;
  /** Resolves when a statement has started that runs until it is aborted. */
  readonly endlessStarted: Promise<void>;
}

const EMPTY_RESULT: QueryResult = {
  columns: [],
  rows: [],
  truncatedBy: null,
  affectedRows: null,
  durationMs: 0.25,
  timeZone: "UTC",
};

/** Makes a database in memory. */
export function createMemoryDatabase(options: MemoryDatabaseOptions = {}): MemoryDatabase {
  const requests: QueryRequest[] = [];
  const cancelled: string[] = [];
  const started = Promise.withResolvers<void>();
  let pings = 0;
  const tables = options.tables ?? [];

  async function execute(request: QueryRequest, signal?: AbortSignal): Promise<QueryResult> {
    requests.push(request);
    if (signal?.aborted) throw new PgmcpError("PGMCP_CANCELLED");
    if (options.endless?.includes(request.sql)) {
      started.resolve();
      await new Promise<void>((resolve) => {
        if (signal === undefined) return;
        signal.addEventListener("abort", () => resolve(), { once: true });
      });
      cancelled.push(request.sql);
      throw new PgmcpError("PGMCP_CANCELLED");
    }
    const result = options.results?.[request.sql];
    if (result === undefined) {
      throw new PgmcpError("PGMCP_UNDEFINED_NAME", { message: "relation does not exist" });
    }
    if (result instanceof PgmcpError) throw result;
    return { ...EMPTY_RESULT, ...result };
  }

  async function answer<T>(read: () => T, signal?: AbortSignal): Promise<T> {
    if (options.endlessCatalogue !== true) return read();
    await new Promise<void>((resolve) => {
      signal?.addEventListener("abort", () => resolve(), { once: true });
    });
    cancelled.push("catalogue");
    throw new PgmcpError("PGMCP_CANCELLED");
  }

  return {
    requests,
    cancelled,
    endlessStarted: started.promise,
    get pings() {
      return pings;
    },
    executor: { execute: (request, call) => execute(request, call?.signal) },
    explorer: {
      listSchemas: (call) => answer(() => options.schemas ?? [], call?.signal),
      listTables: (request, call) => answer(() => page(tables, request), call?.signal),
      describeTable(request) {
        const wanted = request.table.replaceAll('"', "");
        const found = tables.find((table) =>
          [table.name, `${table.schema}.${table.name}`].includes(wanted) &&
          (request.schema ?? table.schema) === table.schema
        );
        return found === undefined
          ? Promise.reject(
            new PgmcpError("PGMCP_TABLE_NOT_FOUND", {
              message: `There is no table "${request.table}". Nearest: ${
                tables.map((table) => table.name).join(", ")
              }.`,
            }),
          )
          : Promise.resolve(found);
      },
    },
    catalogue: {
      resolve: (question) =>
        Promise.resolve({
          functions: [],
          operators: [],
          types: [],
          relations: question.relations.map(() => null),
        }),
      reach: () => Promise.resolve({ relations: [], evidence: null }),
      readEntries: () => Promise.resolve({ entries: [] }),
    },
    ping() {
      pings++;
      return options.pingError === undefined
        ? Promise.resolve({ product: "Memory", version: "1" })
        : Promise.reject(options.pingError);
    },
    close: () => Promise.resolve(),
    [Symbol.asyncDispose]: () => Promise.resolve(),
  };
}

function page(
  tables: readonly TableSummary[],
  request: ListTablesRequest,
): TablePage {
  const matching = tables.filter((table) =>
    (request.schema === undefined || table.schema === request.schema) &&
    table.name.toLowerCase().includes((request.nameFilter ?? "").toLowerCase())
  );
  const from = Number(request.cursor ?? 0);
  const to = from + request.limit;
  return {
    tables: matching.slice(from, to).map(summary),
    total: matching.length,
    nextCursor: to < matching.length ? String(to) : null,
  };
}

/** As the adapters list a table: without its description. */
function summary(
  { schema, name, kind, estimatedRows, sizeBytes, comment }: TableSummary,
): TableSummary {
  return { schema, name, kind, estimatedRows, sizeBytes, comment };
}
