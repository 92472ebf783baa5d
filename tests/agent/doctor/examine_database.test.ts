// `doctor` on real servers: each right that a role can have is seen, and what a role does
// not have is not. Facts come from the catalogue of PostgreSQL 18 and 15, and embedded.

import assert from "node:assert/strict";
import { postgresSkipReason, startPostgres } from "../../support/postgres_server.ts";
import { examineAt, openClinic, serious } from "./clinic.ts";
import { testFunctions } from "./function_steps.ts";
import { testGrants } from "./grant_steps.ts";
import { testRoles } from "./role_steps.ts";
import { testScript } from "./script_steps.ts";

const missing = postgresSkipReason();

for (const version of [18, 15] as const) {
  Deno.test({
    name: `doctor on PostgreSQL ${version}${missing === null ? "" : ` (left out: ${missing})`}`,
    ignore: missing !== null,
    async fn(test) {
      await using server = await startPostgres({ version });
      const clinic = await openClinic(server);
      await testRoles(test, clinic);
      await testGrants(test, clinic);
      await testFunctions(test, clinic);
      await testScript(test, clinic);
    },
  });
}

Deno.test("doctor on the embedded database: one superuser, in a world of its own", async () => {
  const examination = await examineAt("pglite:");
  assert.equal(examination.diagnosis.grade, "B");
  assert.deepEqual(serious(examination), ["medium role.superuser"]);
  assert.deepEqual(examination.subject.connection, {
    kind: "embedded",
    remote: false,
    checksCertificate: false,
    passwordInUrl: false,
  });
});
