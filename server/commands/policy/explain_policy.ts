// `pgmcp policy explain`: the verdict on one statement, the rules that fired, and the SQL
// that would run. Values that are bound are named, never shown.

import { PgmcpError } from "../../../core/errors.ts";
import { effectiveLimits } from "../../../core/policy/effective_limits.ts";
import type { PolicyLimits } from "../../../core/policy/policy.ts";
import { queryReport } from "../../../core/services/query_report.ts";
import type { Verdict } from "../../../core/sql/verdict.ts";
import { drawVerdict } from "../check/draw_verdict.ts";
import { FAILURE_EXIT_CODE } from "../exit_codes.ts";
import { printableLine, printableLines } from "../terminal/printable.ts";
import type { Screen } from "../terminal/screen.ts";
import { createStyle } from "../terminal/style.ts";
import { openPolicyTarget, type PolicySurroundings } from "./open_policy_target.ts";
import type { PolicyAction } from "./policy_action.ts";
import { fixedSource, readValidPolicy } from "./read_policy.ts";
import { callerOf, policyGuardOf, tryStatement } from "./try_statement.ts";

/** Explains the statement; returns the exit code: 1 where it is refused. */
export async function explainPolicy(
  action: PolicyAction & { readonly kind: "explain" },
  surroundings: PolicySurroundings,
): Promise<number> {
  const { screen } = surroundings;
  const { file, sql } = action;
  const principal = callerOf(action);
  const given = file === undefined ? null : fixedSource(await readValidPolicy(file), file);
  const options = { ...action, withPolicy: given === null };
  await using target = await openPolicyTarget(surroundings, options);
  const source = given ?? target.database.policy;
  if (source === undefined) {
    throw new PgmcpError("PGMCP_INVALID_ARGUMENT", {
      message: "Cannot explain: there is no policy, neither in --file nor in POLICY_FILE",
      hint: "Name one: pgmcp policy explain --file policy.yaml …",
    });
  }
  const { roles } = source.policy;
  if (action.role !== undefined && roles.size > 0 && !roles.has(action.role)) {
    const there = [...roles.keys()].join(", ");
    surroundings.errorScreen.write(
      printableLine(
        `The policy has no role ${action.role}: its keys see nothing. It has ${there}.`,
      ) +
        "\n",
    );
  }
  const verdict = await tryStatement(policyGuardOf(target, source), sql, principal);
  const limits = effectiveLimits(source.policy, principal.role);
  const { maxRows } = target.settings;
  const readRows = Math.min(maxRows, limits?.maxRowsPerQuery ?? maxRows);
  screen.write(
    action.json
      ? `${JSON.stringify({ ...record(sql, verdict), max_rows: readRows })}\n`
      : draw(verdict, { sql, limits, screen, stopsAtRows: readRows < maxRows ? readRows : null })
        .map((line) => `${line}\n`).join(""),
  );
  return verdict.kind === "allow" ? 0 : FAILURE_EXIT_CODE;
}

function record(sql: string, verdict: Verdict): Readonly<Record<string, unknown>> {
  const { filteredTables, maskedColumns, notes, policyHash, rules, sqlAsRun } = queryReport(
    verdict,
    { guardMs: 0, databaseMs: 0 },
  );
  const refusal = verdict.kind === "allow"
    ? { code: null, message: null, hint: null }
    : { code: verdict.code, message: verdict.message, hint: verdict.hint };
  return {
    sql,
    verdict: verdict.kind,
    ...refusal,
    policy_hash: policyHash,
    rules,
    masked_columns: maskedColumns,
    filtered_tables: filteredTables,
    notes,
    sql_as_run: sqlAsRun,
  };
}

function draw(
  verdict: Verdict,
  options: {
    readonly sql: string;
    readonly limits: PolicyLimits | null;
    readonly screen: Screen;
    /** Where fewer rows are read than the statement's LIMIT says; null where it says how many. */
    readonly stopsAtRows: number | null;
  },
): readonly string[] {
  const { limits, screen, sql, stopsAtRows } = options;
  const style = createStyle(screen.colour);
  const lines = [...drawVerdict({ sql, origin: "statement" }, verdict, screen)];
  if (verdict.kind !== "allow") return lines;
  function list(title: string, values: readonly string[]): void {
    if (values.length === 0) return;
    lines.push(style.bold(title), ...values.map((value) => `  ${printableLine(value)}`));
  }
  list("Rules that fired", verdict.policy?.rules ?? []);
  list("Masked columns", verdict.policy?.maskedColumns ?? []);
  list("Filtered tables", verdict.policy?.filteredTables ?? []);
  list("Said with the answer", verdict.policy?.notes ?? []);
  list("Limits", limits === null ? [] : limitLines(limits));
  lines.push(
    style.bold("SQL that would run"),
    ...printableLines(verdict.sql).split("\n").map((line) => `  ${line}`),
  );
  if (stopsAtRows !== null && verdict.access === "read") {
    lines.push(style.dim(`  Reading stops after ${stopsAtRows} rows, as max_rows_per_query says.`));
  }
  if ((verdict.values?.length ?? 0) > 0) {
    lines.push(
      style.dim(
        `  $1${verdict.values?.length === 1 ? " is" : " and on are"} bound, and not shown.`,
      ),
    );
  }
  return lines;
}

function limitLines(limits: PolicyLimits): readonly string[] {
  const named: readonly (readonly [string, number | null])[] = [
    ["max_queries_per_minute", limits.maxQueriesPerMinute],
    ["max_queries_per_hour", limits.maxQueriesPerHour],
    ["max_rows_per_day", limits.maxRowsPerDay],
    ["max_rows_per_query", limits.maxRowsPerQuery],
    ["max_bytes_per_query", limits.maxBytesPerQuery],
    ["max_cost", limits.maxCost],
    ["block_full_scans: over_rows", limits.blockFullScansOverRows],
  ];
  return named.flatMap(([key, value]) => value === null ? [] : [`${key}: ${value}`]);
}
