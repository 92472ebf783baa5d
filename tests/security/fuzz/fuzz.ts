// deno task fuzz -- --seconds 600 --seed 1: the long run. Prints its seed first; ends with
// 1 where a mutant got through, and prints each.

import { parseArgs } from "node:util";
import { runFuzz } from "./run_fuzz.ts";

const DEFAULT_SECONDS = 60;

const { values } = parseArgs({
  args: Deno.args.filter((argument) => argument !== "--"),
  options: { seconds: { type: "string" }, seed: { type: "string" } },
});
const seconds = numberOf("seconds", values.seconds) ?? DEFAULT_SECONDS;
const seed = numberOf("seed", values.seed) ?? crypto.getRandomValues(new Uint32Array(1))[0] ?? 1;

console.log(`fuzz: seed ${seed}, ${seconds} s`);
const report = await runFuzz({
  seed,
  timeMs: seconds * 1000,
  onProgress({ mutants, elapsedMs, through }) {
    if (Math.floor(elapsedMs / 1000) % 10 !== 0) return;
    console.log(`${Math.floor(elapsedMs / 1000)} s: ${mutants} mutants, ${through} through`);
  },
});
for (const { attack, sql } of report.through) console.log(`THROUGH ${attack}: ${sql}`);
console.log(
  `${report.mutants} mutants of ${report.attacks} attacks in ` +
    `${(report.elapsedMs / 1000).toFixed(1)} s, ` +
    `${Math.round(report.mutants / (report.elapsedMs / 1000))} a second; ` +
    `${report.syntaxErrors} were no SQL, ${report.undecided} need a catalogue; ` +
    `${report.through.length} through (seed ${report.seed})`,
);
if (report.through.length > 0) Deno.exit(1);

function numberOf(name: string, text: string | undefined): number | null {
  if (text === undefined) return null;
  const value = Number(text);
  if (Number.isInteger(value) && value >= 0) return value;
  throw new Error(`Cannot use --${name} ${text}: a whole number is needed`);
}
