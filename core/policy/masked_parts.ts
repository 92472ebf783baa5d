// What an expression has of masked columns: directly, handed on by a sub-query or a WITH query, as a
// field of a row, or with a whole row. What is made of constant masks alone is as constant, however
// it is made.

import { COMPUTED_VALUE, isUndefined } from "../sql/bind/computed_value.ts";
import { someNode } from "../sql/some_node.ts";
import {
  isTreeNode,
  nodeList,
  nodeOfType,
  stringNodes,
  textField,
  type TreeNode,
} from "../sql/tree.ts";
import type { ProtectedColumn, StatementMeaning } from "./statement_meaning.ts";

/** The masked columns in an expression. */
export interface MaskedParts {
  /** The column by whose constant mask, and others like it, the whole value is the same for every row; null where it is not. */
  readonly constant: ProtectedColumn | null;
  /** The masked columns whose values are in it by themselves. */
  readonly columns: readonly ProtectedColumn[];
  /** Those that are in it with a whole row. */
  readonly inRows: readonly ProtectedColumn[];
  /** Whether a column is in it at all. */
  readonly holdsColumn: boolean;
}

/** What is counted, collected, taken apart or drawn is not the same for every row, whatever it is of. */
const VARYING: ReadonlySet<string> = new Set([
  ..."array_agg count json_agg json_arrayagg json_object_agg jsonb_agg jsonb_object_agg".split(" "),
  ..."regr_count string_agg sum clock_timestamp gen_random_uuid random uuidv4 uuidv7".split(" "),
  ..."generate_series generate_subscripts unnest regexp_matches ts_parse ts_debug".split(" "),
  ..."json_array_elements json_array_elements_text json_each json_each_text".split(" "),
  ..."json_object_keys json_to_recordset jsonb_array_elements jsonb_array_elements_text".split(" "),
  ..."jsonb_each jsonb_each_text jsonb_object_keys jsonb_path_query jsonb_to_recordset".split(" "),
  ..."regexp_split_to_table string_to_table".split(" "),
]);

/** Functions that make an object of a row, whose fields are its columns. */
const OBJECT_OF_ROW: ReadonlySet<string> = new Set(["to_json", "to_jsonb", "row_to_json"]);

/** The most expressions that are followed to where they are written. */
const MAX_FOLLOWED = 1_000;

/** Looks through `expression`. */
export function maskedParts(expression: unknown, meaning: StatementMeaning): MaskedParts {
  const columns: ProtectedColumn[] = [];
  const inRows: ProtectedColumn[] = [];
  const followed = new Set<unknown>();
  let varies = false;
  let opaque = false;
  let holdsColumn = false;

  function add(column: ProtectedColumn | null): void {
    holdsColumn = true;
    if (column === null || column.shown.mask === null) varies = true;
    else columns.push(column);
  }

  /** What a reference stands for, to be looked through too. */
  function refer(wrapped: TreeNode, node: TreeNode): readonly unknown[] {
    const means = meaning.of(node);
    if (means?.kind === "derived" && means.origin === null && !isUndefined(means.definitions)) {
      holdsColumn = true;
      const fresh = means.definitions.filter((each) => !followed.has(each));
      if (followed.size + fresh.length > MAX_FOLLOWED) varies = true;
      else for (const each of fresh) followed.add(each);
      return followed.size > MAX_FOLLOWED ? [] : fresh;
    }
    if (means?.kind === "row" && means.scan !== null) {
      inRows.push(...meaning.maskedColumnsOf(means.scan));
    }
    add(meaning.protectedColumn(wrapped));
    return [];
  }

  const pending: unknown[] = [expression];
  while (pending.length > 0) {
    someNode(pending.pop(), (type, node, holder) => {
      // Of a recursive query each row is made of another.
      if (type === COMPUTED_VALUE && node.recursive === true) varies = true;
      if (type === "SubLink" || (type === "FuncCall" && makesOther(node))) opaque = true;
      const field = fieldOf(type, holder, meaning);
      if (field !== null) add(field);
      else if (type === "ColumnRef") pending.push(...refer(holder, node));
      else return "go on";
      return "leave out";
    });
  }
  // What a sub-query or a count gives hangs on more than what is named in it.
  if (opaque) return { constant: null, columns: [], inRows: [], holdsColumn };
  const constant = !varies && columns.every(({ shown }) => shown.mask?.constant === true);
  return { constant: constant ? columns[0] ?? null : null, columns, inRows, holdsColumn };
}

function makesOther(call: TreeNode): boolean {
  return call.over !== undefined || VARYING.has(stringNodes(call.funcname).at(-1) ?? "");
}

/** `(t).column`, or `to_jsonb(t)->>'column'`. */
function fieldOf(
  type: string,
  expression: TreeNode,
  meaning: StatementMeaning,
): ProtectedColumn | null {
  if (type === "A_Indirection") return meaning.protectedColumn(expression);
  const node = type === "A_Expr" ? nodeOfType(expression, type) : null;
  if (node === null || !/^->>?$/.test(stringNodes(node.name).at(-1) ?? "")) return null;
  const call = nodeOfType(node.lexpr, "FuncCall");
  const name = nodeOfType(node.rexpr, "A_Const")?.sval;
  if (call === null || !isTreeNode(name)) return null;
  if (!OBJECT_OF_ROW.has(stringNodes(call.funcname).at(-1) ?? "")) return null;
  const [argument, more] = nodeList(call.args);
  const row = more === undefined ? nodeOfType(argument, "ColumnRef") : null;
  const means = row === null ? null : meaning.of(row);
  if (means?.kind !== "row" || means.scan === null) return null;
  return meaning.columnNamed(means.scan, textField(name.sval) ?? "");
}
