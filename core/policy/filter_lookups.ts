// What a row filter's sub-queries read of other tables where PostgreSQL may join those: in whichever
// order it reads them the filtered rows then come. `IN` and `EXISTS` that have to hold are joined; what
// stands under OR or NOT, or gives one value, is looked up row by row.

import type { CatalogueEntry } from "../ports/protection_catalogue.ts";
import { someNode } from "../sql/some_node.ts";
import { bareNode, nodeList, nodeOfType, stringNodes, type TreeNode } from "../sql/tree.ts";
import type { BoundCondition } from "./bind_condition.ts";
import { conjuncts } from "./conjuncts.ts";
import { innerJoinConditions } from "./inner_join_conditions.ts";
import { varies } from "./needs_fence.ts";

/** One mention of a table. */
export interface FilterLookup {
  readonly table: CatalogueEntry;
  /** Its columns that the filter names. */
  readonly named: ReadonlySet<string>;
  /** Those that are of one value in every row that counts, or that of a column of the filtered table, by whose name. */
  readonly equal: ReadonlyMap<string, string | null>;
}

/** Finds them in the parsed condition. */
export function filterLookups(
  condition: unknown,
  { columns, tables }: BoundCondition,
): readonly FilterLookup[] {
  const equal = new Map<TreeNode, Map<string, string | null>>();

  function settle(one: unknown, other: unknown): void {
    const node = nodeOfType(one, "ColumnRef");
    const column = node === null ? undefined : columns.get(node);
    if (column === undefined || column.table === null) return;
    const reference = nodeOfType(other, "ColumnRef");
    const own = reference === null ? undefined : columns.get(reference);
    const isOwn = own !== undefined && own.table === null;
    if (!isOwn && holdsRows(other)) return;
    const known = equal.get(column.table) ?? new Map<string, string | null>();
    equal.set(column.table, known.set(column.name, isOwn ? own.name : null));
  }

  const joined = new Set<TreeNode>();
  for (const link of conjuncts(condition).map((each) => nodeOfType(each, "SubLink"))) {
    const select = nodeOfType(link?.subselect, "SelectStmt");
    if (link === null || select === null || !isJoined(link)) continue;
    someNode(select, (type, node) => {
      if (type === "RangeVar") joined.add(node);
      return "go on";
    });
    for (
      const part of [select.whereClause, ...innerJoinConditions(select.fromClause)].flatMap(
        conjuncts,
      )
    ) {
      const { kind, lexpr, name, rexpr } = nodeOfType(part, "A_Expr") ?? {};
      if (kind !== "AEXPR_OP" || stringNodes(name).at(-1) !== "=") continue;
      settle(lexpr, rexpr);
      settle(rexpr, lexpr);
    }
    const tested = nodeOfType(link.testexpr, "RowExpr");
    const left = tested === null ? [link.testexpr] : nodeList(tested.args);
    for (const [place, target] of nodeList(select.targetList).entries()) {
      settle(nodeOfType(target, "ResTarget")?.val, left[place]);
    }
  }
  return [...tables].filter(([node]) => joined.has(node)).map(([node, table]) => ({
    table,
    named: new Set(
      [...columns.values()].filter((each) => each.table === node).map(({ name }) => name),
    ),
    equal: equal.get(node) ?? new Map(),
  }));
}

function isJoined({ operName, subLinkType }: TreeNode): boolean {
  if (subLinkType === "EXISTS_SUBLINK") return true;
  const operator = stringNodes(operName).at(-1) ?? "=";
  return subLinkType === "ANY_SUBLINK" && operator === "=";
}

/** Whether it is not the same for all rows, or may not be; what is not there is no value either. */
function holdsRows(expression: unknown): boolean {
  return bareNode(expression) === null || varies(expression) ||
    someNode(
      expression,
      (type) => type === "ColumnRef" || type === "SubLink" ? "found" : "go on",
    );
}
