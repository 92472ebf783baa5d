// How many windows a statement has. PostgreSQL plans a node for each, with all the columns of those
// below it: 500 of them took 15 s and 400 MB, past any timeout. Calls that share a window cost nothing.

import type { StatementFacts } from "./facts.ts";
import type { Refusal } from "./refusal.ts";
import { isTreeNode } from "./tree.ts";

/** The most different windows: 150 plan in some tenths of a second. */
const MAX_WINDOWS = 150;

/** Refuses a statement with too many windows. */
export function judgeWindows(facts: StatementFacts): Refusal | null {
  // Each is some call's.
  if (facts.functions.length <= MAX_WINDOWS) return null;
  const windows = new Set<string>();
  // The first SELECT holds the others, but for a write.
  const open: unknown[] = [...facts.access === "read" ? facts.selects.slice(0, 1) : facts.selects];
  while (open.length > 0) {
    const next = open.pop();
    if (Array.isArray(next)) { for (const each of next) open.push(each); }
    else if (isTreeNode(next)) {
      if (next.over !== undefined) windows.add(JSON.stringify(next.over, withoutPlaces));
      for (const content of Object.values(next)) {
        if (typeof content === "object") open.push(content);
      }
    }
  }
  if (windows.size <= MAX_WINDOWS) return null;
  return {
    code: "PGMCP_SQL_TOO_COMPLEX",
    message: `The statement has more than ${MAX_WINDOWS} different windows`,
    hint: "Let calls share a window: WINDOW w AS (…), and OVER w.",
    fragment: null,
    location: null,
  };
}

function withoutPlaces(key: string, value: unknown): unknown {
  return key === "location" ? undefined : value;
}
