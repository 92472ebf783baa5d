// A policy held against a database, for whoever writes it: what of it cannot be applied,
// what changes nothing, and what follows for tables that it does not name. It runs nothing
// but the check of its row filters.

import type { QuerySettings } from "../config/query_settings.ts";
import { compilePolicy } from "../policy/compile_policy.ts";
import type { CompiledPolicy, LineageNote } from "../policy/compiled_policy.ts";
import { createFilterJudge } from "../policy/filter_judge.ts";
import { findExposingViews } from "../policy/find_exposing_views.ts";
import { findOpenSecrets } from "../policy/find_open_secrets.ts";
import type { Policy, TablePattern } from "../policy/policy.ts";
import type { PolicyCandidate } from "../policy/policy_source.ts";
import type { RuleRemark } from "../policy/rule_remark.ts";
import { isGlob, matchesTable, patternText } from "../policy/table_pattern.ts";
import type { Catalogue } from "../ports/catalogue.ts";
import type { ProtectionSnapshot } from "../ports/protection_catalogue.ts";
import type { Parser } from "../sql/parse.ts";
import { createGuard } from "./guard.ts";

/** What the policy is held against. */
export interface ExamineOptions {
  readonly catalogue: Catalogue;
  readonly settings: QuerySettings;
  readonly parser: Parser;
}

/** What came of it. */
export interface PolicyExamination {
  /** With any of these the policy lets nothing through. */
  readonly problems: readonly RuleRemark[];
  /** What may not be what was meant. */
  readonly warnings: readonly RuleRemark[];
  /** What follows for relations and columns that the policy does not name, for each role; '' is everybody. */
  readonly lineage: ReadonlyMap<string, readonly LineageNote[]>;
  /** What holds for each role; '' is everybody. */
  readonly compiled: ReadonlyMap<string, CompiledPolicy>;
}

/** Holds `candidate` against a database. Throws what the catalogue throws. */
export async function examinePolicy(
  { policy }: Pick<PolicyCandidate, "policy">,
  options: ExamineOptions,
): Promise<PolicyExamination> {
  const { catalogue, parser, settings } = options;
  const { allowFunctions, readOnly, schemas } = settings;
  const guard = createGuard({ allowFunctions, readOnly, schemas, catalogue, parser });
  const snapshot = await catalogue.readEntries();
  const problems = new Map<string, RuleRemark>();
  const compiled = new Map<string, CompiledPolicy>();
  const filters = createFilterJudge({
    async judgeFilter(probe) {
      const verdict = await guard.check(probe);
      return verdict.kind === "allow" ? null : verdict.message;
    },
  });
  for (const role of [null, ...policy.roles.keys()]) {
    const made = await compilePolicy(policy, snapshot, { role, parser, hasHashKey: true });
    compiled.set(role ?? "", made);
    const refused = await filters.problemsOf(made.relations.values());
    for (const { rule, message } of [...made.problems, ...refused]) {
      problems.set(`${rule}\0${message}`, { rule, text: sentence(message) });
    }
  }
  return {
    problems: [...problems.values()],
    warnings: distinct([
      ...ambiguousNames(policy, snapshot),
      ...[...compiled].flatMap(([role, made]) => findExposingViews(policy, made, role)),
      ...[...compiled].flatMap(([role, made]) => role === "" ? findOpenSecrets(policy, made) : []),
    ]),
    lineage: new Map([...compiled].map(([role, { lineage }]) => [role, lineage])),
    compiled,
  };
}

function distinct(remarks: readonly RuleRemark[]): readonly RuleRemark[] {
  return [...new Map(remarks.map((each) => [`${each.rule}\0${each.text}`, each])).values()];
}

// A name without schema means the table of every schema, which the writer may not know of.
function ambiguousNames(policy: Policy, snapshot: ProtectionSnapshot): readonly RuleRemark[] {
  const levels = [["", policy.base] as const, ...policy.roles];
  return levels.flatMap(([role, rules]) => {
    const path = role === "" ? "" : `roles.${role}.`;
    const named: readonly (readonly [string, TablePattern])[] = [
      ...rules.allowTables.map((pattern) => ["allow_tables", pattern] as const),
      ...rules.denyTables.map((pattern) => ["deny_tables", pattern] as const),
      ...rules.writableTables.map((pattern) => ["writable_tables", pattern] as const),
      ...rules.tables.map(({ pattern }) => ["tables", pattern] as const),
    ];
    return named.flatMap(([key, pattern]) => {
      if (pattern.schema !== null || isGlob(pattern)) return [];
      const found = snapshot.entries.filter((entry) => matchesTable(pattern, entry));
      if (found.length < 2) return [];
      const places = found.map(({ schema, name }) => `${schema}.${name}`).join(", ");
      const text =
        `It means ${found.length} tables: ${places}. Name the schema where one is meant.`;
      return [{ rule: `${path}${key}.${patternText(pattern)}`, text }];
    });
  });
}

function sentence(text: string): string {
  return /[.!?]$/.test(text) ? text : `${text}.`;
}
