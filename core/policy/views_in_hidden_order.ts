// Views whose rows could come in the order of a hidden value, though no column of theirs shows it: where
// the view's own condition bounds an index on it (`CREATE VIEW rich AS … WHERE credit > 99000`), that
// index may be how its rows are read. Which column of a view shows which column of a table the catalogue
// does not tell: one of the same name that is shown as it is counts as that.

import type { CatalogueEntry, ReadRelation } from "../ports/protection_catalogue.ts";
import type { ProtectedRelation, RelationRule } from "./compiled_policy.ts";

/** The OIDs of those among `rules`, by OID. */
export function viewsInHiddenOrder(
  rules: ReadonlyMap<string, RelationRule>,
): ReadonlySet<string> {
  const found = new Set<string>();
  for (const [oid, rule] of rules) {
    if (rule.kind === "denied" || rule.entry.kind !== "v") continue;
    const shown = new Set(
      rule.kind === "open" ? rule.entry.columns.map(({ name }) => name) : plainNames(rule),
    );
    const ordered = tablesBelow(rule.entry, rules).some(({ read, table, whole }) => {
      const secret = secretNames(table);
      const { columns, indexes = [] } = table.entry;
      const steering = columns.filter(({ name, number }) =>
        secret.has(name) && !shown.has(name) && (whole || read.columns.includes(number))
      ).map(({ name }) => name);
      return indexes.some(({ keys }) => keys.some((key) => steering.includes(key)));
    });
    if (ordered) found.add(oid);
  }
  return found;
}

interface TableBelow {
  readonly table: RelationRule;
  readonly read: ReadRelation;
  /** Whether the view that reads it uses whole rows. */
  readonly whole: boolean;
}

/** What the view reads, through views below it too. */
function tablesBelow(
  view: CatalogueEntry,
  rules: ReadonlyMap<string, RelationRule>,
): readonly TableBelow[] {
  const tables: TableBelow[] = [];
  const views = new Set([view]);
  for (const { reads, readsWholeRows } of views) {
    for (const read of reads) {
      const rule = rules.get(read.oid);
      if (rule?.entry.kind === "v") views.add(rule.entry);
      else if (rule !== undefined) tables.push({ table: rule, read, whole: readsWholeRows });
    }
  }
  return tables;
}

/** The columns of which a value is hidden, be it because its row is. */
export function secretNames(rule: RelationRule): ReadonlySet<string> {
  if (rule.kind === "open") return new Set();
  const all = new Set(rule.entry.columns.map(({ name }) => name));
  return rule.kind === "denied" || rule.filters.length > 0
    ? all
    : all.difference(new Set(plainNames(rule)));
}

function plainNames({ shown }: ProtectedRelation): readonly string[] {
  return shown.filter(({ mask }) => mask === null).map(({ column }) => column.name);
}
