// Whether two parse trees are the same but for their places in the text. The
// row cap is spliced in as text, and this says whether the result means what was
// meant. Iterative, for trees may be thousands of levels deep.

import { isTreeNode, type TreeNode } from "./tree.ts";

/** Fields that hold places in the text and nothing else. */
export const PLACES: ReadonlySet<string> = new Set([
  "location",
  "name_location",
  "stmt_location",
  "stmt_len",
  "list_start",
  "list_end",
  "rexpr_list_start",
  "rexpr_list_end",
]);

/** What must stand in the left tree in place of nodes of a type in the right one, by those nodes. */
export type Replacements = Readonly<Record<string, ReadonlyMap<TreeNode, unknown>>>;

/** Whether `left` and `right` hold the same nodes, but for those that are replaced. */
export function sameTree(left: unknown, right: unknown, replacements: Replacements = {}): boolean {
  const lefts = [left];
  const rights = [right];
  while (lefts.length > 0) {
    const one = lefts.pop();
    const other = replaced(rights.pop(), replacements);
    if (Array.isArray(one) && Array.isArray(other)) {
      if (one.length !== other.length) return false;
      for (let index = 0; index < one.length; index++) {
        lefts.push(one[index]);
        rights.push(other[index]);
      }
    } else if (isTreeNode(one) && isTreeNode(other)) {
      let fields = 0;
      for (const key in one) {
        if (PLACES.has(key)) continue;
        fields++;
        if (!Object.hasOwn(other, key)) return false;
        const value = one[key];
        if (typeof value === "object") {
          lefts.push(value);
          rights.push(other[key]);
        } else if (value !== other[key]) return false;
      }
      for (const key in other) if (!PLACES.has(key)) fields--;
      if (fields !== 0) return false;
    } else if (one !== other) return false;
  }
  return true;
}

function replaced(value: unknown, replacements: Replacements): unknown {
  if (!isTreeNode(value)) return value;
  for (const type in replacements) {
    if (!Object.hasOwn(value, type)) continue;
    const node = value[type];
    if (isTreeNode(node)) return replacements[type]?.get(node) ?? value;
  }
  return value;
}
