// WITH: which query a name means, and which columns that has (transformWithClause, analyzeCTE). In
// a plain WITH a query sees those before it; in WITH RECURSIVE all, wherever they stand.

import {
  bareNode,
  nodeList,
  nodeOfType,
  stringNodes,
  textField,
  type TreeNode,
  unwrapNode,
} from "../tree.ts";
import { unbound } from "./binding.ts";
import { bindSelect, derivedColumns } from "./bind_select.ts";
import { computedValues } from "./computed_value.ts";
import { type CteBinding, type Level, levelIn, renamedColumns, type ScopeColumn } from "./scope.ts";

/** Binds a `WithClause`, and makes its queries known in the level. */
export function bindWith(clause: unknown, level: Level): void {
  const node = bareNode(clause);
  if (node === null) return;
  const recursive = node.recursive === true;
  const ctes = nodeList(node.ctes).map((entry) => {
    const query = nodeOfType(entry, "CommonTableExpr");
    return query === null
      ? unbound("A WITH query is not understood")
      : cteOf(query, level, recursive);
  });
  if (recursive) level.ctes = ctes;
  for (const cte of ctes) {
    if (cte.state === "waiting") cte.bind();
    if (!recursive) level.ctes = [...level.ctes, cte];
  }
}

/** The columns of a WITH query, bound now if it is not yet; `inside` says whether `*` leaves some out. */
export function cteColumns(cte: CteBinding, inside: boolean): readonly ScopeColumn[] {
  if (cte.state === "waiting") cte.bind();
  if (cte.state === "in work") cte.recursive = true;
  if (cte.columns === null) return unbound(`The WITH query ${cte.name} refers to itself too early`);
  if (inside) return cte.columns;
  return cte.columns.map((column) => ({ ...column, hiddenFromStar: false }));
}

function cteOf(query: TreeNode, level: Level, recursive: boolean): CteBinding {
  const names = stringNodes(query.aliascolnames);
  const added = addedColumns(query);
  let columns: readonly ScopeColumn[] | null = null;
  const cte: CteBinding = {
    name: textField(query.ctename) ?? "",
    level,
    state: "waiting",
    open: false,
    recursive: false,
    get columns() {
      return columns === null ? null : [...renamedColumns(columns, names), ...added];
    },
    set columns(found) {
      columns = found;
    },
    bind(): void {
      cte.state = "in work";
      const select = unwrapNode(query.ctequery);
      if (select?.type !== "SelectStmt") unbound("A WITH query is no SELECT", query);
      else {
        const inside = levelIn(level);
        inside.self = recursive ? cte : null;
        const output = bindSelect(select.node, inside);
        const given = derivedColumns(output);
        const computed = cte.recursive || query.ctematerialized === "CTEMaterializeAlways";
        cte.columns = computed
          ? given.map((column) => ({ ...column, definitions: computedValues(column.definitions) }))
          : given;
        cte.open = !output.complete;
        cte.state = "bound";
      }
    },
  };
  return cte;
}

/** The columns that SEARCH and CYCLE add. */
function addedColumns(query: TreeNode): readonly ScopeColumn[] {
  const search = bareNode(query.search_clause);
  const cycle = bareNode(query.cycle_clause);
  const names = [search?.search_seq_column, cycle?.cycle_mark_column, cycle?.cycle_path_column];
  return names.map(textField).filter((name) => name !== null).map((name) => ({
    ...{ name, type: null, base: null, origin: null, definitions: [], hiddenFromStar: true },
  }));
}
