// The quotas of a policy: queries a minute and an hour, rows a day, for each principal and
// for each table that has its own. A query counts before it runs, rows once they are read:
// calls at one moment can together have more rows than are left, and the next has none.

import { LOCAL_PRINCIPAL } from "../auth/principal.ts";
import { PgmcpError } from "../errors.ts";
import { grantsOf } from "../policy/admit_principal.ts";
import { effectiveLimits, narrowLimits } from "../policy/effective_limits.ts";
import type { PolicySource } from "../policy/policy_source.ts";
import { rulesForTable } from "../policy/rules_for_table.ts";
import type { NamedTable } from "../policy/table_pattern.ts";
import type { CallOptions, QueryExecutor, QueryLimits } from "../ports/query_executor.ts";
import type { TableView } from "./table_views.ts";
import type { QuotaStore } from "../ports/quota_store.ts";
import type { AllowVerdict } from "../sql/verdict.ts";
import { inspectPlan, limitsPlans } from "./inspect_plan.ts";
import { UntrustedReads, untrustedRelations } from "./untrusted_reads.ts";
import type { CallAllowance, QueryAllowance } from "./query_allowance.ts";

/** What {@linkcode policyAllowance} needs. */
export interface PolicyAllowanceOptions {
  readonly source: PolicySource;
  readonly quotas: QuotaStore;
  /** Runs EXPLAIN where the policy limits plans. */
  readonly executor: QueryExecutor;
  /** The tables as they are for the caller. Throws where the policy cannot be applied. */
  viewFor(call: CallOptions): Promise<TableView>;
  /** The server that asks for its principals, for an agent; what the policy grants it is counted too. */
  readonly server?: string;
  /** The time now, in milliseconds; for tests. */
  readonly nowMs?: () => number;
}

/** One quota, and what it counts. */
interface Quota {
  readonly counts: "queries" | "rows";
  /** Whom it counts for, beside the principal: a table, or everything. */
  readonly of: string;
  readonly windowMs: number;
  readonly limit: number;
  /** Whose it is, where it is not the principal's. */
  readonly server?: string;
}

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;
const SPANS: ReadonlyMap<number, string> = new Map([
  [MINUTE_MS, "minute"],
  [HOUR_MS, "hour"],
  [DAY_MS, "day"],
]);

/** Makes the allowance of a policy. */
export function policyAllowance(options: PolicyAllowanceOptions): QueryAllowance {
  const { executor, quotas, source } = options;
  const reads = new UntrustedReads(options.nowMs ?? (() => performance.now()));
  return {
    begin(call): CallAllowance {
      const { id, role } = call.principal ?? LOCAL_PRINCIPAL;
      const subject = `policy:${source.file}:${id}`;
      const account = { quotas, subject };
      let admitted: Promise<{ readonly limits: QueryLimits; readonly kept: Kept }> | null = null;

      async function admitOnce(verdict: AllowVerdict, limits: QueryLimits) {
        const { policy } = source;
        const own = effectiveLimits(policy, role);
        if (own === null) {
          throw new PgmcpError("PGMCP_PERMISSION_DENIED", {
            message: "The policy does not know the role of this key.",
            hint:
              "An operator can name the role under roles in the policy, or give the key another.",
          });
        }
        const relations = (await options.viewFor(call)).reach(verdict.relations);
        reads.admit(id, { policy, role, relations });
        const tables = relations.flatMap((relation) => relation.tables)
          .map((table) => limitsOf(policy, role, table));
        const wanted = [...quotasOf(own, tables), ...serverQuotas(policy, options.server)];
        const left = await takeQueries(account, wanted);
        const rows = await rowsLeft(account, wanted);
        const narrowed = narrowLimits(limits, own);
        return {
          limits: { ...narrowed, maxRows: Math.min(narrowed.maxRows, rows) },
          kept: { quotas: wanted, left, untrusted: untrustedRelations(relations, policy, role) },
        };
      }

      return {
        async admit(verdict, limits) {
          admitted ??= admitOnce(verdict, limits);
          return (await admitted).limits;
        },
        async inspect(verdict, request) {
          const { policy } = source;
          const own = effectiveLimits(policy, role);
          if (own === null || !limitsPlans(policy, role)) return;
          const view = await options.viewFor(call);
          await inspectPlan({ executor, request, verdict, call, policy, role, limits: own, view });
        },
        async settle(result) {
          if (admitted === null) return { left: [], untrusted: [] };
          const { kept } = await admitted;
          const rows = result?.rows.length ?? 0;
          const left = [...kept.left, ...await takeRows(account, kept.quotas, rows)];
          return { left, untrusted: kept.untrusted };
        },
      };
    },
  };
}

/** Where it is counted, and for whom. */
interface Account {
  readonly quotas: QuotaStore;
  readonly subject: string;
}

interface Kept {
  readonly quotas: readonly Quota[];
  readonly left: readonly string[];
  readonly untrusted: readonly string[];
}

type TableLimits = {
  readonly name: string;
  readonly maxQueriesPerHour: number | null;
  readonly maxRowsPerDay: number | null;
};

function limitsOf(
  policy: PolicySource["policy"],
  role: string | null,
  { schema, name }: NamedTable,
): TableLimits {
  const ruling = rulesForTable(policy, role, { schema, name });
  const limits = ruling.kind === "allowed"
    ? ruling
    : { maxQueriesPerHour: null, maxRowsPerDay: null };
  const { maxQueriesPerHour, maxRowsPerDay } = limits;
  // By its whole name, however the statement spells it, or each spelling had a quota of its own.
  return { name: `${schema}.${name}`, maxQueriesPerHour, maxRowsPerDay };
}

function quotasOf(
  own: NonNullable<ReturnType<typeof effectiveLimits>>,
  tables: readonly TableLimits[],
): readonly Quota[] {
  const quotas: Quota[] = [];
  function add(
    limit: number | null,
    quota: Omit<Quota, "limit">,
  ): void {
    const known = quotas.some(({ counts, of, windowMs }) =>
      counts === quota.counts && of === quota.of && windowMs === quota.windowMs
    );
    if (limit !== null && !known) quotas.push({ ...quota, limit });
  }
  add(own.maxQueriesPerMinute, { counts: "queries", of: "", windowMs: MINUTE_MS });
  add(own.maxQueriesPerHour, { counts: "queries", of: "", windowMs: HOUR_MS });
  add(own.maxRowsPerDay, { counts: "rows", of: "", windowMs: DAY_MS });
  for (const { name, maxQueriesPerHour, maxRowsPerDay } of tables) {
    add(maxQueriesPerHour, { counts: "queries", of: name, windowMs: HOUR_MS });
    add(maxRowsPerDay, { counts: "rows", of: name, windowMs: DAY_MS });
  }
  return quotas;
}

// A server names its principals as it likes: what they have in all is bounded beside what each has.
function serverQuotas(
  policy: PolicySource["policy"],
  server: string | undefined,
): readonly Quota[] {
  if (server === undefined) return [];
  return grantsOf(policy, server).flatMap(({ maxQueriesPerHour, maxRowsPerDay }): Quota[] => [
    ...(maxQueriesPerHour === null ? [] : [
      { counts: "queries", of: "", windowMs: HOUR_MS, limit: maxQueriesPerHour, server } as const,
    ]),
    ...(maxRowsPerDay === null
      ? []
      : [{ counts: "rows", of: "", windowMs: DAY_MS, limit: maxRowsPerDay, server } as const]),
  ]);
}

async function takeQueries(
  { quotas: store, subject }: Account,
  quotas: readonly Quota[],
): Promise<readonly string[]> {
  const queries = quotas.filter(({ counts }) => counts === "queries");
  // All are asked first, so that a call that one refuses takes nothing of the others.
  for (const quota of queries) {
    const { remaining, resetsAtMs } = await store.take(key(subject, quota), {
      ...quota,
      amount: 0,
    });
    if (remaining < 1) throw exceeded(quota, resetsAtMs);
  }
  const left: string[] = [];
  for (const quota of queries) {
    const answer = await store.take(key(subject, quota), { ...quota, amount: 1 });
    // Somebody else took the last one in between.
    if (!answer.allowed) throw exceeded(quota, answer.resetsAtMs);
    left.push(leftOf(quota, answer.remaining));
  }
  return left;
}

async function rowsLeft(
  { quotas: store, subject }: Account,
  quotas: readonly Quota[],
): Promise<number> {
  let least = Infinity;
  for (const quota of quotas.filter(({ counts }) => counts === "rows")) {
    const { remaining, resetsAtMs } = await store.take(key(subject, quota), {
      ...quota,
      amount: 0,
    });
    if (remaining < 1) throw exceeded(quota, resetsAtMs);
    least = Math.min(least, remaining);
  }
  return least;
}

async function takeRows(
  { quotas: store, subject }: Account,
  quotas: readonly Quota[],
  rows: number,
): Promise<readonly string[]> {
  const left: string[] = [];
  for (const quota of quotas.filter(({ counts }) => counts === "rows")) {
    const request = { ...quota, amount: rows, overdraw: true };
    const { remaining } = await store.take(key(subject, quota), request);
    left.push(leftOf(quota, remaining));
  }
  return left;
}

function key(subject: string, { counts, of, server }: Quota): string {
  if (server !== undefined) return `server:${server}:${counts}`;
  return `${subject}:${counts}${of === "" ? "" : `:${of}`}`;
}

function leftOf(quota: Quota, remaining: number): string {
  return `${remaining} of ${quota.limit} ${quota.counts}${ofTable(quota)} left ${spanOf(quota)}`;
}

function exceeded(quota: Quota, resetsAtMs: number): PgmcpError {
  const at = new Date(resetsAtMs).toISOString().slice(0, 16).replace("T", " ");
  return new PgmcpError("PGMCP_QUOTA_EXCEEDED", {
    message: `The policy allows ${quota.limit} ${quota.counts}${ofTable(quota)} ${
      quota.windowMs === DAY_MS ? "a day" : quota.windowMs === HOUR_MS ? "an hour" : "a minute"
    }, and they are used up until ${at} UTC.`,
  });
}

function ofTable({ of }: Quota): string {
  return of === "" ? "" : ` of ${of}`;
}

function spanOf({ windowMs }: Quota): string {
  return windowMs === DAY_MS ? "today" : `this ${SPANS.get(windowMs) ?? "time"}`;
}
