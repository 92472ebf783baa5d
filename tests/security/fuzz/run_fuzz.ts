// Tries mutants of every attack that the text alone shows to be one: the guard must allow
// none of them. Ends after a time or a number of mutants; the seed tells it all again.

import { createGuard, type Guard } from "../../../core/services/guard.ts";
import { allAttacks } from "../ledger.ts";
import { mutateAttack } from "./mutate_attack.ts";
import { randomSource } from "./random_source.ts";

/** Options of {@linkcode runFuzz}. */
export interface FuzzOptions {
  readonly seed: number;
  /** The most time, in milliseconds. */
  readonly timeMs: number;
  /** The most mutants; no limit by default. */
  readonly maxMutants?: number;
  /** Hears how far it is, about once a second. */
  readonly onProgress?: (progress: FuzzProgress) => void;
}

/** How far a run is. */
export interface FuzzProgress {
  readonly mutants: number;
  readonly elapsedMs: number;
  readonly through: number;
}

/** A mutant that the guard allowed. */
export interface Through {
  readonly attack: string;
  readonly sql: string;
}

/** What came of a run. */
export interface FuzzReport {
  readonly seed: number;
  readonly attacks: number;
  readonly mutants: number;
  /** Mutants that are no SQL: they test little. */
  readonly syntaxErrors: number;
  /** Mutants that only a catalogue can decide: the agent refuses or runs them. */
  readonly undecided: number;
  readonly elapsedMs: number;
  readonly through: readonly Through[];
}

// Longer texts test the limits on text; to write them otherwise tests nothing more.
const MAX_CHARACTERS = 2_000;
const PROGRESS_MS = 1_000;

/** Runs it. */
export async function runFuzz(options: FuzzOptions): Promise<FuzzReport> {
  const guard = createGuard({ schemas: ["app"], cacheCharacters: 0 });
  const attacks = await refusedAttacks(guard);
  const random = randomSource(options.seed);
  const maxMutants = options.maxMutants ?? Infinity;
  const through: Through[] = [];
  const count = { mutants: 0, syntaxErrors: 0, undecided: 0 };
  const started = performance.now();
  let reported = started;
  let now = started;
  while (count.mutants < maxMutants && now - started < options.timeMs) {
    const attack = random.pick(attacks);
    const sql = mutateAttack(attack.sql, random);
    const verdict = await guard.check(sql);
    count.mutants++;
    if (verdict.kind === "allow") through.push({ attack: attack.id, sql });
    else if (verdict.kind === "undecided") count.undecided++;
    else if (verdict.code === "PGMCP_SYNTAX_ERROR") count.syntaxErrors++;
    now = performance.now();
    if (now - reported < PROGRESS_MS) continue;
    reported = now;
    options.onProgress?.({
      mutants: count.mutants,
      elapsedMs: now - started,
      through: through.length,
    });
  }
  const elapsedMs = performance.now() - started;
  return { seed: options.seed, attacks: attacks.length, ...count, elapsedMs, through };
}

async function refusedAttacks(
  guard: Guard,
): Promise<readonly { readonly id: string; readonly sql: string }[]> {
  const refused: { readonly id: string; readonly sql: string }[] = [];
  for (const { id, sql } of allAttacks) {
    if (sql.length > MAX_CHARACTERS) continue;
    const verdict = await guard.check(sql);
    if (verdict.kind === "refuse" && verdict.code !== "PGMCP_SYNTAX_ERROR") {
      refused.push({ id, sql });
    }
  }
  return refused;
}
