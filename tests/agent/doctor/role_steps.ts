// What doctor sees of a role itself: attributes, memberships, company.

import assert from "node:assert/strict";
import { parseDatabaseUrl } from "../../../agent/database_location.ts";
import { openDatabase } from "../../../agent/open_database.ts";
import { type Clinic, examineAt, find, PASSWORD, serious } from "./clinic.ts";

/** Runs the steps. */
export async function testRoles(test: Deno.TestContext, clinic: Clinic): Promise<void> {
  const { server } = clinic;
  await test.step("a superuser gets F, for that alone", async () => {
    const examination = await examineAt(clinic.database.url);
    assert.equal(examination.diagnosis.grade, "F");
    assert.deepEqual(serious(examination), ["critical role.superuser"]);
  });

  await test.step("a role that only reads has nothing serious", async () => {
    const examination = await clinic.examineRole("reader");
    assert.deepEqual(serious(examination), []);
    const { posture } = examination.subject;
    assert.deepEqual(posture.readable.map((one) => [one.schema, one.tables]), [["shop", 1]]);
    assert.deepEqual(posture.transport, { encrypted: false, origin: "local" });
    assert.equal(Math.trunc(posture.serverVersion / 10_000), server.version);
  });

  await test.step("each attribute is seen", async () => {
    const examination = await clinic.examineRole(
      "attributed",
      "ALTER ROLE $ROLE CREATEDB CREATEROLE REPLICATION BYPASSRLS;",
    );
    assert.deepEqual(serious(examination), [
      ...(server.version < 16 ? ["critical role.createrole"] : []),
      "high role.bypassrls",
      ...(server.version < 16 ? [] : ["high role.createrole"]),
      "high role.replication",
      "medium role.createdb",
    ]);
    assert.deepEqual(find(examination, "role.bypassrls").fix, [
      'ALTER ROLE "attributed" NOBYPASSRLS;',
    ]);
  });

  await test.step("an attribute within reach of SET ROLE is seen, through other roles too", async () => {
    const examination = await clinic.examineRole(
      "climber",
      `CREATE ROLE summit SUPERUSER; CREATE ROLE ladder; GRANT summit TO ladder;
       GRANT ladder TO $ROLE;`,
    );
    assert.equal(examination.diagnosis.grade, "F");
    const finding = find(examination, "role.superuser");
    assert.equal(finding.what, "The role climber becomes SUPERUSER by SET ROLE summit.");
  });

  await test.step("membership in PostgreSQL's own roles is seen", async () => {
    const examination = await clinic.examineRole(
      "member",
      `GRANT pg_read_server_files, pg_write_server_files, pg_execute_server_program,
        pg_read_all_data, pg_write_all_data, pg_monitor, pg_signal_backend TO $ROLE;`,
    );
    assert.deepEqual(serious(examination).filter((line) => line.includes("member.")), [
      "critical member.pg_execute_server_program",
      "critical member.pg_read_server_files",
      "critical member.pg_write_server_files",
      "high member.pg_write_all_data",
      "medium member.pg_monitor",
      "medium member.pg_read_all_data",
      "medium member.pg_signal_backend",
    ]);
    assert.equal(examination.diagnosis.grade, "F");
  });

  await test.step("a role whose rights need SET ROLE is named", async () => {
    const grant = server.version < 16
      ? "ALTER ROLE $ROLE NOINHERIT; GRANT hidden TO $ROLE;"
      : "GRANT hidden TO $ROLE WITH INHERIT FALSE;";
    const examination = await clinic.examineRole("actor", `CREATE ROLE hidden; ${grant}`);
    assert.deepEqual(serious(examination), ["medium member.set_role"]);
    assert.match(find(examination, "member.set_role").what, /can become hidden by SET ROLE/);
  });

  await test.step("another application with the same role is seen", async () => {
    const name = "nightly_export";
    const url = `${server.urlOf(clinic.database.name, { user: "reader", password: PASSWORD })}`;
    const location = parseDatabaseUrl(`${url}?application_name=${name}`);
    if (location.kind === "problem") throw new Error(location.expected);
    await using other = await openDatabase(location);
    await other.ping();
    const examination = await examineAt(url);
    assert.equal(find(examination, "role.shared").severity, "low");
    assert.match(find(examination, "role.shared").what, /nightly_export/);
  });
}
