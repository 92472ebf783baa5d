// Rules of a policy that change nothing, because another rule stands above them. Nobody
// writes one on purpose: what it was meant to do is not done.

import type { Policy, PolicyRules, TableRules } from "./policy.ts";
import { isGlob, matchesTable, patternText } from "./table_pattern.ts";

/** A rule that changes nothing. */
export interface IdleRule {
  /** Its path, such as `tables.users.row_filter`. */
  readonly rule: string;
  /** Why, as a sentence. */
  readonly reason: string;
}

/** Finds them by the text alone. */
export function findIdleRules(policy: Policy): readonly IdleRule[] {
  return [
    ...idleIn(policy.base, ""),
    ...[...policy.roles].flatMap(([role, rules]) => [
      ...idleIn(rules, `roles.${role}.`),
      ...idleUnder(policy.base, rules, `roles.${role}.`),
    ]),
  ];
}

function idleIn(rules: PolicyRules, path: string): readonly IdleRule[] {
  const found: IdleRule[] = [];
  for (const entry of rules.tables) {
    const denied = deniedBy(rules, entry);
    const rule = `${path}tables.${entry.key}`;
    if (denied !== null) found.push({ rule, reason: `deny_tables names ${denied}, and wins.` });
    found.push(...idleColumns(entry, rule));
  }
  for (const pattern of rules.allowTables) {
    const text = patternText(pattern);
    if (isGlob(pattern)) continue;
    const table = { schema: pattern.schema ?? "", name: pattern.name };
    const denied = rules.denyTables.find((one) =>
      (one.schema === null || pattern.schema !== null) && matchesTable(one, table)
    );
    if (denied === undefined) continue;
    const reason = `deny_tables names ${patternText(denied)}, and wins.`;
    found.push({ rule: `${path}allow_tables.${text}`, reason });
  }
  if (rules.default === "allow" && rules.allowTables.length > 0) {
    const reason = "default is allow: every table that is not denied is allowed anyway.";
    found.push({ rule: `${path}allow_tables`, reason });
  }
  return found;
}

function idleColumns(entry: TableRules, rule: string): readonly IdleRule[] {
  const denied = new Set(entry.denyColumns);
  const masked = [...entry.maskColumns.keys()].filter((name) => denied.has(name))
    .map((name) => ({
      rule: `${rule}.mask_columns.${name}`,
      reason: "deny_columns names the column, and wins.",
    }));
  const allowed = (entry.allowColumns ?? []).filter((name) => denied.has(name))
    .map((name) => ({
      rule: `${rule}.allow_columns.${name}`,
      reason: "deny_columns names the column, and wins.",
    }));
  return [...masked, ...allowed];
}

// A role cannot allow what everybody is denied, nor lift a limit.
function idleUnder(base: PolicyRules, role: PolicyRules, path: string): readonly IdleRule[] {
  const found: IdleRule[] = [];
  for (const pattern of role.allowTables) {
    if (isGlob(pattern)) continue;
    const table = { schema: pattern.schema ?? "", name: pattern.name };
    const denied = base.denyTables.find((one) =>
      (one.schema === null || pattern.schema !== null) && matchesTable(one, table)
    );
    const named = base.allowTables.some((one) => matchesTable(one, table)) ||
      base.tables.some((one) => matchesTable(one.pattern, table));
    const rule = `${path}allow_tables.${patternText(pattern)}`;
    if (denied !== undefined) {
      found.push({ rule, reason: "Everybody's deny_tables names it, and a role only narrows." });
    } else if (base.default === "deny" && !named && pattern.schema !== null) {
      found.push({ rule, reason: "Everybody's rules do not allow it, and a role only narrows." });
    }
  }
  for (const [limit, key] of LIMITS) {
    const [wide, narrow] = [role.limits[limit], base.limits[limit]];
    if (wide === null || narrow === null || wide <= narrow) continue;
    found.push({
      rule: `${path}${key}`,
      reason: `Everybody's ${key} is ${narrow}, which is less.`,
    });
  }
  return found;
}

const LIMITS = [
  ["maxQueriesPerMinute", "max_queries_per_minute"],
  ["maxQueriesPerHour", "max_queries_per_hour"],
  ["maxRowsPerDay", "max_rows_per_day"],
  ["maxRowsPerQuery", "max_rows_per_query"],
  ["maxBytesPerQuery", "max_bytes_per_query"],
  ["maxCost", "max_cost"],
  ["blockFullScansOverRows", "block_full_scans"],
] as const;

function deniedBy(rules: PolicyRules, { pattern }: TableRules): string | null {
  if (isGlob(pattern)) return null;
  const table = { schema: pattern.schema ?? "", name: pattern.name };
  const denied = rules.denyTables.find((one) =>
    (one.schema === null || pattern.schema !== null) && matchesTable(one, table)
  );
  return denied === undefined ? null : patternText(denied);
}
