// Relations whose rows could come in the order of a hidden value though they have no such column. Of a
// view the own condition may bound an index on it (`CREATE VIEW rich AS … WHERE credit > 99000`), along
// which its rows are read. Which column of a view shows which column of a table the catalogue does not
// tell: one of the same name that is shown as it is counts as that. Of a table a child may have an index
// on columns of its own.

import type { CatalogueEntry, ReadRelation } from "../ports/protection_catalogue.ts";
import type { ProtectedRelation, RelationRule } from "./compiled_policy.ts";

/** The OIDs of those among `rules`, by OID. */
export function inHiddenOrder(
  rules: ReadonlyMap<string, RelationRule>,
): ReadonlySet<string> {
  const found = new Set<string>();
  for (const [oid, rule] of rules) {
    for (const parent of parentsAbove(rule, rules)) {
      if (hidesOwnKeys(rule, parent.entry)) found.add(parent.entry.oid);
    }
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

/** Whether an index of the child has a hidden column that the parent does not have. */
function hidesOwnKeys(child: RelationRule, parent: CatalogueEntry): boolean {
  const { indexes = [] } = child.entry;
  if (indexes.length === 0) return false;
  const own = secretNames(child).difference(new Set(parent.columns.map(({ name }) => name)));
  return indexes.some(({ keys }) => keys.some((key) => own.has(key)));
}

/** What the table is a child of, at any depth. */
function parentsAbove(
  { entry }: RelationRule,
  rules: ReadonlyMap<string, RelationRule>,
): readonly RelationRule[] {
  const found = new Set<RelationRule>();
  const open = [...entry.parents];
  for (let oid = open.pop(); oid !== undefined; oid = open.pop()) {
    const parent = rules.get(oid);
    if (parent === undefined || found.has(parent)) continue;
    found.add(parent);
    open.push(...parent.entry.parents);
  }
  return [...found];
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
