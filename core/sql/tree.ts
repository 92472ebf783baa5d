// Reading the parser's JSON. A node stands in a field either wrapped, as
// `{"FuncCall": {…}}`, or bare where the grammar allows one type only. These
// functions only read; what may stand where is said by node_rules.ts.

/** The fields of a node. */
export type TreeNode = Readonly<Record<string, unknown>>;

/** A node with the name of its type. */
export interface TypedNode {
  readonly type: string;
  readonly node: TreeNode;
}

/** Whether `value` is an object with fields. */
export function isTreeNode(value: unknown): value is TreeNode {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** Takes the wrapping off `{"Type": {…}}`; null if `value` is not a wrapped node. */
export function unwrapNode(value: unknown): TypedNode | null {
  if (!isTreeNode(value)) return null;
  const keys = Object.keys(value);
  const type = keys[0];
  if (type === undefined || keys.length !== 1) return null;
  const node = value[type];
  return isTreeNode(node) ? { type, node } : null;
}

/** The wrapped node in `field`, if it is of `type`. */
export function nodeOfType(value: unknown, type: string): TreeNode | null {
  const unwrapped = unwrapNode(value);
  return unwrapped !== null && unwrapped.type === type ? unwrapped.node : null;
}

/** A bare node in a field. */
export function bareNode(value: unknown): TreeNode | null {
  return isTreeNode(value) ? value : null;
}

/** A list of nodes in a field; empty where the field is absent. */
export function nodeList(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

/** A text in a field; null where it is absent, which is how the parser writes an empty text too. */
export function textField(value: unknown): string | null {
  return typeof value === "string" ? value : null;
}

/** The text of a wrapped `String`; null if it is anything else. */
export function stringNode(value: unknown): string | null {
  const node = nodeOfType(value, "String");
  return node === null ? null : textField(node.sval) ?? "";
}

/** The texts of a list of wrapped `String`s, such as the parts of a name; others are left out. */
export function stringNodes(value: unknown): readonly string[] {
  return nodeList(value).map(stringNode).filter((text) => text !== null);
}

/** The byte offset of a node in the text; null where the parser knows none. A missing one means 0. */
export function locationOf(node: TreeNode): number | null {
  const location = node.location ?? 0;
  return typeof location === "number" && location >= 0 ? location : null;
}
