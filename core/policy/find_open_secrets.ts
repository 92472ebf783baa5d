// Columns that look like secrets, in tables that exist only because a pattern or the default lets
// them: nobody has looked at those. A name is a hint and no proof, so it is only a warning.

import type { CatalogueColumn, CatalogueEntry } from "../ports/protection_catalogue.ts";
import type { CompiledPolicy } from "./compiled_policy.ts";
import type { Policy } from "./policy.ts";
import type { RuleRemark } from "./rule_remark.ts";
import { looksGrave } from "./suggest_masks.ts";
import { isGlob, matchesTable, patternText } from "./table_pattern.ts";

/** Finds those that everybody sees under `compiled`, which is `policy` for no role. */
export function findOpenSecrets(
  policy: Policy,
  { relations }: CompiledPolicy,
): readonly RuleRemark[] {
  const found = new Map<string, string[]>();
  for (const rule of relations.values()) {
    // Views show what tables hold.
    if (rule.kind === "denied" || "vm".includes(rule.entry.kind)) continue;
    const by = lettingRule(policy, rule.entry);
    if (by === null) continue;
    const shown = rule.kind === "open"
      ? rule.entry.columns
      : rule.shown.filter(({ mask }) => mask === null).map(({ column }) => column);
    const secrets = shown.filter(looksSecret)
      .map(({ name }) => `${rule.entry.schema}.${rule.entry.name}.${name}`);
    if (secrets.length > 0) found.set(by, [...found.get(by) ?? [], ...secrets]);
  }
  return [...found].map(([rule, columns]) => {
    const more = columns.length - MOST_LISTED;
    const first = columns.toSorted().slice(0, MOST_LISTED).join(", ");
    return {
      rule,
      text: `No rule names the tables of ${first}${more > 0 ? ` and ${more} more` : ""}, which ` +
        `look like secrets and are shown. Deny them, or name the table if that is meant; ` +
        `pgmcp policy suggest writes the rules.`,
    };
  });
}

/** The pattern or default that lets the table; null where a rule names it. */
function lettingRule(policy: Policy, entry: CatalogueEntry): string | null {
  const { allowTables, default: otherwise, tables } = policy.base;
  const all = [...allowTables, ...tables.map(({ pattern }) => pattern)];
  if (all.some((one) => !isGlob(one) && matchesTable(one, entry))) return null;
  const allowed = allowTables.find((one) => matchesTable(one, entry));
  if (allowed !== undefined) return `allow_tables.${patternText(allowed)}`;
  return otherwise === "allow" ? "default" : null;
}

function looksSecret({ name, typeName }: CatalogueColumn): boolean {
  return looksGrave({ name, type: WRITTEN_TYPES[typeName] ?? typeName });
}

/** Types whose name in the catalogue is not what PostgreSQL writes. */
const WRITTEN_TYPES: Readonly<Record<string, string>> = {
  bool: "boolean",
  bpchar: "character",
  varchar: "character varying",
};

/** More than a few say no more. */
const MOST_LISTED = 5;
