// Fills the templates with the user's own names: a statement about a table once for each
// target table, any other once. What names something that the database does not have is
// left out, and counted.

import { quoteIdentifier, quoteLiteral } from "../sql/quote.ts";
import type { AttackTemplate, BareCheck } from "./attack_template.ts";
import type { ProveTargets, TargetTable } from "./prove_targets.ts";

/** An attack as it is sent. */
export interface FilledAttack {
  readonly template: AttackTemplate;
  readonly sql: string;
  readonly bare: BareCheck;
}

/** What there is to try. */
export interface FilledAttacks {
  readonly attacks: readonly FilledAttack[];
  /** Templates that the database has nothing for, such as a table outside SCHEMAS. */
  readonly leftOut: readonly AttackTemplate[];
}

const PLACE = /@([a-z_]+)@/g;
const OF_TABLE: ReadonlySet<string> = new Set(["table", "name", "schema", "schema_name", "column"]);

/** Fills each of `templates`. */
export function fillTemplates(
  templates: readonly AttackTemplate[],
  targets: ProveTargets,
): FilledAttacks {
  const common = commonNames(targets);
  const tables = targets.tables.map((table) => new Map([...common, ...namesOf(table)]));
  const attacks: FilledAttack[] = [];
  const leftOut: AttackTemplate[] = [];
  for (const template of templates) {
    const places = placesOf(template);
    const fillings = places.some((place) => OF_TABLE.has(place)) ? tables : [common];
    const usable = fillings.filter((names) => places.every((place) => names.has(place)));
    if (usable.length === 0) leftOut.push(template);
    for (const names of usable) {
      attacks.push({ template, sql: fill(template.sql, names), bare: fillBare(template, names) });
    }
  }
  return { attacks, leftOut };
}

type Names = ReadonlyMap<string, string>;

function commonNames(targets: ProveTargets): Names {
  const { database, hidden, userFunction } = targets;
  const names = new Map([["database", quoteIdentifier(database)]]);
  if (hidden !== null) {
    names.set("hidden", qualified(hidden));
    names.set("hidden_name", quoteLiteral(qualified(hidden)));
  }
  if (userFunction !== null) {
    names.set("function", qualified(userFunction));
    names.set("function_oid", userFunction.oid);
  }
  const { denied, filtered, masked } = targets.policy;
  if (denied !== null) {
    names.set("denied", qualified(denied));
    names.set("denied_name", quoteLiteral(qualified(denied)));
  }
  if (masked !== null) {
    names.set("masked", quoteIdentifier(masked.column));
    names.set("masked_table", qualified(masked));
    names.set("masked_table_name", quoteLiteral(qualified(masked)));
  }
  if (filtered !== null) {
    names.set("filtered", qualified(filtered));
    names.set("filtered_name", quoteLiteral(qualified(filtered)));
  }
  return names;
}

function namesOf(table: TargetTable): Names {
  return new Map([
    ["table", qualified(table)],
    ["name", quoteLiteral(qualified(table))],
    ["schema", quoteIdentifier(table.schema)],
    ["schema_name", quoteLiteral(table.schema)],
    ["column", quoteIdentifier(table.column)],
  ]);
}

function qualified(name: { readonly schema: string; readonly name: string }): string {
  return `${quoteIdentifier(name.schema)}.${quoteIdentifier(name.name)}`;
}

function placesOf({ sql, bare }: AttackTemplate): readonly string[] {
  return [...`${sql} ${bareText(bare)}`.matchAll(PLACE)].map((match) => match[1] ?? "");
}

function bareText(bare: BareCheck): string {
  if (bare.kind === "ask") return bare.expression;
  return bare.kind === "run" ? bare.sql : "";
}

function fillBare({ bare }: AttackTemplate, names: Names): BareCheck {
  if (bare.kind === "ask") return { kind: "ask", expression: fill(bare.expression, names) };
  return bare.kind === "run" ? { kind: "run", sql: fill(bare.sql, names) } : bare;
}

// In one pass: a table may be called "@hidden@", and its name is no place.
function fill(text: string, names: Names): string {
  return text.replaceAll(PLACE, (place, name) => names.get(name) ?? place);
}
