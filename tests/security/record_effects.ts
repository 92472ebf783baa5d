// Runs every attack of the ledger on an unguarded database and writes down what it did
// (effects.json), so that the ledger holds attacks and not mere statements. With --check
// it compares instead: `deno run -P=test tests/security/record_effects.ts --check`.
// Without --check only what is new or changed is run: all of it takes minutes, because
// each write needs a new copy of the database.

import { createHash } from "node:crypto";
import { startAttackCluster } from "./attack_cluster.ts";
import { allAttacks, type Attack } from "./ledger.ts";
import { didSomething, type Effect, unguardedRunner } from "./run_unguarded.ts";

/** What is written down of one attack. */
export interface RecordedEffect {
  /** Of the statement, so that a record cannot outlive a change of it. */
  readonly hash: string;
  /** What it did, or `nothing`, or `not run`. */
  readonly effect: string;
}

const FILE = new URL("./effects.json", import.meta.url);
const NOT_RUN = "it takes more memory or time than a test may";

/** A short hash of a statement. */
export function hashOf(sql: string): string {
  return createHash("sha256").update(sql).digest("hex").slice(0, 12);
}

function describe(effect: Effect): string {
  if (!didSomething(effect)) return "nothing";
  const names = effect.changed.map((line) => line.slice(0, line.lastIndexOf(": ")))
    .map((line) => line.replace(/: .*/, "").replace(/^test_\d+ /, ""))
    .filter((name) => name !== "next transaction id" && !name.startsWith("files in base/"));
  return [
    ...(names.length > 0 ? [`changes ${[...new Set(names)].slice(0, 4).join(", ")}`] : []),
    ...(effect.session ? ["changes its session"] : []),
    ...(effect.answered > 0 ? ["answers"] : []),
    ...(effect.ranOn ? ["runs on and on"] : []),
  ].join("; ") || "changes the cluster";
}

type Records = Readonly<Record<string, RecordedEffect>>;

async function recordAll(known: Records): Promise<Records> {
  await using cluster = await startAttackCluster();
  await using runner = await unguardedRunner(cluster);
  const records: Record<string, RecordedEffect> = {};
  for (const attack of allAttacks) records[attack.id] = await recordOne(attack);
  return records;

  async function recordOne(attack: Attack): Promise<RecordedEffect> {
    const hash = hashOf(attack.sql);
    const before = known[attack.id];
    if (before?.hash === hash) return before;
    if (attack.unproven === NOT_RUN) return { hash, effect: "not run" };
    return { hash, effect: describe(await runner.run(attack.sql)) };
  }
}

function idle(record: RecordedEffect | undefined): boolean {
  return record === undefined || /^no/.test(record.effect);
}

async function readRecords(): Promise<Records> {
  return JSON.parse(await Deno.readTextFile(FILE));
}

if (import.meta.main) {
  const known = await readRecords();
  if (Deno.args.includes("--check")) {
    const records = await recordAll({});
    const changed = Object.entries(records).filter(([id, record]) =>
      idle(record) !== idle(known[id])
    );
    for (const [id, { effect }] of changed) {
      console.error(`${id}: now ${effect}, was ${known[id]?.effect ?? "not there"}`);
    }
    console.log(`${Object.keys(records).length} attacks, ${changed.length} changed`);
    Deno.exit(changed.length > 0 ? 1 : 0);
  }
  await Deno.writeTextFile(FILE, `${JSON.stringify(await recordAll(known), null, 2)}\n`);
}
