// How much work an XPath makes of a document: libxml2 looks at no interrupt while it evaluates one.

import type { Folding } from "./folding.ts";
import { literalText } from "./measure_constant.ts";

/** A path that is no literal is taken to look at the whole document so often, for each of its nodes. */
const UNKNOWN_DEPTH = 3;

/** What a path without such steps costs in each row of XMLTABLE. */
const SHORT_PATH = 10;

/** The shortest element, `<a/>`. */
const SHORTEST_ELEMENT = 4;

/** The steps of `path` in a document of that size. */
export function countPathSteps(path: unknown, size: number, folding: Folding): number {
  return Math.max(size, 1) ** Math.max(wideSteps(path, folding) ?? UNKNOWN_DEPTH, 1);
}

/** The steps of XMLTABLE: its path, and for each of its rows the paths of the columns. */
export function countTableSteps(
  paths: { readonly rows: unknown; readonly columns: readonly unknown[] },
  size: number,
  folding: Folding,
): number {
  let each = 0;
  for (const path of paths.columns) {
    const wide = wideSteps(path, folding) ?? 0;
    each += wide === 0 ? SHORT_PATH : size ** wide;
  }
  const rows = Math.max(1, ...[wideSteps(paths.rows, folding) ?? 1]);
  return size ** rows + size / SHORTEST_ELEMENT * each;
}

/** How often a path looks at the whole document for each of its nodes; null where a literal has no such step. */
function wideSteps(path: unknown, folding: Folding): number | null {
  const text = literalText(path);
  if (text === null) return folding.folds(path) ? UNKNOWN_DEPTH : 0;
  const wide = text.match(/\/\/|\*|descendant|following|preceding|ancestor/g)?.length;
  // `//*` is one such step.
  return wide === undefined ? null : wide - (text.match(/\/\/\s*\*/g)?.length ?? 0);
}
