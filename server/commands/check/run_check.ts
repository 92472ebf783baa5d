// `pgmcp check`: says of each statement what the guard says, without a database.
// The exit code is for CI: 0 all may run, 1 some may not. What a statement is and
// where it comes from is read elsewhere.

import { counted } from "../../../core/services/format/counted.ts";
import type { Guard } from "../../../core/services/guard.ts";
import type { Verdict } from "../../../core/sql/verdict.ts";
import type { Screen } from "../terminal/screen.ts";
import { createStyle } from "../terminal/style.ts";
import type { CheckItem } from "./check_item.ts";
import { drawVerdict } from "./draw_verdict.ts";

/** Options of {@linkcode runCheck}. */
export interface CheckOptions {
  readonly guard: Pick<Guard, "check">;
  /** Standard output. */
  readonly screen: Screen;
  /** One JSON object a line instead of text for people. */
  readonly json: boolean;
  /** Undecided statements fail the check too. */
  readonly strict: boolean;
}

/** Checks every statement in order, writes each verdict as it comes, and returns the exit code. */
export async function runCheck(
  items: AsyncIterable<CheckItem>,
  options: CheckOptions,
): Promise<0 | 1> {
  const counts = { allow: 0, refuse: 0, undecided: 0 };
  for await (const item of items) {
    const verdict = await options.guard.check(item.sql);
    counts[verdict.kind]++;
    options.screen.write(
      options.json
        ? `${JSON.stringify(verdictRecord(item.sql, verdict))}\n`
        : drawVerdict(item, verdict, options.screen).map((line) => `${line}\n`).join(""),
    );
  }
  if (!options.json) options.screen.write(`${summary(counts, options.screen)}\n`);
  return counts.refuse > 0 || (options.strict && counts.undecided > 0) ? 1 : 0;
}

function verdictRecord(sql: string, verdict: Verdict): Readonly<Record<string, string | null>> {
  if (verdict.kind === "allow") {
    return { sql, verdict: "allow", code: null, message: null, hint: null };
  }
  const { kind, code, message, hint } = verdict;
  return { sql, verdict: kind, code, message, hint };
}

function summary(
  counts: Readonly<Record<Verdict["kind"], number>>,
  screen: Pick<Screen, "colour">,
): string {
  const style = createStyle(screen.colour);
  const total = counts.allow + counts.refuse + counts.undecided;
  const parts = [
    style.green(`${counts.allow} allowed`),
    counts.refuse > 0 ? style.red(`${counts.refuse} refused`) : "0 refused",
    ...(counts.undecided > 0 ? [style.yellow(`${counts.undecided} undecided`)] : []),
  ];
  return `${counted(total, "statement")}: ${parts.join(", ")}`;
}
