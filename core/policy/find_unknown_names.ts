// Names in a policy that the database does not have. A misspelt name protects nothing, so each is
// an error. A pattern with a star that matches nothing yet is none: it may be meant for what comes.

import type { CatalogueEntry, ProtectionSnapshot } from "../ports/protection_catalogue.ts";
import { nearestNames } from "../sql/nearest_names.ts";
import type { CompileProblem } from "./compiled_policy.ts";
import type { Policy, PolicyRules, TablePattern } from "./policy.ts";
import { isGlob, matchesTable, patternText } from "./table_pattern.ts";

/** The names in `policy`, of every role, that are not in the database. */
export function findUnknownNames(
  policy: Policy,
  snapshot: ProtectionSnapshot,
): readonly CompileProblem[] {
  const problems: CompileProblem[] = [];
  const byName = Map.groupBy(snapshot.entries, (entry) => entry.name);

  function find(pattern: TablePattern): readonly CatalogueEntry[] {
    const among = pattern.name.includes("*") ? snapshot.entries : byName.get(pattern.name) ?? [];
    return among.filter((entry) => matchesTable(pattern, entry));
  }

  function examine(path: string, rules: PolicyRules): void {
    const lists = [
      ["allow_tables", rules.allowTables],
      ["deny_tables", rules.denyTables],
      ["writable_tables", rules.writableTables],
    ] as const;
    for (const [key, patterns] of lists) {
      for (const pattern of patterns) {
        if (isGlob(pattern) || find(pattern).length > 0) continue;
        const rule = `${path}${key}.${patternText(pattern)}`;
        problems.push({ rule, message: noTable(pattern, byName.keys()) });
      }
    }
    for (const table of rules.tables) {
      const found = find(table.pattern);
      const rule = `${path}tables.${table.key}`;
      if (found.length === 0) {
        if (!isGlob(table.pattern)) {
          problems.push({ rule, message: noTable(table.pattern, byName.keys()) });
        }
        continue;
      }
      const known = new Set(found.flatMap((entry) => entry.columns.map(({ name }) => name)));
      const named = [
        ["allow_columns", table.allowColumns ?? []],
        ["deny_columns", table.denyColumns],
        ["mask_columns", [...table.maskColumns.keys()]],
        ["columns", [...table.columns.keys()]],
      ] as const;
      for (const [key, names] of named) {
        for (const name of names) {
          if (known.has(name)) continue;
          const message = `There is no column ${name} in ${table.key}${nearest(name, known)}`;
          problems.push({ rule: `${rule}.${key}.${name}`, message });
        }
      }
    }
  }

  examine("", policy.base);
  for (const [role, rules] of policy.roles) examine(`roles.${role}.`, rules);
  return problems;
}

function noTable(pattern: TablePattern, names: Iterable<string>): string {
  return `There is no table ${patternText(pattern)}${nearest(pattern.name, names)}`;
}

function nearest(name: string, names: Iterable<string>): string {
  const found = nearestNames(name, names);
  return found.length === 0 ? "" : `; the nearest are ${found.join(", ")}`;
}
