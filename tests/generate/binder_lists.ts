// Makes what the binder knows of PostgreSQL's own: what functions that may be called give back, and
// the columns of catalogue relations that may be read. What versions 15 to 18 differ in is left
// out, or marked as not wholly known.

import { readableCatalogueRelations } from "../../core/sql/allow_lists/catalogue_relations.ts";
import type { BuiltInCatalogue, BuiltInResult } from "./built_in_catalogue.ts";

/** The texts of `core/sql/bind/builtin_results.gen.ts` and `core/sql/allow_lists/catalogue_columns.gen.ts`. */
export function makeBinderModules(
  catalogues: readonly BuiltInCatalogue[],
  options: { readonly header: string; readonly functions: readonly string[] },
): ReadonlyMap<string, string> {
  return new Map([
    ["../bind/builtin_results.gen.ts", makeResults(catalogues, options)],
    ["catalogue_columns.gen.ts", makeColumns(catalogues, options.header)],
  ]);
}

function makeResults(
  catalogues: readonly BuiltInCatalogue[],
  { header, functions }: { readonly header: string; readonly functions: readonly string[] },
): string {
  const byType = new Map<string, string[]>();
  const withColumns: [string, string][] = [];
  const allowed = new Set(functions);
  const overloads = Map.groupBy(
    catalogues.flatMap(({ results }) => results),
    ({ name }) => name,
  );
  for (const name of [...overloads.keys()].filter((each) => allowed.has(each)).sort()) {
    const given = (overloads.get(name) ?? []).flatMap((each) => each.overloads);
    const columns = commonColumns(given);
    const type = commonType(given);
    if (columns !== null) withColumns.push([name, columns]);
    else if (type !== null) byType.set(type, [...byType.get(type) ?? [], name]);
  }
  const types = [...byType].sort(([one], [other]) => one < other ? -1 : 1);
  return header +
    "\n/** Functions by the type they give back; `*` where overloads differ, `either` where the argument decides. */\n" +
    "export const BUILT_IN_RESULTS: readonly (readonly [string, string])[] = [\n" +
    types.map(([type, names]) => `  ["${type}", "${names.join(" ")}"],\n`).join("") +
    "];\n\n/** Functions by their output parameters, each with its type. */\n" +
    "export const BUILT_IN_COLUMNS: readonly (readonly [string, string])[] = [\n" +
    withColumns.map(([name, columns]) => `  ["${name}", "${columns}"],\n`).join("") +
    "];\n";
}

/** Output parameters of the same names in every overload; null where there are none. */
function commonColumns(overloads: readonly BuiltInResult[]): string | null {
  const lists = overloads.map(({ columns }) => columns ?? []);
  const [first = []] = lists;
  if (first.length === 0) return null;
  const same = lists.every((list) =>
    list.length === first.length && list.every(([name], index) => name === first[index]?.[0])
  );
  if (!same) return null;
  return first.map(([name], index) => {
    const types = new Set(lists.map((list) => list[index]?.[1] ?? "*"));
    const [type = "*"] = types;
    return `${name}:${types.size > 1 || /^any/.test(type) ? "*" : type}`;
  }).join(" ");
}

/** The one type of every overload; null where some give rows and others do not. */
function commonType(overloads: readonly BuiltInResult[]): string | null {
  const types = new Set(overloads.map(({ type }) => type));
  const columns = overloads.some((each) => each.columns !== null);
  const polymorphic = types.has("anyelement") || types.has("anycompatible");
  if (polymorphic) return "either";
  if (columns || overloads.some(({ kind }) => kind === "c")) return null;
  if (types.has("record")) return types.size === 1 ? "record" : null;
  const [type] = types;
  if (types.size > 1 || overloads.some(({ kind }) => kind === "p")) return "*";
  return type ?? null;
}

function makeColumns(catalogues: readonly BuiltInCatalogue[], header: string): string {
  const lines: string[] = [];
  for (const schema of ["pg_catalog", "information_schema"]) {
    for (const name of readableCatalogueRelations(schema)) {
      const relation = `${schema}.${name}`;
      const lists = catalogues.map(({ columns }) =>
        columns.find((each) => each.relation === relation)?.columns ?? []
      );
      const types = Map.groupBy(lists.flat(), (column) => column.name);
      const complete = lists.every((list) => list.length === types.size);
      const all = [...types].map(([own, columns]) => {
        const [type = "*", another] = new Set(columns.map((column) => column.type));
        return `${own}:${another === undefined ? type : "*"}`;
      });
      lines.push(`  ["${relation}", ${complete}, "${all.join(" ")}"],\n`);
    }
  }
  return header +
    "\n/** Readable catalogue relations: whether every version has just these columns, and the columns with their types. */\n" +
    "export const CATALOGUE_COLUMNS: readonly (readonly [string, boolean, string])[] = [\n" +
    lines.join("") + "];\n";
}
