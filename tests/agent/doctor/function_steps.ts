// What doctor sees of functions and extensions.

import assert from "node:assert/strict";
import { type Clinic, examineAt, find, PASSWORD, serious } from "./clinic.ts";

/** Runs the steps. */
export async function testFunctions(test: Deno.TestContext, clinic: Clinic): Promise<void> {
  await test.step("functions with another's rights are seen, and those with a superuser's first", async () => {
    const examination = await clinic.examineRole(
      "caller",
      `CREATE FUNCTION shop.open_door() RETURNS int LANGUAGE sql SECURITY DEFINER AS 'SELECT 1';
       CREATE FUNCTION shop.door() RETURNS int LANGUAGE sql SECURITY DEFINER
         SET search_path = pg_catalog, pg_temp AS 'SELECT 1';
       CREATE FUNCTION shop.closed() RETURNS int LANGUAGE sql SECURITY DEFINER AS 'SELECT 1';
       REVOKE EXECUTE ON FUNCTION shop.closed() FROM PUBLIC;`,
    );
    assert.deepEqual(serious(examination), [
      "high function.superuser_definer",
      "medium function.security_definer",
    ]);
    assert.match(find(examination, "function.superuser_definer").what, /: shop\.open_door\(\)\.$/);
    assert.match(find(examination, "function.security_definer").what, /: shop\.door\(\)\.$/);
    const fixes = examination.diagnosis.findings.filter(({ id }) => id.startsWith("function."))
      .flatMap(({ fix }) => fix);
    await clinic.run(fixes.join("\n"));
    const { name } = clinic.database;
    const again = await examineAt(
      clinic.server.urlOf(name, { user: "caller", password: PASSWORD }),
    );
    assert.deepEqual(serious(again), []);
  });

  await test.step("a built-in function that is kept for superusers is seen once it is granted", async () => {
    const examination = await clinic.examineRole(
      "filereader",
      "GRANT EXECUTE ON FUNCTION pg_catalog.pg_read_file(text) TO $ROLE;",
    );
    assert.deepEqual(serious(examination), ["high function.built_in"]);
    const finding = find(examination, "function.built_in");
    assert.match(finding.what, /pg_read_file\([a-z]* ?text\)\.$/);
    await clinic.run(finding.fix.join("\n"));
  });

  await test.step("an extension counts as far as the role may use it", async () => {
    const examination = await clinic.examineRole(
      "traveller",
      `CREATE EXTENSION dblink SCHEMA shop; CREATE EXTENSION postgres_fdw; CREATE EXTENSION pg_trgm;
       CREATE EXTENSION file_fdw; CREATE SERVER elsewhere FOREIGN DATA WRAPPER postgres_fdw;
       GRANT USAGE ON FOREIGN SERVER elsewhere TO $ROLE;`,
    );
    assert.deepEqual(serious(examination), [
      "high extension.dblink",
      "medium extension.postgres_fdw",
      "medium grant.foreign_servers",
    ]);
    assert.equal(find(examination, "extension.file_fdw").severity, "info");
    await clinic.run("DROP EXTENSION dblink; DROP EXTENSION postgres_fdw CASCADE;");
  });
}
