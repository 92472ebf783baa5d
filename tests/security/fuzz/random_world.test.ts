// The short form of the random worlds of `deno task fuzz:policy`.

import assert from "node:assert/strict";
import { testsOnPostgres } from "../../support/tests_on_postgres.ts";
import { runRandomWorlds } from "./random_world_fuzz.ts";

const onPostgres = testsOnPostgres({ settings: { jit: "off", autovacuum: "off", fsync: "off" } });

onPostgres(
  "random schemas under random policies answer as if hidden rows and values did not exist",
  async (server) => {
    const report = await runRandomWorlds(server, { seed: 20261123, worlds: 3, queries: 60 });
    assert.deepEqual(report.leaks, []);
    assert.deepEqual(report.differences, []);
    assert.deepEqual(report.forNothing, []);
    assert.ok(report.compared > 60, `only ${report.compared} were compared`);
  },
);
