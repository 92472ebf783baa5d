// A policy's row filter made ready to stand inside a sub-select: one expression over the table's
// own columns, each written with the sub-select's alias so that nothing of the client's captures
// it, and the caller's attributes as bound values. It refuses what is more than an expression, a
// sub-query, and names that are no columns. Whether its functions and operators may be used is
// asked of the guard, by who compiles the policy.

import type { ObjectName } from "../ports/catalogue.ts";
import type { CatalogueEntry } from "../ports/protection_catalogue.ts";
import type { Parser } from "../sql/parse.ts";
import { quoteIdentifier } from "../sql/quote.ts";
import { sameTree } from "../sql/same_tree.ts";
import { offsetOfByte } from "../sql/text_positions.ts";
import {
  bareNode,
  isTreeNode,
  nodeList,
  nodeOfType,
  stringNodes,
  type TreeNode,
} from "../sql/tree.ts";
import { shortName } from "./short_name.ts";
import type { SqlTemplate } from "./sql_template.ts";

/** A filter that can be applied. */
export interface RowFilter {
  readonly kind: "filter";
  readonly template: SqlTemplate;
  /** The attributes of the caller that it names. */
  readonly attributes: readonly string[];
  /** The columns it reads. */
  readonly columns: ReadonlySet<string>;
  /** The functions it calls, and what may be one: `x.name`. */
  readonly calls: readonly ObjectName[];
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
  const found = collect(condition);
  if (found.refused !== null) return problem(found.refused);
  const numbers = found.parameters.map(({ number }) => number).toSorted((a, b) => a - b);
  if (numbers.length !== attributes.length || numbers.some((number, at) => number !== at + 1)) {
    return problem(
      "names {{principal…}} inside quotes, or holds a $ of its own: write tenant = {{principal.tenant}}, without quotes",
    );
  }
  const known = new Set(entry.columns.map(({ name }) => name));
  const columns = new Set<string>();
  const splices: { readonly at: number; readonly length: number; readonly piece: SqlTemplate }[] =
    [];
  for (const { names, location } of found.columns) {
    const name = names.at(-1) ?? "";
    const qualifier = names.slice(0, -1).join(".");
    const own = qualifier === "" || qualifier === entry.name ||
      qualifier === `${entry.schema}.${entry.name}`;
    if (!own || !known.has(name)) {
      return problem(`names ${names.join(".")}, which is no column of ${entry.name}`);
    }
    columns.add(name);
    const at = PREFIX.length + offsetOfByte(withPlaces, location - PREFIX.length);
    const length = lengthOfName(`${PREFIX}${withPlaces}`, at, names.length);
    splices.push({
      at: at - PREFIX.length,
      length,
      piece: [`${alias}.${shortName(name)}`],
    });
  }
  for (const { number, location } of found.parameters) {
    const at = offsetOfByte(withPlaces, location - PREFIX.length);
    const name = attributes[number - 1] ?? "";
    splices.push({ at, length: `$${number}`.length, piece: [{ kind: "attribute", name }] });
  }
  const template: (SqlTemplate[number])[] = [];
  let from = 0;
  for (const { at, length, piece } of splices.toSorted((one, other) => one.at - other.at)) {
    template.push(withPlaces.slice(from, at), ...piece);
    from = at + length;
  }
  template.push(withPlaces.slice(from));
  const bare = template.map((piece) => typeof piece === "string" ? piece : "NULL").join("");
  const source = `${quoteIdentifier(entry.schema)}.${quoteIdentifier(entry.name)}`;
  const probe = `SELECT 1 FROM ${source} AS ${alias} WHERE (\n${bare}\n)`;
  return { kind: "filter", template, attributes, columns, calls: found.calls, probe };
}

const PREFIX = "SELECT 1 WHERE ";

function parsedOnce(text: string, { parsed, parser }: RowFilterOptions): Promise<unknown> {
  const known = parsed.get(text) ?? parseCondition(text, parser);
  parsed.set(text, known);
  return known;
}

/** The parsed condition; or why it is none. */
async function parseCondition(text: string, parser: Parser): Promise<unknown> {
  if (text.includes("\0")) return "holds a NUL character";
  const bare = await parser.parse(`${PREFIX}${text}`);
  if (bare.kind === "syntax error") return `has a syntax error: ${bare.message}`;
  if (bare.kind !== "tree") return "is too deep to be parsed";
  const select = onlySelect(bare.statements);
  const known = ["targetList", "whereClause", "limitOption", "op"];
  if (
    select?.whereClause === undefined || Object.keys(select).some((field) => !known.includes(field))
  ) {
    return "is more than an expression: write what stands after WHERE, such as tenant_id = 1";
  }
  // In brackets it must mean the same: `true) OR (true` and an open comment would not.
  const bracketed = await parser.parse(`${PREFIX}(\n${text}\n) AND true`);
  const inside = bracketed.kind === "tree" ? onlySelect(bracketed.statements) : null;
  const both = nodeOfType(inside?.whereClause, "BoolExpr");
  const [first, second, third] = nodeList(both?.args);
  // An AND at the top is flattened into ours by the grammar; then its own arguments come first.
  const own = nodeOfType(select.whereClause, "BoolExpr");
  const flattened = own?.boolop === "AND_EXPR" &&
    sameTree(nodeList(both?.args).slice(0, -1), nodeList(own.args));
  const kept = second !== undefined && third === undefined &&
    sameTree(first, select.whereClause);
  if (both?.boolop !== "AND_EXPR" || !(kept || flattened)) {
    return "does not mean the same in brackets: write one expression, without comments";
  }
  return select.whereClause;
}

function onlySelect(statements: readonly unknown[]): TreeNode | null {
  const [first, second] = statements;
  return second === undefined ? nodeOfType(bareNode(first)?.stmt, "SelectStmt") : null;
}

interface Found {
  readonly columns: readonly { readonly names: readonly string[]; readonly location: number }[];
  readonly parameters: readonly { readonly number: number; readonly location: number }[];
  readonly calls: readonly ObjectName[];
  readonly refused: string | null;
}

function collect(condition: unknown): Found {
  const columns: { readonly names: readonly string[]; readonly location: number }[] = [];
  const parameters: { readonly number: number; readonly location: number }[] = [];
  const calls: ObjectName[] = [];
  let refused: string | null = null;
  const open: unknown[] = [condition];
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    if (Array.isArray(next)) {
      open.push(...next);
      continue;
    }
    if (!isTreeNode(next)) continue;
    for (const [key, value] of Object.entries(next)) {
      if (typeof value !== "object" || value === null) continue;
      const node = bareNode(value);
      if (key === "SubLink" || key === "SelectStmt") {
        refused =
          "holds a sub-query: it would be run for every statement; compare columns of the table itself, or ask for an attribute of the caller";
      } else if (key === "ColumnRef" && node !== null) {
        const names = stringNodes(node.fields);
        if (names.length !== nodeList(node.fields).length || names.length > 3) {
          refused = "holds a *: name the columns";
        }
        columns.push({ names, location: numberOf(node.location) });
      } else if (key === "ParamRef" && node !== null) {
        parameters.push({ number: numberOf(node.number), location: numberOf(node.location) });
      } else {
        if (key === "FuncCall" && node !== null) calls.push(objectName(stringNodes(node.funcname)));
        if (key === "A_Indirection" && node !== null) {
          calls.push(...stringNodes(node.indirection).map((name) => objectName([name])));
        }
        open.push(value);
      }
    }
  }
  return { columns, parameters, calls, refused };
}

const NAME = /(?:"(?:[^"]|"")+"|[\p{L}_][\p{L}\p{N}_$]*)/u;

/** How long the dotted name of so many parts at `at` is. */
function lengthOfName(text: string, at: number, parts: number): number {
  const pattern = new RegExp(
    Array.from({ length: parts }, () => NAME.source).join("\\s*\\.\\s*"),
    "yu",
  );
  pattern.lastIndex = at;
  return pattern.exec(text)?.[0].length ?? 0;
}

function objectName(parts: readonly string[]): ObjectName {
  return { schema: parts.at(-2) ?? null, name: parts.at(-1) ?? "" };
}

function numberOf(value: unknown): number {
  return typeof value === "number" ? value : 0;
}

function problem(what: string): RowFilterProblem {
  return { kind: "problem", message: `The row filter ${what}` };
}
