// A database that agents bring, as the tools use it. Each call is checked here by its text, then
// goes to a live agent, which checks it again with the catalogue and its own settings.
//
// A call whose link breaks, or whose agent ends, may have run. A read is sent once more, to another
// live agent: it runs in a READ ONLY transaction that is rolled back, so that running it twice
// changes nothing (it counts twice where agents count). What may write is never sent again, and
// the answer says that its outcome is not known. Once, because a statement that takes an agent
// down must not take down all.

import { type ErrorCode, PgmcpError } from "../../core/errors.ts";
import type { GuardedDatabase } from "../../core/ports/guarded_database.ts";
import type { CallOptions } from "../../core/ports/query_executor.ts";
import type { Guard } from "../../core/services/guard.ts";
import { queryReport } from "../../core/services/query_report.ts";
import type { Verdict } from "../../core/sql/verdict.ts";
import type { AgentDirectory } from "./agent_directory.ts";

/** What a routed database needs. */
export interface RoutedDatabaseOptions {
  readonly agents: AgentDirectory;
  /** The guard without catalogue, for what may be read only and for what may be written. */
  readonly guardOf: (readOnly: boolean) => Guard;
}

/** The database of that name. */
export function routedDatabase(name: string, options: RoutedDatabaseOptions): GuardedDatabase {
  const { agents, guardOf } = options;

  function offered() {
    const known = agents.databases.get(name);
    if (known === undefined) throw agents.unavailable(name);
    return known.offered;
  }

  async function send<T>(
    call: { readonly writes: boolean; readonly options: CallOptions | undefined },
    ask: (database: GuardedDatabase, options: CallOptions) => Promise<T>,
  ): Promise<T> {
    const startedMs = performance.now();
    const first = agents.route(name);
    if (first === null) throw agents.unavailable(name);
    const { options = {}, writes } = call;
    try {
      return await ask(first.brought.database, options);
    } catch (error) {
      if (!(error instanceof PgmcpError)) throw error;
      if (writes) throw unknownOutcome(error);
      const gone = error.code === "PGMCP_AGENT_LOST" || error.code === "PGMCP_SHUTTING_DOWN";
      if (!gone || options.signal?.aborted) throw error;
      const second = agents.route(name, first.agent);
      if (second === null) throw error;
      const { deadlineMs } = options;
      const leftMs = deadlineMs === undefined
        ? {}
        : { deadlineMs: Math.max(1, deadlineMs - (performance.now() - startedMs)) };
      return await ask(second.brought.database, { ...options, ...leftMs });
    }
  }

  async function check(sql: string, options: CallOptions | undefined): Promise<Checked> {
    const { readOnly } = offered();
    const startedMs = performance.now();
    options?.onPhase?.("checking the SQL");
    const verdict = await guardOf(readOnly).check(sql, options);
    const guardMs = performance.now() - startedMs;
    return { verdict, guardMs, writes: verdict.kind !== "refuse" && verdict.access === "write" };
  }

  return {
    get limits() {
      return offered().limits;
    },
    get readOnly() {
      return offered().readOnly;
    },
    queries: {
      async query(call, options) {
        const { verdict, guardMs, writes } = await check(call.sql, options);
        if (verdict.kind === "refuse") {
          const report = queryReport(verdict, { guardMs, databaseMs: 0 });
          return { kind: "refused", verdict, report };
        }
        return await send({ writes, options }, ({ queries }, left) => queries.query(call, left));
      },
      async explain(call, options) {
        const { verdict, guardMs } = await check(call.sql, options);
        // What may not be run may not be explained; the rest only the agent knows.
        if (verdict.kind === "refuse") {
          const report = queryReport(verdict, { guardMs, databaseMs: 0 });
          return { kind: "refused", verdict, report };
        }
        return await send(
          { writes: false, options },
          ({ queries }, left) => queries.explain(call, left),
        );
      },
    },
    explorer: {
      listSchemas: (options) =>
        send({ writes: false, options }, ({ explorer }, left) => explorer.listSchemas(left)),
      listTables: (request, options) =>
        send(
          { writes: false, options },
          ({ explorer }, left) => explorer.listTables(request, left),
        ),
      describeTable: (request, options) =>
        send(
          { writes: false, options },
          ({ explorer }, left) => explorer.describeTable(request, left),
        ),
    },
    ping: (options) => send({ writes: false, options }, (database, left) => database.ping(left)),
  };
}

interface Checked {
  readonly verdict: Verdict;
  readonly guardMs: number;
  readonly writes: boolean;
}

/** What says nothing of whether a statement was committed before its answer got lost. */
const UNKNOWN_OUTCOMES: readonly ErrorCode[] = [
  "PGMCP_AGENT_LOST",
  "PGMCP_AGENT_TIMEOUT",
  "PGMCP_RESULT_TOO_LARGE",
  "PGMCP_TUNNEL_PROTOCOL",
];

function unknownOutcome(error: PgmcpError): PgmcpError {
  const unknown = UNKNOWN_OUTCOMES.includes(error.code);
  return unknown ? new PgmcpError("PGMCP_OUTCOME_UNKNOWN", { cause: error }) : error;
}
