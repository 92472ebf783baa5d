// A policy's row filter made ready to stand inside a sub-select: one expression over the table's
// own columns, and over those of the tables that its sub-queries read. Every name in it is bound when
// it is read, and written so that nothing of the client's captures it; the caller's attributes are
// bound values. It refuses what is more than an expression, and names that are no columns. Whether
// its functions and operators may be used is asked of the guard, by who compiles the policy.

import type { ObjectName } from "../ports/catalogue.ts";
import type { CatalogueEntry } from "../ports/protection_catalogue.ts";
import { endOfAlias, endOfName } from "../sql/end_of_name.ts";
import type { Parser } from "../sql/parse.ts";
import { parseSelect } from "../sql/parse_select.ts";
import { quoteIdentifier } from "../sql/quote.ts";
import { type Replacements, sameTree } from "../sql/same_tree.ts";
import { offsetOfByte } from "../sql/text_positions.ts";
import { nodeList, type TreeNode } from "../sql/tree.ts";
import { bindCondition, type BoundCondition, type LookupTables } from "./bind_condition.ts";
import { collectCondition } from "./collect_condition.ts";
import { FILTER_ALIAS } from "./filter_alias.ts";
import { type FilterLookup, filterLookups } from "./filter_lookups.ts";
import { CONDITION_PREFIX, parseCondition } from "./parse_condition.ts";
import { shortName } from "./short_name.ts";
import type { SqlTemplate } from "./sql_template.ts";

/** A filter that can be applied. */
export interface RowFilter {
  readonly kind: "filter";
  readonly template: SqlTemplate;
  /** The attributes of the caller that it names. */
  readonly attributes: readonly string[];
  /** The columns of the table that it reads. */
  readonly columns: ReadonlySet<string>;
  /** The functions it calls, and what may be one: `x.name`. */
  readonly calls: readonly ObjectName[];
  /** The tables that its sub-queries read, as they are. */
  readonly tables: readonly CatalogueEntry[];
  /** What it reads of them where they may be joined. */
  readonly lookups: readonly FilterLookup[];
  /** Whether one of those is the filtered table, or a part of the same. */
  readonly readsItself: boolean;
  /** A query with the same condition and NULL for the attributes, for the guard to judge. */
  readonly probe: string;
}

/** Why it cannot. */
export interface RowFilterProblem {
  readonly kind: "problem";
  readonly message: string;
}

/** Where a row filter stands. */
export interface RowFilterOptions {
  readonly parser: Parser;
  /** Conditions that were parsed, by their text: a policy gives many tables the same one. */
  readonly parsed: Map<string, Promise<unknown>>;
  /** The table it filters. */
  readonly entry: CatalogueEntry;
  /** The tables that a relation is a part of: their rules are its own too. */
  ancestorsOf(entry: CatalogueEntry): readonly CatalogueEntry[];
  readonly lookups: LookupTables;
  /** The name that the table has inside the sub-select: one that needs no quotes. */
  readonly alias: string;
}

const ATTRIBUTE = /\{\{\s*principal\.([A-Za-z_]\w{0,62})\s*\}\}/g;

/** Reads the filter `text`, with `{{principal.name}}` for the caller's attributes. */
export async function readRowFilter(
  text: string,
  options: RowFilterOptions,
): Promise<RowFilter | RowFilterProblem> {
  const { entry, alias } = options;
  const attributes: string[] = [];
  const withPlaces = text.replaceAll(ATTRIBUTE, (_, name: string) => `$${attributes.push(name)}`);
  if (withPlaces.includes("{{")) {
    return problem("holds {{…}} that is not {{principal.name}}");
  }
  const condition = await parsedOnce(withPlaces, options);
  if (typeof condition === "string") return problem(condition);
  const { calls, parameters, refused } = collectCondition(condition);
  if (refused !== null) return problem(refused);
  const numbers = parameters.map(({ number }) => Number(number)).toSorted((a, b) => a - b);
  if (numbers.length !== attributes.length || numbers.some((number, at) => number !== at + 1)) {
    return problem(
      "names {{principal…}} inside quotes, or holds a $ of its own: write tenant = {{principal.tenant}}, without quotes",
    );
  }
  const bound = bindOnce(condition, options);
  if (typeof bound === "string") return problem(bound);
  const rewritten = rewrite(withPlaces, bound, alias);
  if (rewritten === null) return problem("has a name that is not written plainly");
  const source = `${quoteIdentifier(entry.schema)}.${quoteIdentifier(entry.name)}`;
  const probeOf = (where: string) => `SELECT 1 FROM ${source} AS ${alias} WHERE (\n${where}\n)`;
  const pieces = [
    ...rewritten.pieces,
    ...parameters.map((node): Piece => {
      const at = placeOf(withPlaces, node);
      const number = Number(node.number);
      const name = attributes[number - 1] ?? "";
      return { at, end: at + `$${number}`.length, piece: { kind: "attribute", name } };
    }),
  ];
  const template = templateOf(withPlaces, pieces);
  if (bound.tables.size > 0) {
    const where = templateOf(withPlaces, rewritten.pieces).join("");
    const select = await parseSelect(probeOf(where), options.parser);
    if (!sameTree(select?.whereClause, condition, rewritten.replacements)) {
      return problem("has a sub-query that is not written plainly: leave comments out");
    }
  }
  const bare = template.map((piece) => typeof piece === "string" ? piece : "NULL").join("");
  const own = [...bound.columns.values()].filter(({ table }) => table === null);
  const tables = [...new Set(bound.tables.values())];
  return {
    kind: "filter",
    ...{ template, attributes, calls },
    columns: new Set(own.map(({ name }) => name)),
    tables,
    lookups: filterLookups(condition, bound),
    readsItself: tables.some((each) =>
      !familyOf(each, options).isDisjointFrom(familyOf(entry, options))
    ),
    probe: probeOf(bare),
  };
}

function parsedOnce(text: string, { parsed, parser }: RowFilterOptions): Promise<unknown> {
  const known = parsed.get(text) ?? parseCondition(text, parser);
  parsed.set(text, known);
  return known;
}

function familyOf(
  entry: CatalogueEntry,
  { ancestorsOf }: RowFilterOptions,
): ReadonlySet<string> {
  return new Set([entry, ...ancestorsOf(entry)].map(({ oid }) => oid));
}

/** A filter of a parent may name the table as the parent. */
function bindOnce(condition: unknown, options: RowFilterOptions): BoundCondition | string {
  const { entry, lookups } = options;
  const bound = bindCondition(condition, { entry, name: entry, lookups });
  for (const name of typeof bound === "string" ? options.ancestorsOf(entry) : []) {
    const as = bindCondition(condition, { entry, name, lookups });
    if (typeof as !== "string") return as;
  }
  return bound;
}

/** What stands at a place of the text instead. */
interface Piece {
  readonly at: number;
  readonly end: number;
  readonly piece: SqlTemplate[number];
}

/** Every table under a name of its own, and every column behind it; null where a name is not plain. */
function rewrite(
  text: string,
  { columns, tables }: BoundCondition,
  alias: string,
): { readonly pieces: readonly Piece[]; readonly replacements: Replacements } | null {
  const pieces: Piece[] = [];
  const ranges = new Map<TreeNode, unknown>();
  const names = new Map<TreeNode, unknown>();
  const aliases = new Map<TreeNode, string>();
  for (const [node, { schema, name }] of tables) {
    const own = `${FILTER_ALIAS}${aliases.size + 1}`;
    aliases.set(node, own);
    const at = placeOf(text, node);
    const named = endOfName(text, at, 2);
    const end = named === null || node.alias === undefined ? named : endOfAlias(text, named);
    if (end === null) return null;
    const piece = `${quoteIdentifier(schema)}.${quoteIdentifier(name)} AS ${own}`;
    pieces.push({ at, end, piece });
    ranges.set(node, { RangeVar: { ...node, alias: { aliasname: own } } });
  }
  for (const [node, { table, name }] of columns) {
    const own = table === null ? alias : aliases.get(table) ?? "";
    const at = placeOf(text, node);
    const end = endOfName(text, at, nodeList(node.fields).length);
    if (end === null) return null;
    pieces.push({ at, end, piece: `${own}.${shortName(name)}` });
    const fields = [own, name].map((sval) => ({ String: { sval } }));
    names.set(node, { ColumnRef: { ...node, fields } });
  }
  return { pieces, replacements: { RangeVar: ranges, ColumnRef: names } };
}

function templateOf(text: string, pieces: readonly Piece[]): SqlTemplate {
  const template: (SqlTemplate[number])[] = [];
  let from = 0;
  for (const { at, end, piece } of pieces.toSorted((one, other) => one.at - other.at)) {
    template.push(text.slice(from, at), piece);
    from = end;
  }
  return [...template, text.slice(from)];
}

/** Where a node of the parsed condition stands in its text. */
function placeOf(text: string, { location }: TreeNode): number {
  return offsetOfByte(text, Number(location ?? 0) - CONDITION_PREFIX.length);
}

function problem(what: string): RowFilterProblem {
  return { kind: "problem", message: `The row filter ${what}` };
}
