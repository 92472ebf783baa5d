// A served database in memory with a guard that lets pass what it is not told to
// refuse. The real guard has its own tests; these need its contract only.

import type { Guard } from "../../core/services/guard.ts";
import { createQueryService } from "../../core/services/query_service.ts";
import type { RefuseVerdict } from "../../core/sql/verdict.ts";
import type { ServedDatabase } from "../../server/tools/served_database.ts";
import {
  createMemoryDatabase,
  type MemoryDatabase,
  type MemoryDatabaseOptions,
} from "./memory_database.ts";

/** What is served. */
export interface ServeMemoryOptions extends MemoryDatabaseOptions {
  readonly readOnly?: boolean;
  readonly maxRows?: number;
  readonly maxBytes?: number;
  /** Refusals by statement. */
  readonly refusals?: Readonly<Record<string, Omit<RefuseVerdict, "kind">>>;
}

/** A database in memory as the tools see it. */
export interface ServedMemory extends ServedDatabase {
  readonly database: MemoryDatabase;
}

/** Makes it. */
export function serveMemory(options: ServeMemoryOptions = {}): ServedMemory {
  const database = createMemoryDatabase(options);
  const guard: Guard = {
    load: () => Promise.resolve(),
    check(sql) {
      const refusal = options.refusals?.[sql];
      if (refusal !== undefined) return Promise.resolve({ kind: "refuse", ...refusal });
      const write = options.readOnly === false && /^(insert|update|delete)/i.test(sql);
      return Promise.resolve({
        kind: "allow",
        sql,
        statement: write ? "update" : "select",
        access: write ? "write" : "read",
        relations: [],
      });
    },
  };
  const { executor, explorer } = database;
  const limits = {
    maxRows: options.maxRows ?? 100,
    maxBytes: options.maxBytes ?? 100 * 1024,
    timeoutMs: 10_000,
  };
  return {
    database,
    queries: createQueryService({ guard, executor, limits }),
    explorer,
    limits,
    readOnly: options.readOnly ?? true,
    ping: (call) => database.ping(call),
  };
}
