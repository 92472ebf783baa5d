// A parse tree as the text that the parser itself writes of it, but for the places. Two trees are
// the same where their texts are; comparing those spares reading the second one. What stands in
// place of nodes is put into the text where theirs stands.

import { PLACES, type Replacements } from "./same_tree.ts";
import { type Splice, spliceText } from "./splice_text.ts";

/** The text of a tree, or of a part of it. */
export function treeText(tree: unknown): string {
  return withoutPlaces(writeTree(tree));
}

/** The text of a tree with replacements; null where the nodes to replace cannot be told for sure. */
export function replacedTreeText(tree: unknown, replacements: Replacements): string | null {
  const text = writeTree(tree);
  const splices: Splice[] = [];
  for (const [type, replaced] of Object.entries(replacements)) {
    for (const [node, other] of replaced) {
      // With its place in it a node's text stands once in its tree.
      const own = writeTree({ [type]: node });
      const start = text.indexOf(own);
      if (start < 0 || text.includes(own, start + 1)) return null;
      splices.push({ start, end: start + own.length, text: writeTree(other) });
    }
  }
  return withoutPlaces(spliceText(text, splices));
}

// A quote inside a string has a backslash before it: what is matched here is surely a field.
const PLACE_NAMES = [...PLACES].join("|");
const PLACE = new RegExp(`,"(?:${PLACE_NAMES})":-?\\d+|"(?:${PLACE_NAMES})":-?\\d+,?`, "g");

/** The parser's text without its places. */
export function withoutPlaces(text: string): string {
  return text.replaceAll(PLACE, "");
}

// The parser escapes these two, which stand in strings alone.
function writeTree(tree: unknown): string {
  return JSON.stringify(tree).replaceAll("<", "\\u003c").replaceAll(">", "\\u003e");
}
