// Views that the policy names, and that so exist although they read what it hides: whoever named one
// may not have thought of what is in it. Which column of a view shows which column of a table the
// catalogue does not tell, so a column that the view hides under the same name counts as hidden.

import type { CatalogueEntry } from "../ports/protection_catalogue.ts";
import type { CompiledPolicy, ProtectedRelation, RelationRule } from "./compiled_policy.ts";
import type { Policy } from "./policy.ts";
import type { RuleRemark } from "./rule_remark.ts";
import { isGlob, matchesTable, patternText } from "./table_pattern.ts";

/** Finds those that exist under `compiled`, which is `policy` for `role`; '' for everybody. */
export function findExposingViews(
  policy: Policy,
  compiled: CompiledPolicy,
  role: string,
): readonly RuleRemark[] {
  const byOid = new Map([...compiled.relations.values()].map((rule) => [rule.entry.oid, rule]));
  return [...byOid.values()].flatMap((rule): readonly RuleRemark[] => {
    if (rule.kind === "denied" || !"vm".includes(rule.entry.kind)) return [];
    const { entry } = rule;
    const named = ruleNaming(policy, entry, role);
    if (named === null) return [];
    const read = entry.reads.flatMap(({ columns, oid }) => {
      const from = byOid.get(oid);
      return from === undefined ? [] : exposedBy(rule, from, columns);
    });
    if (read.length === 0) return [];
    const kind = entry.kind === "m" ? "materialised view" : "view";
    const whole = entry.readsWholeRows ? ", and whole rows" : "";
    return [{
      rule: named,
      text: `The ${kind} ${entry.schema}.${entry.name} reads ${listed(read)}${whole}: ` +
        `what it shows of that is not hidden. Mask or deny its columns under tables, give it a ` +
        `row_filter, or do not name it.`,
    }];
  });
}

/** What a named view may show of a relation that it reads. */
function exposedBy(
  view: Exclude<RelationRule, { readonly kind: "denied" }>,
  from: RelationRule,
  read: readonly number[],
): readonly string[] {
  const table = `${from.entry.schema}.${from.entry.name}`;
  if (from.kind === "open") return [];
  // To name a view and not its tables is a way to show just that; to deny those and name it is not.
  if (from.kind === "denied") return from.rule.includes("deny_tables") ? [`${table} (denied)`] : [];
  const hides = new Set(
    view.kind === "open" ? [] : [
      ...view.hidden.keys(),
      ...view.shown.filter(({ mask }) => mask !== null).map(({ column }) => column.name),
    ],
  );
  const columns = secretColumns(from).filter(({ name, number }) =>
    (read.includes(number) || view.entry.readsWholeRows) && !hides.has(name)
  ).map(({ how, name }) => `${table}.${name} (${how})`);
  const filtered = from.filters.length > 0 && (view.kind === "open" || view.filters.length === 0);
  return filtered ? [`all rows of ${table} (filtered)`, ...columns] : columns;
}

function secretColumns({ entry, hidden, shown }: ProtectedRelation) {
  const masked = new Set(
    shown.filter(({ mask }) => mask !== null).map(({ column }) => column.number),
  );
  return entry.columns.flatMap(({ name, number }) =>
    hidden.has(name)
      ? [{ name, number, how: "denied" }]
      : masked.has(number)
      ? [{ name, number, how: "masked" }]
      : []
  );
}

function ruleNaming(policy: Policy, entry: CatalogueEntry, role: string): string | null {
  const levels = [
    ["", policy.base] as const,
    ...[...policy.roles].filter(([name]) => name === role)
      .map(([name, rules]) => [`roles.${name}.`, rules] as const),
  ];
  for (const [path, rules] of levels) {
    const allowed = rules.allowTables.find((one) => !isGlob(one) && matchesTable(one, entry));
    if (allowed !== undefined) return `${path}allow_tables.${patternText(allowed)}`;
    const table = rules.tables.find(({ pattern }) =>
      !isGlob(pattern) && matchesTable(pattern, entry)
    );
    if (table !== undefined) return `${path}tables.${table.key}`;
  }
  return null;
}

/** More than a few say no more. */
const MOST_LISTED = 5;

function listed(items: readonly string[]): string {
  const more = items.length - MOST_LISTED;
  const first = items.slice(0, MOST_LISTED).join(", ");
  return more > 0 ? `${first} and ${more} more` : first;
}
