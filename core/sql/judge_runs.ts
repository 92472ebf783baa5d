// What runs without standing in the statement: what a view calls, and the CHECKs of a domain.
// The database resolved it to exact names; each is held against the lists, and against what the
// configuration allows.

import { isHarmlessBuiltin } from "./allow_lists/functions.ts";
import { isHarmlessExtensionFunction } from "./allow_lists/extensions/extensions.ts";
import type { RunFunction } from "../ports/catalogue.ts";
import { dotted, isNamedFunction, type NamePolicy } from "./name_policy.ts";

/** The first function that may not run so; null if all may. */
export function findHarmfulRun(
  runs: readonly RunFunction[],
  policy: NamePolicy,
): RunFunction | null {
  return runs.find((run) => !isHarmless(run, policy)) ?? null;
}

/** Names a function of {@linkcode findHarmfulRun} for a message, with whose it is. */
export function describeRun(run: RunFunction): string {
  if (run.schema === "pg_catalog") return `the function ${run.name}`;
  if (run.extension !== null) return `the function ${run.name} of the extension ${run.extension}`;
  return `a user's function, ${dotted(run)}`;
}

/** What would open it; undefined for what nothing opens. */
export function hintForRun(run: RunFunction): string | undefined {
  if (run.schema === "pg_catalog" || run.extension !== null) return undefined;
  return `An operator who has read that function can allow it: ALLOW_FUNCTIONS=${dotted(run)}`;
}

function isHarmless(run: RunFunction, policy: NamePolicy): boolean {
  if (run.schema === "pg_catalog") return isHarmlessBuiltin(run.name);
  if (run.extension !== null && isHarmlessExtensionFunction(run.extension, run.name)) return true;
  return isNamedFunction({ ...run, onPath: false }, policy);
}
