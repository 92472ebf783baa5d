// What a row filter puts into a write to its table: a condition before the client's own in WHERE, and
// a last column of RETURNING that fails on a row that does not pass. The tree does not tell where
// clauses stand: places are proposed, and whoever sends the text has it parsed and compared.

import type { Splice } from "../sql/splice_text.ts";
import { parseSelect } from "../sql/parse_select.ts";
import { topLevelWords } from "../sql/top_level_words.ts";
import type { Parser } from "../sql/parse.ts";
import { bareNode, nodeList, nodeOfType, type TypedNode } from "../sql/tree.ts";
import type { ProtectedRelation } from "./compiled_policy.ts";
import { renderTargetCheck, renderTargetFilters } from "./render_target.ts";
import type { Binder } from "./sql_template.ts";

/** What is put into clauses of the statement itself, and what then stands in its fields. */
export interface TargetParts {
  readonly splices: readonly Splice[];
  readonly fields: Readonly<Record<string, unknown>>;
}

/** Where the statement stands in the text, in UTF-16 code units. */
export interface StatementPlace {
  readonly sql: string;
  readonly start: number;
  readonly end: number;
}

/** The write, and how its target is written. */
export interface SpliceTargetOptions {
  /** The statement. */
  readonly root: TypedNode;
  readonly parser: Parser;
  readonly binder: Binder;
  /** The target, which has row filters. */
  readonly rule: ProtectedRelation;
  /** The name that the statement gives it. */
  readonly alias: string;
}

/** Nothing to put in. */
export const NO_PARTS: TargetParts = { splices: [], fields: {} };

/** Puts the filters into the write at `place`; null where its clauses are not found. */
export async function spliceTarget(
  place: StatementPlace,
  options: SpliceTargetOptions,
): Promise<TargetParts | null> {
  const { root } = options;
  const condition = root.type === "InsertStmt" ? NO_PARTS : await conditionParts(place, options);
  const check = root.type === "DeleteStmt" ? NO_PARTS : await checkParts(place, options);
  if (condition === null || check === null) return null;
  return {
    splices: [...condition.splices, ...check.splices],
    fields: { ...condition.fields, ...check.fields },
  };
}

/** `WHERE (filters) AND (condition)`. */
async function conditionParts(
  place: StatementPlace,
  { root, rule, alias, binder, parser }: SpliceTargetOptions,
): Promise<TargetParts | null> {
  const filters = renderTargetFilters(rule, alias, binder);
  const { whereClause } = root.node;
  const returning = clauseAt(place, "returning", root.node.returningClause);
  const where = clauseAt(place, "where", whereClause);
  if (returning === null || where === null) return null;
  if (whereClause === undefined) {
    const select = await parseSelect(`SELECT 1 WHERE ${filters}`, parser);
    const text = `\nWHERE ${filters}\n`;
    return select === null ? null : {
      splices: [{ start: returning.start, end: returning.start, text }],
      fields: { whereClause: select.whereClause },
    };
  }
  // What stands first is flattened into the AND by the grammar; the client's, in brackets, is not.
  const select = await parseSelect(`SELECT 1 WHERE ${filters} AND true`, parser);
  const both = nodeOfType(select?.whereClause, "BoolExpr");
  if (both === null) return null;
  const args = [...nodeList(both.args).slice(0, -1), whereClause];
  return {
    splices: [
      { start: where.end, end: where.end, text: ` ${filters} AND (` },
      { start: returning.start, end: returning.start, text: "\n)\n" },
    ],
    fields: { whereClause: { BoolExpr: { ...both, args } } },
  };
}

/** A last column of RETURNING that fails. */
async function checkParts(
  place: StatementPlace,
  { root, rule, alias, binder, parser }: SpliceTargetOptions,
): Promise<TargetParts | null> {
  const check = renderTargetCheck(renderTargetFilters(rule, alias, binder));
  const select = await parseSelect(`SELECT ${check}`, parser);
  if (select === null) return null;
  const clause = bareNode(root.node.returningClause);
  const own = nodeList(select.targetList);
  const exprs = [...nodeList(clause?.exprs), ...own];
  const text = clause === null ? `\nRETURNING ${check}` : `\n, ${check}`;
  return {
    splices: [{ start: place.end, end: place.end, text }],
    fields: { returningClause: { ...clause, exprs } },
  };
}

/** The first such word outside of brackets; the statement's end where the clause is not there. */
function clauseAt(
  { sql, start, end }: StatementPlace,
  word: string,
  clause: unknown,
): { readonly start: number; readonly end: number } | null {
  if (clause === undefined) return { start: end, end };
  const found = topLevelWords(sql.slice(start, end), new Set([word]))[0];
  return found === undefined ? null : { start: start + found.start, end: start + found.end };
}
