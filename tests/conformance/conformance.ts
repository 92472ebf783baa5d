// `deno task conformance`: the official suite, for both revisions of the protocol,
// against the fixture (whatever is required passes) and against pgmcp itself (fails
// only what baseline.yaml expects). With --all it prints all that the suite writes.
// Exits 1 where something fails.

import { REVISIONS, runSuite, type SuiteRun } from "./run_suite.ts";
import { serveFixture, serveProduct } from "./served.ts";

/** What pgmcp itself is known to fail, and why. */
export const BASELINE = new URL("baseline.yaml", import.meta.url);

async function main(): Promise<boolean> {
  let passed = true;
  for (const name of ["fixture", "pgmcp"]) {
    await using served = name === "pgmcp" ? await serveProduct() : serveFixture();
    for (const revision of REVISIONS) {
      const baseline = name === "pgmcp" ? { baseline: BASELINE } : {};
      const run = await runSuite({ url: served.url, revision, ...baseline });
      passed &&= run.passed;
      if (!run.passed || Deno.args.includes("--all")) console.log(run.output);
      console.log(`${run.passed ? "ok    " : "FAILED"} ${name}, ${revision}: ${summary(run)}`);
    }
  }
  return passed;
}

function summary({ required, optional }: SuiteRun): string {
  const of = required.passed.length + required.failed.length;
  const also = optional.passed.length + optional.failed.length;
  return `${required.passed.length} of ${of} required scenarios pass${
    required.failed.length === 0
      ? ""
      : `, the others fail as baseline.yaml says: they need the suite's own tools`
  }; ${optional.passed.length} of ${also} optional ones`;
}

if (import.meta.main) Deno.exit(await main() ? 0 : 1);
