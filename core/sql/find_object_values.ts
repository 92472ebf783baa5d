// Values of types such as `regclass` print the name of any object. Where one of them and a number
// or a literal become values of one type (UNION, COALESCE, arrays, arguments of one type), the
// number becomes such a value too, and prints hidden names. So they may stand only where they stay
// alone: cast at once, compared, counted, or given to the client by the outermost SELECT.

import { COMPARISON_OPERATORS } from "./comparison_operators.ts";
import type { StatementFacts } from "./facts.ts";
import { locationOf, nodeOfType, stringNodes, type TreeNode, unwrapNode } from "./tree.ts";

/** Functions whose result is such a value. */
const RETURNING: ReadonlySet<string> = new Set([
  ..."pg_typeof to_regclass to_regnamespace to_regproc to_regprocedure to_regrole to_regtype"
    .split(" "),
]);

/** Functions that make text, JSON or a number of what they are given, or tell about an object. */
const TAKING: ReadonlySet<string> = new Set([
  ...`col_description concat concat_ws count format has_any_column_privilege has_column_privilege
    has_sequence_privilege has_table_privilege json_agg json_build_array json_build_object jsonb_agg
    jsonb_build_array jsonb_build_object obj_description pg_get_indexdef pg_indexes_size
    pg_relation_size pg_table_is_visible pg_table_size pg_total_relation_size to_json
    to_jsonb`.split(/\s+/),
]);

interface Parent {
  readonly type: string;
  readonly node: TreeNode;
  readonly above: string | null;
}

interface Place {
  readonly value: unknown;
  /** The node around it. */
  readonly parent: Parent | null;
  /** Whether it is a column of what the client gets. */
  readonly output: boolean;
}

/**
 * The place of the first such value, in bytes, that may mix with others in the query; null where
 * there is none. `isObjectType` says which types are meant.
 */
export function findMixedObjectValue(
  { functions, selects: [root], types }: StatementFacts,
  isObjectType: (name: string) => boolean,
): { readonly location: number | null } | null {
  const some = functions.some(({ name }) => RETURNING.has(name)) ||
    types.some(({ name }) => isObjectType(name));
  if (root === undefined || !some) return null;
  const alone = root.larg === undefined && root.valuesLists === undefined;
  const places: Place[] = [{ value: { SelectStmt: root }, parent: null, output: false }];
  for (let place = places.pop(); place !== undefined; place = places.pop()) {
    const node = unwrapNode(place.value);
    if (node !== null && isObjectValue(node, isObjectType) && !staysAlone(place)) {
      return { location: locationOf(node.node) };
    }
    const target = node?.type === "ResTarget" && place.output;
    for (const [field, value] of childrenOf(place.value)) {
      const outermost = node?.node === root && field === "targetList" && alone;
      places.push({
        value,
        parent: node === null ? place.parent : { ...node, above: place.parent?.type ?? null },
        output: outermost || (node === null && place.output) || (target && field === "val"),
      });
    }
  }
  return null;
}

function isObjectValue(
  { type, node }: { readonly type: string; readonly node: TreeNode },
  isObjectType: (name: string) => boolean,
): boolean {
  if (type === "FuncCall") return RETURNING.has(stringNodes(node.funcname).at(-1) ?? "");
  const typeName = type === "TypeCast" ? childrenOf(node.typeName) : [];
  const names = typeName.find(([field]) => field === "names")?.[1];
  return isObjectType(stringNodes(names).at(-1) ?? "");
}

function staysAlone({ parent, output }: Place): boolean {
  if (output) return true;
  switch (parent?.type) {
    case "TypeCast":
    case "NullTest":
      return true;
    case "SortBy":
      // Of a query; what an aggregate sorts by can be its result.
      return parent.above === "SelectStmt";
    case "A_Expr":
      return parent.node.kind === "AEXPR_OP" &&
        COMPARISON_OPERATORS.has(stringNodes(parent.node.name).join(".")) &&
        nodeOfType(parent.node.rexpr, "SubLink") === null;
    case "FuncCall":
      return TAKING.has(stringNodes(parent.node.funcname).at(-1) ?? "");
    default:
      return false;
  }
}

/** The fields of a node and the entries of a list; a wrapping counts as the node in it. */
function childrenOf(value: unknown): readonly (readonly [string, unknown])[] {
  if (Array.isArray(value)) return value.map((entry) => ["", entry] as const);
  if (typeof value !== "object" || value === null) return [];
  return Object.entries(unwrapNode(value)?.node ?? value);
}
