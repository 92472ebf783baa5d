// Puts guard and limits around a database that this process holds. The one place where a
// database's settings become what holds for its queries, in a server as in an agent.

import { ceiling } from "../policy/ceiling.ts";
import type { QuerySettings } from "../config/query_settings.ts";
import type { Database } from "../ports/database.ts";
import type { QuotaStore } from "../ports/quota_store.ts";
import type { GuardedDatabase } from "../ports/guarded_database.ts";
import { assertedPrincipals } from "./asserted_principals.ts";
import { createGuard, type GuardOptions } from "./guard.ts";
import { lateAllowance } from "./late_allowance.ts";
import { lateHold } from "./late_hold.ts";
import { createMemoryQuotaStore } from "./memory_quota_store.ts";
import { createQueryService } from "./query_service.ts";

/** A guarded database whose parser can be loaded before the first call. */
export interface WarmDatabase extends GuardedDatabase {
  /** Loads the parser now. */
  load(): Promise<void>;
}

/** Options of {@linkcode guardDatabase}: what several databases can share. */
export interface GuardDatabaseOptions extends Pick<GuardOptions, "parser" | "cacheCharacters"> {
  /** Counts what a policy limits; in memory by default. */
  readonly quotas?: QuotaStore;
  /** The server that an agent answers: what it says of its callers is held to the policy. */
  readonly server?: string;
}

/** Puts the guard, the limits and the policy around `database`, which stays the caller's to close. */
export function guardDatabase(
  database: Database,
  settings: QuerySettings,
  shared: GuardDatabaseOptions = {},
): WarmDatabase {
  const { readOnly, schemas, allowFunctions, maxRows, maxResultBytes, queryTimeoutMs } = settings;
  const { catalogue, executor, explorer } = database;
  const planner = { executor, timeoutMs: queryTimeoutMs };
  const { policy } = database;
  const parts = {
    ...{ readOnly, schemas, allowFunctions, maxRows, catalogue, planner },
    ...shared,
  };
  const held = policy === undefined ? null : lateHold(policy, explorer, parts);
  const guard = held?.guard ?? createGuard(parts);
  const { quotas = createMemoryQuotaStore(), server } = shared;
  const forServer = server === undefined ? {} : { server };
  const allowance = policy === undefined || held === null ? {} : {
    allowance: lateAllowance({
      ...{ source: policy, quotas, executor, ...forServer },
      compiledFor: (call) => held.compiledFor(call),
    }),
  };
  const limits = { maxRows, maxBytes: maxResultBytes, timeoutMs: queryTimeoutMs };
  const guarded: WarmDatabase = {
    queries: createQueryService({ guard, executor, limits, ...allowance }),
    explorer: held?.explorer ?? explorer,
    get limits() {
      return ceiling(limits, policy);
    },
    readOnly,
    async ping(options) {
      const info = await database.ping(options);
      // It says what it has to in the log; every statement meets the same.
      held?.announce().catch(() => {});
      return info;
    },
    load: () => guard.load(),
  };
  return policy === undefined || server === undefined
    ? guarded
    : assertedPrincipals(guarded, { server, source: policy });
}
