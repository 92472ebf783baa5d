// deno task fuzz:policy -- --queries 20000 --worlds 40 --seed 1: the long run, in one fixed world and
// in random ones. Prints its seed first, and ends
// with 1 where something leaked or an answer differed.

import { parseArgs } from "node:util";
import { startPostgres } from "../../support/postgres_server.ts";
import { runRandomWorlds } from "../fuzz/random_world_fuzz.ts";
import { createPolicyWorld } from "./policy_world.ts";
import { runPolicyFuzz } from "./run_policy_fuzz.ts";

/** More than this share would be no matter of the order of conditions. */
const MOST_FAILED_ALONE = 0.0005;
/** Worlds differ more than queries do. */
const QUERIES_OF_A_WORLD = 150;

const { values } = parseArgs({
  args: Deno.args.filter((argument) => argument !== "--"),
  options: {
    queries: { type: "string" },
    seed: { type: "string" },
    worlds: { type: "string" },
  },
});
const queries = Number(values.queries ?? 20_000);
const worlds = Number(values.worlds ?? 40);
const seed = Number(values.seed ?? crypto.getRandomValues(new Uint32Array(1))[0]);

console.log(`fuzz:policy: seed ${seed}, ${queries} queries`);
await using server = await startPostgres({
  settings: { jit: "off", autovacuum: "off", fsync: "off" },
});
await using world = await createPolicyWorld(server);
const startedMs = performance.now();
const report = await runPolicyFuzz(world, {
  ...{ seed, queries },
  onProgress: (asked) => console.log(`${asked} asked`),
});
for (const leak of report.leaks.slice(0, 20)) console.log(`LEAK ${leak}`);
for (const difference of report.differences.slice(0, 20)) console.log(`DIFFERENCE ${difference}`);
for (const failure of report.failedAlone) console.log(`FAILED ALONE ${failure}`);
for (const [reason, count] of report.reasons) console.log(`refused ${count}: ${reason}`);
console.log(
  `${queries} queries in ${((performance.now() - startedMs) / 1000).toFixed(0)} s: ` +
    `${report.compared} compared, ${report.refused} refused, ${report.failed} failed in both, ${report.failedAlone.length} alone; ` +
    `${report.differences.length} differ, ${report.leaks.length} leak (seed ${seed})`,
);
const manyAlone = report.failedAlone.length > queries * MOST_FAILED_ALONE;
if (report.leaks.length + report.differences.length > 0 || manyAlone) Deno.exitCode = 1;

const random = await runRandomWorlds(server, {
  ...{ seed, worlds, queries: QUERIES_OF_A_WORLD },
  onProgress: (line) => console.log(line),
});
for (const leak of random.leaks.slice(0, 20)) console.log(`LEAK ${leak}`);
for (const difference of random.differences.slice(0, 20)) console.log(`DIFFERENCE ${difference}`);
for (const refused of random.forNothing.slice(0, 20)) console.log(`FOR NOTHING ${refused}`);
for (const [code, count] of random.reasons) console.log(`refused ${count}: ${code}`);
const wrong = [random.leaks, random.differences, random.forNothing];
if (wrong.some(({ length }) => length > 0)) Deno.exitCode = 1;
