// Problems of a policy at their places in its file, as compilers write them.

import { placed, problemLine } from "../yaml/file_problem.ts";
import type { CompileProblem } from "./compiled_policy.ts";
import type { PolicyCandidate } from "./policy_source.ts";

/** The problems as `file:line:column: sentence`, in the order of the file. */
export function placeProblems(
  problems: readonly CompileProblem[],
  { places, file }: Pick<PolicyCandidate, "places" | "file">,
): readonly string[] {
  return problems.map((problem) => ({ problem, place: placeOf(problem.rule, places) }))
    .toSorted((one, other) =>
      one.place.line - other.place.line || one.place.column - other.place.column
    )
    .map(({ problem, place }) =>
      problemLine(file, placed(place, `${problem.rule}: ${problem.message}.`))
    );
}

function placeOf(
  rule: string,
  places: PolicyCandidate["places"],
): { readonly line: number; readonly column: number } {
  // Of several rules the first; of a rule without a place of its own the one around it.
  for (let path = rule.split(", ")[0] ?? ""; path !== "";) {
    const place = places.get(path);
    if (place !== undefined) return place;
    path = path.slice(0, Math.max(0, path.lastIndexOf(".")));
  }
  return { line: 1, column: 1 };
}
