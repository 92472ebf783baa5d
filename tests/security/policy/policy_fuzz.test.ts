// The short form of `deno task fuzz:policy`.

import assert from "node:assert/strict";
import { testsOnPostgres } from "../../support/tests_on_postgres.ts";
import { createPolicyWorld } from "./policy_world.ts";
import { runPolicyFuzz } from "./run_policy_fuzz.ts";

const onPostgres = testsOnPostgres({ settings: { jit: "off", autovacuum: "off" } });

onPostgres(
  "random queries under a policy answer as if hidden rows and values did not exist",
  async (server) => {
    await using world = await createPolicyWorld(server);
    const report = await runPolicyFuzz(world, { seed: 20261122, queries: 400 });
    assert.deepEqual(report.leaks, []);
    assert.deepEqual(report.differences, []);
    assert.ok(report.failedAlone.length < 2, report.failedAlone.join("\n"));
    assert.ok(report.compared > 200, `only ${report.compared} were compared`);
  },
);
