// Calls of aggregates. What is in one is evaluated above the scan that its rows come from.

import { stringNodes, type TreeNode } from "../sql/tree.ts";

/** Aggregates of pg_catalog. */
const AGGREGATES: ReadonlySet<string> = new Set(
  ("array_agg avg bool_and bool_or count every json_agg json_object_agg jsonb_agg " +
    "jsonb_object_agg max min string_agg sum stddev variance").split(" "),
);

/** Aggregates that can hold whatever they are given: a sum leaves its type. */
const UNLIMITED: ReadonlySet<string> = new Set(
  "bool_and bool_or count every max min".split(" "),
);

/** Whether it is an aggregate or a window function: evaluated above the scan, whatever is in it. */
export function isAggregate(call: TreeNode): boolean {
  const names = stringNodes(call.funcname);
  const builtin = names.length === 1 || names[0] === "pg_catalog";
  return call.over !== undefined || (builtin && AGGREGATES.has(names.at(-1) ?? ""));
}

/** Whether it is an aggregate, with nothing beside its arguments, that does not fail whatever they are. */
export function isUnlimitedAggregate(call: TreeNode): boolean {
  return isAggregate(call) && UNLIMITED.has(stringNodes(call.funcname).at(-1) ?? "") &&
    [call.over, call.agg_filter, call.agg_order].every((part) => part === undefined);
}
