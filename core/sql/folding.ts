// Whether PostgreSQL may know the value of an expression while it plans: it folds what is made of
// constants, also where a sub-select, a WITH query, a row of VALUES or a function in FROM hands the
// constants on, for it puts their expressions in the place of the columns first.

import type { BoundStatement } from "./bind/bound_statement.ts";
import { COMPUTED_VALUE } from "./bind/computed_value.ts";
import { isFixedSize } from "./bind/sql_type.ts";
import { isTreeNode, nodeList, stringNodes, type TreeNode, unwrapNode } from "./tree.ts";

/** What folds in one statement. */
export interface Folding {
  /** Whether somebody could bind the statement's names. */
  readonly isBound: boolean;
  /** Whether the expression may fold; not so what reads a table, a set, an aggregate or a sub-select. */
  folds(expression: unknown): boolean;
  /** The expressions that may come to stand for a column, where they may fold. */
  definitionsOf(node: TreeNode): readonly unknown[];
  /** The expressions that its value comes from, also where they do not fold; none where its type has a fixed size. */
  sourcesOf(node: TreeNode): readonly unknown[];
  /** What was measured before, by node: a column that each query reads twice would else cost double a query. */
  readonly measured: {
    readonly numbers: Map<TreeNode, number>;
    readonly wholes: Map<TreeNode, boolean>;
    readonly texts: Map<TreeNode, number>;
  };
}

/** Whether a column stands anywhere in an expression. */
export function holdsColumn(expression: unknown): boolean {
  const open: unknown[] = [expression];
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    if (Array.isArray(next)) { for (const each of next) open.push(each); }
    else if (isTreeNode(next)) {
      if (Object.hasOwn(next, "ColumnRef")) return true;
      for (const each of Object.values(next)) open.push(each);
    }
  }
  return false;
}

/** Aggregates of PostgreSQL; with OVER or a star in it a call is one in any case. */
const AGGREGATES: ReadonlySet<string> = new Set(
  `any_value array_agg avg bit_and bit_or bit_xor bool_and bool_or corr count covar_pop covar_samp
  cume_dist dense_rank every json_agg json_object_agg jsonb_agg jsonb_object_agg max min mode
  percent_rank percentile_cont percentile_disc range_agg range_intersect_agg rank regr_avgx regr_avgy
  regr_count regr_intercept regr_r2 regr_slope regr_sxx regr_sxy regr_syy row_number stddev
  stddev_pop stddev_samp string_agg sum var_pop var_samp variance xmlagg`.split(/\s+/),
);

/** Deeper expressions are taken to fold. */
const MAX_DEPTH = 200;

/** Makes it for a statement; where nobody could bind its names, a column may be anything. */
export function createFolding(bound: BoundStatement | null): Folding {
  const definitions = new Map<TreeNode, readonly unknown[]>();
  const sources = new Map<TreeNode, readonly unknown[]>();
  for (const { node, means } of bound?.references ?? []) {
    if (means.kind === "derived") definitions.set(node, means.definitions);
    const varies = means.kind === "row" || (means.kind === "derived" && !isFixedSize(means.type));
    if (varies) sources.set(node, means.definitions);
  }
  const known = new Map<TreeNode, boolean>();

  function folds(expression: unknown, depth = 0): boolean {
    if (depth > MAX_DEPTH) return true;
    if (Array.isArray(expression)) return expression.every((each) => folds(each, depth + 1));
    const typed = unwrapNode(expression);
    if (typed === null) {
      return !isTreeNode(expression) ||
        Object.values(expression).every((each) => folds(each, depth + 1));
    }
    const before = known.get(typed.node);
    if (before !== undefined) return before;
    const folded = nodeFolds(typed.type, typed.node, depth + 1);
    known.set(typed.node, folded);
    return folded;
  }

  function nodeFolds(type: string, node: TreeNode, depth: number): boolean {
    const some = (list: unknown): boolean => nodeList(list).some((each) => folds(each, depth));
    switch (type) {
      case "ColumnRef":
        return bound === null || some(definitions.get(node));
      case "SubLink":
      case COMPUTED_VALUE:
        return false;
      case "A_Indirection":
        return definitions.has(node) ? some(definitions.get(node)) : folds(node.arg, depth);
      case "CoalesceExpr":
      case "RowExpr":
        return some(node.args);
      case "CaseExpr":
        return (node.defresult !== undefined && folds(node.defresult, depth)) ||
          nodeList(node.args).some((each) => folds(unwrapNode(each)?.node.result, depth));
      case "FuncCall":
        if (node.agg_star === true || node.over !== undefined) return false;
        if (AGGREGATES.has(stringNodes(node.funcname).at(-1) ?? "")) return false;
        return folds(node.args ?? [], depth);
      default:
        return Object.values(node).every((each) => folds(each, depth));
    }
  }

  return {
    isBound: bound !== null,
    folds: (expression) => folds(expression),
    definitionsOf: (node) => (definitions.get(node) ?? []).filter((each) => folds(each)),
    sourcesOf: (node) => sources.get(node) ?? [],
    measured: { numbers: new Map(), wholes: new Map(), texts: new Map() },
  };
}
