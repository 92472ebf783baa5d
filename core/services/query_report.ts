// What was done to a statement, from the guard's verdict: for its caller and the audit.

import type { QueryReport } from "../ports/query_service.ts";
import { dotted } from "../sql/name_policy.ts";
import type { Verdict } from "../sql/verdict.ts";

/** The report on a statement with this verdict; `timings` in milliseconds. */
export function queryReport(verdict: Verdict, timings: QueryReport["timings"]): QueryReport {
  const allowed = verdict.kind === "allow";
  const policy = allowed ? verdict.policy : undefined;
  const hash = verdict.kind === "refuse" ? verdict.policyHash : policy?.hash;
  return {
    relations: allowed ? verdict.relations.map(dotted) : [],
    policyHash: hash ?? null,
    rules: policy?.rules ?? [],
    maskedColumns: policy?.maskedColumns ?? [],
    filteredTables: policy?.filteredTables ?? [],
    untrusted: [],
    sqlAsRun: allowed ? verdict.sql : null,
    timings,
    notes: policy?.notes ?? [],
  };
}
