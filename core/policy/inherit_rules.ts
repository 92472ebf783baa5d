// Rules of a table hold for its partitions and inheritance children, whose rows are its own. The
// other way round they cannot: whoever reads the parent reads the child's rows past the child's
// rules, so a rule on a child alone is a problem of the policy.

import type { CatalogueEntry } from "../ports/protection_catalogue.ts";
import { sameTree } from "../sql/same_tree.ts";
import type { CompileProblem, LineageNote } from "./compiled_policy.ts";
import type { AllowedTable, TableRuling } from "./rules_for_table.ts";

/** A relation and what the policy says of it. */
export interface RuledEntry {
  readonly entry: CatalogueEntry;
  readonly ruling: TableRuling;
}

/** What holds for the child. */
export interface InheritedRules {
  readonly ruling: TableRuling;
  readonly problems: readonly CompileProblem[];
  readonly lineage: readonly LineageNote[];
}

/** What holds for `child`, with what holds for `parent`. */
export function inheritRules(child: RuledEntry, parent: RuledEntry): InheritedRules {
  const object = `${child.entry.schema}.${child.entry.name}`;
  const above = `${parent.entry.schema}.${parent.entry.name}`;
  const reason = `Its rows are those of ${above}`;
  const { ruling } = child;
  if (parent.ruling.kind === "denied") {
    // Nobody allowed the parent, but somebody may have allowed this part of it.
    if (isByDefault(parent.ruling.rule) || ruling.kind === "denied") return plain(ruling);
    const lineage = [{ object, effect: "denied", reason }] as const;
    return { ruling: parent.ruling, problems: [], lineage };
  }
  if (ruling.kind === "denied") {
    if (!isByDefault(ruling.rule)) {
      const problems = [misplaced(ruling.rule, object, above)];
      return { ruling, problems, lineage: [] };
    }
    const lineage = [{ object, effect: "protected", reason }] as const;
    return {
      ruling: withoutOwn(child.entry, { entry: parent.entry, ruling: parent.ruling }, ruling.rule),
      problems: [],
      lineage,
    };
  }
  const problems = narrower(ruling, parent.ruling).map((rule) => misplaced(rule, object, above));
  const merged = merge(ruling, parent.ruling);
  const inherits = parent.ruling.masks.size > 0 || parent.ruling.deniedColumns.size > 0 ||
    parent.ruling.shownColumns !== null || parent.ruling.rowFilters.length > 0;
  const lineage = inherits ? [{ object, effect: "protected", reason } as const] : [];
  return { ruling: merged, problems, lineage };
}

/** The parent's rules for a child that nobody allowed: columns that only the child has stay denied. */
function withoutOwn(
  child: CatalogueEntry,
  parent: { readonly entry: CatalogueEntry; readonly ruling: AllowedTable },
  rule: string,
): AllowedTable {
  const shared = new Set(parent.entry.columns.map(({ name }) => name));
  const own = child.columns.filter(({ name }) => !shared.has(name));
  if (own.length === 0) return parent.ruling;
  const denied = [
    ...parent.ruling.deniedColumns,
    ...own.map(({ name }) => [name, rule] as const),
  ];
  return { ...parent.ruling, deniedColumns: new Map(denied) };
}

function plain(ruling: TableRuling): InheritedRules {
  return { ruling, problems: [], lineage: [] };
}

function isByDefault(rule: string): boolean {
  return rule === "default" || rule.endsWith(".default");
}

function misplaced(rule: string, child: string, parent: string): CompileProblem {
  return {
    rule,
    message:
      `The rule does not hold where ${parent} is read, for ${child} is a part of it: write it under ${parent}`,
  };
}

/** The child's rules that the parent does not have. */
function narrower(child: AllowedTable, parent: AllowedTable): readonly string[] {
  const rules: string[] = [];
  for (const [name, { mask, rule }] of child.masks) {
    const covered = parent.deniedColumns.has(name) || sameTree(parent.masks.get(name)?.mask, mask);
    if (!covered) rules.push(rule);
  }
  for (const [name, rule] of child.deniedColumns) {
    if (isShown(parent, name)) rules.push(rule);
  }
  for (const { text, rule } of child.rowFilters) {
    if (!parent.rowFilters.some((each) => each.text === text)) rules.push(rule);
  }
  const unlike = child.shownColumns !== null &&
    (parent.shownColumns === null ||
      [...parent.shownColumns].some((name) => child.shownColumns?.has(name) === false));
  if (unlike) rules.push(...child.columnRules);
  return rules;
}

function isShown(ruling: AllowedTable, name: string): boolean {
  return !ruling.deniedColumns.has(name) &&
    (ruling.shownColumns === null || ruling.shownColumns.has(name));
}

function merge(child: AllowedTable, parent: AllowedTable): AllowedTable {
  const shownColumns = child.shownColumns === null || parent.shownColumns === null
    ? child.shownColumns ?? parent.shownColumns
    : new Set([...child.shownColumns].filter((name) => parent.shownColumns?.has(name) === true));
  return {
    ...child,
    shownColumns,
    deniedColumns: new Map([...child.deniedColumns, ...parent.deniedColumns]),
    columnRules: [...new Set([...child.columnRules, ...parent.columnRules])],
    masks: new Map([...child.masks, ...parent.masks]),
    rowFilters: [
      ...parent.rowFilters,
      ...child.rowFilters.filter(({ text }) =>
        !parent.rowFilters.some((each) => each.text === text)
      ),
    ],
    writable: child.writable && parent.writable,
  };
}
