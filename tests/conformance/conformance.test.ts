// The official conformance suite: everything that either revision of the protocol
// requires, on the product's own HTTP stack. It takes two seconds a run.

import assert from "node:assert/strict";
import { postgresSkipReason } from "../support/postgres_server.ts";
import { BASELINE } from "./conformance.ts";
import { REVISIONS, runSuite } from "./run_suite.ts";
import { serveFixture, serveProduct } from "./served.ts";
import { testUnless } from "../support/test_unless.ts";

const withPostgres = testUnless(postgresSkipReason());

/** How many scenarios each revision requires of a server, so that none is lost unseen. */
const REQUIRED = { "2026-07-28": 37, "2025-11-25": 30 };

for (const revision of REVISIONS) {
  Deno.test(`${revision}: the fixture passes every required scenario`, async () => {
    await using served = serveFixture();
    const run = await runSuite({ url: served.url, revision });
    assert.deepEqual(run.required.failed, [], run.output);
    assert.equal(run.required.passed.length, REQUIRED[revision]);
    assert.ok(run.passed, run.output);
  });

  withPostgres(`${revision}: pgmcp fails only what its baseline expects`, async () => {
    await using served = await serveProduct();
    const run = await runSuite({ url: served.url, revision, baseline: BASELINE });
    assert.ok(run.passed, run.output);
  });
}

withPostgres("a failure that the baseline does not expect fails the run", async () => {
  await using served = await serveProduct();
  const run = await runSuite({ url: served.url, revision: "2025-11-25" });
  assert.ok(run.required.failed.includes("tools-call-simple-text"), run.output);
  assert.ok(!run.passed);
});
