// Holds a policy against a database: what each relation is for one role, what follows for
// partitions, views and generated columns, and which rules cannot be applied. A policy with a
// problem protects nothing it was meant to: who gets one must refuse everything. Whether row filters
// may run is for filter_judge.ts.

import type {
  CatalogueColumn,
  CatalogueEntry,
  ProtectionSnapshot,
} from "../ports/protection_catalogue.ts";
import type { Parser } from "../sql/parse.ts";
import type {
  CompiledPolicy,
  CompileProblem,
  LineageNote,
  ProtectedRelation,
  RelationRule,
  ShownColumn,
} from "./compiled_policy.ts";
import { relationKey } from "./compiled_policy.ts";
import { ancestorsOf } from "./ancestors_of.ts";
import { lookupNote } from "./lookup_note.ts";
import { lookupTables } from "./lookup_tables.ts";
import { hiddenColumnTypes } from "./hidden_column_types.ts";
import { hiddenColumns } from "./hidden_columns.ts";
import { hiddenViews } from "./hidden_views.ts";
import { inHiddenOrder } from "./in_hidden_order.ts";
import { inheritedRulings } from "./inherited_rulings.ts";
import { maskExpression } from "./mask_expression.ts";
import { findUnknownNames } from "./find_unknown_names.ts";
import type { Policy } from "./policy.ts";
import { policyLevels } from "./policy_levels.ts";
import { readRowFilter } from "./row_filter.ts";
import { shortName } from "./short_name.ts";
import type { AllowedTable } from "./rules_for_table.ts";
import { viewsOverHidden } from "./views_over_hidden.ts";

/** The name that a protected table has inside the sub-select that replaces it. */
export const SCAN_ALIAS = "pgmcp_scan";

/** What compiling needs beside the policy and the database. */
export interface CompileOptions {
  /** The role to compile for; null for none. */
  readonly role: string | null;
  readonly parser: Parser;
  /** Whether there is a key for the mask `hash`. */
  readonly hasHashKey: boolean;
}

/** Compiles `policy` for `options.role`. */
export async function compilePolicy(
  policy: Policy,
  snapshot: ProtectionSnapshot,
  options: CompileOptions,
): Promise<CompiledPolicy> {
  const problems: CompileProblem[] = [...findUnknownNames(policy, snapshot)];
  const lineage: LineageNote[] = [];
  const byOid = new Map(snapshot.entries.map((entry) => [entry.oid, entry]));
  const lookups = lookupTables(snapshot.entries, byOid);
  const rulings = inheritedRulings(policy, options.role, byOid);
  const levels = policyLevels(policy, options.role, byOid);
  const parsed = new Map<string, Promise<unknown>>();
  const compiled = new Map<string, RelationRule>();

  async function compileEntry(entry: CatalogueEntry): Promise<RelationRule> {
    const ruling = rulings.of(entry);
    if (ruling.kind === "denied") return { kind: "denied", entry, rule: ruling.rule };
    const found = hiddenColumns(entry, ruling, levels);
    lineage.push(...found.lineage);
    const hidden = found.columns;
    const shown = entry.columns.filter(({ name }) => !hidden.has(name)).map((column) =>
      shownColumn(column, ruling)
    );
    const filters: ProtectedRelation["filters"][number][] = [];
    for (const { text, rule } of ruling.rowFilters) {
      const filter = await readRowFilter(text, {
        entry,
        parsed,
        parser: options.parser,
        alias: SCAN_ALIAS,
        ancestorsOf: (each) => ancestorsOf(each, byOid),
        lookups,
      });
      if (filter.kind === "problem") {
        problems.push({ rule, message: filter.message });
        continue;
      }
      filters.push({ ...filter, text, rule });
      for (const table of filter.tables) {
        lineage.push(lookupNote(entry, table, rulings.of(table)));
      }
    }
    const { writable } = ruling;
    const open = hidden.size === 0 && filters.length === 0 && ruling.rowFilters.length === 0 &&
      shown.every(({ mask }) => mask === null);
    return open
      ? { kind: "open", entry, writable }
      : { kind: "protected", entry, writable, shown, hidden, filters };
  }

  function shownColumn(column: CatalogueColumn, ruling: AllowedTable): ShownColumn {
    const ruled = ruling.masks.get(column.name);
    if (ruled === undefined) return { column, mask: null };
    const value = `${SCAN_ALIAS}.${shortName(column.name)}`;
    const mask = maskExpression(ruled.mask, column, value);
    if (mask.kind === "problem") {
      problems.push({ rule: ruled.rule, message: mask.message });
      return { column, mask: null };
    }
    if (ruled.mask.kind === "hash" && !options.hasHashKey) {
      problems.push({
        rule: ruled.rule,
        message: "The mask hash needs a key: set POLICY_HASH_KEY",
      });
    }
    return { column, mask: { ...mask, rule: ruled.rule } };
  }

  for (const entry of snapshot.entries) compiled.set(entry.oid, await compileEntry(entry));
  for (const [oid, reason] of hiddenViews(snapshot.entries, levels, byOid)) {
    const view = compiled.get(oid);
    if (view === undefined || view.kind === "denied") continue;
    const { entry } = view;
    lineage.push({ object: `${entry.schema}.${entry.name}`, effect: "denied", reason });
    compiled.set(oid, { kind: "denied", entry, rule: "lineage" });
  }
  const relations = new Map(
    [...compiled.values()].map((rule) => [relationKey(rule.entry), rule] as const),
  );
  const origins = hiddenOrigins(relations.values());
  const { types = [] } = snapshot;
  return {
    relations,
    hiddenTypes: hiddenTypes(relations.values()),
    hiddenColumnTypes: hiddenColumnTypes({
      ...{ relations: relations.values(), types },
      isHidden: ({ number }, { entry: { oid } }) => origins.has(`${oid}.${number}`),
    }),
    deniedColumnTypes: hiddenColumnTypes({
      ...{ relations: relations.values(), types },
      isHidden: ({ name }, rule) =>
        rule.kind === "denied" || (rule.kind === "protected" && rule.hidden.has(name)),
    }),
    hiddenOrigins: origins,
    openSchemas: openSchemas(snapshot, relations.values()),
    parents: new Set(snapshot.entries.flatMap(({ parents }) => parents)),
    viewsOverHidden: viewsOverHidden(compiled),
    inHiddenOrder: inHiddenOrder(compiled),
    deniedNames: deniedNames(relations.values()),
    hides: [...relations.values()].some(({ kind }) => kind !== "open"),
    problems: distinct([...problems, ...rulings.problems]),
    lineage: [...rulings.lineage, ...lineage],
    hash: policy.hash,
  };
}

function hiddenOrigins(rules: Iterable<RelationRule>): ReadonlySet<string> {
  const found = new Set<string>();
  for (const rule of rules) {
    if (rule.kind === "open") continue;
    const { columns, oid } = rule.entry;
    const shown = new Set(
      rule.kind === "denied"
        ? []
        : rule.shown.filter(({ mask }) => mask === null).map(({ column }) => column.number),
    );
    for (const { number } of columns) if (!shown.has(number)) found.add(`${oid}.${number}`);
  }
  return found;
}

function openSchemas(
  { entries, schemas = [] }: ProtectionSnapshot,
  rules: Iterable<RelationRule>,
): ReadonlySet<string> {
  const [denied, shown] = [new Set<string>(), new Set<string>()];
  for (const { entry, kind } of rules) (kind === "denied" ? denied : shown).add(entry.schema);
  const all = new Set([...schemas, ...entries.map(({ schema }) => schema)]);
  return all.difference(denied.difference(shown));
}

function deniedNames(rules: Iterable<RelationRule>): ReadonlySet<string> {
  const [denied, shown] = [new Set<string>(), new Set<string>()];
  for (const { entry, kind } of rules) (kind === "denied" ? denied : shown).add(entry.name);
  return denied.difference(shown);
}

function hiddenTypes(
  rules: Iterable<RelationRule>,
): ReadonlyMap<string, ReadonlySet<string>> {
  const found = new Map<string, Set<string>>();
  for (const rule of rules) {
    const { name, schema } = rule.entry;
    const whole = rule.kind === "open" || (rule.kind === "protected" && rule.hidden.size === 0);
    if (!whole) found.set(name, (found.get(name) ?? new Set()).add(schema));
  }
  return found;
}

function distinct(problems: readonly CompileProblem[]): readonly CompileProblem[] {
  return [...new Map(problems.map((each) => [`${each.rule}\0${each.message}`, each])).values()];
}
