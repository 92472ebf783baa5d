// A parse tree as the text that the parser itself writes of it, but for the places. Two trees are
// the same where their texts are; comparing those spares reading the second one. What stands in
// place of nodes is put into the text by the type and place of each.

import { PLACES, type Replacements } from "./same_tree.ts";
import { type Splice, spliceText } from "./splice_text.ts";
import { locationOf } from "./tree.ts";

/** The text of a tree, or of a part of it. */
export function treeText(tree: unknown): string {
  return withoutPlaces(writeTree(tree));
}

/** The text of a tree with replacements; null where the nodes to replace cannot be told for sure. */
export function replacedTreeText(tree: unknown, replacements: Replacements): string | null {
  const text = writeTree(tree);
  const splices: Splice[] = [];
  for (const [type, replaced] of Object.entries(replacements)) {
    if (replaced.size === 0) continue;
    const byPlace = new Map<number | null, unknown>();
    for (const [node, other] of replaced) byPlace.set(locationOf(node), other);
    const found = nodesOf(type, text).filter(({ location }) => byPlace.has(location));
    if (byPlace.size !== replaced.size || found.length !== replaced.size) return null;
    for (const { start, end, location } of found) {
      splices.push({ start, end, text: writeTree(byPlace.get(location)) });
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

interface NodeSpan {
  readonly start: number;
  readonly end: number;
  readonly location: number;
}

/** Where the nodes of a type stand in a text. Their place is their last field, and absent where it is 0. */
function nodesOf(type: string, text: string): readonly NodeSpan[] {
  const found: NodeSpan[] = [];
  const opening = `{"${type}":{`;
  for (let start = text.indexOf(opening); start >= 0;) {
    const end = endOfNode(text, start);
    const place = /"location":(\d+)\}\}$/.exec(text.slice(start, end));
    found.push({ start, end, location: Number(place?.[1] ?? 0) });
    start = text.indexOf(opening, end);
  }
  return found;
}

const TOKEN = /"(?:[^"\\]|\\.)*"|[{}]/g;

function endOfNode(text: string, start: number): number {
  const tokens = new RegExp(TOKEN);
  tokens.lastIndex = start;
  let depth = 0;
  for (let token = tokens.exec(text); token !== null; token = tokens.exec(text)) {
    if (token[0] === "{") depth++;
    else if (token[0] === "}" && --depth === 0) return tokens.lastIndex;
  }
  return text.length;
}
