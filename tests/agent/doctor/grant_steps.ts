// What doctor sees of grants, ownership and settings.

import assert from "node:assert/strict";
import { DEFAULT_QUERY_SETTINGS } from "../../../core/config/query_settings.ts";
import { readerScript } from "../../../core/doctor/reader_script.ts";
import { type Clinic, examineAt, find, PASSWORD, serious } from "./clinic.ts";

/** Runs the steps. */
export async function testGrants(test: Deno.TestContext, clinic: Clinic): Promise<void> {
  await test.step("a plain owner gets D: it writes, and it owns", async () => {
    const examination = await clinic.examineRole(
      "owner",
      `CREATE SCHEMA own AUTHORIZATION $ROLE; SET ROLE $ROLE;
       CREATE TABLE own.things (id int GENERATED ALWAYS AS IDENTITY); RESET ROLE;`,
    );
    assert.equal(examination.diagnosis.grade, "D");
    assert.deepEqual(serious(examination), [
      "high grant.write_tables",
      "high owns.relations",
      "medium grant.create_in_schema",
      "medium grant.write_sequences",
    ]);
  });

  await test.step("write grants are seen by table, column, sequence and through PUBLIC", async () => {
    const examination = await clinic.examineRole(
      "writer",
      `CREATE TABLE shop.open_to_all (id int); GRANT DELETE ON shop.open_to_all TO PUBLIC;
       GRANT UPDATE (total) ON shop.orders TO $ROLE; GRANT USAGE ON SEQUENCE shop.numbers TO $ROLE;`,
    );
    assert.deepEqual(serious(examination), [
      "high grant.write_tables",
      "medium grant.write_sequences",
    ]);
    const tables = find(examination, "grant.write_tables");
    assert.equal(
      tables.what,
      "The role writer has DELETE, UPDATE on 2 tables: shop.open_to_all and shop.orders.",
    );
    assert.deepEqual(tables.fix, [
      'REVOKE DELETE, UPDATE ON ALL TABLES IN SCHEMA "shop" FROM "writer";',
      'REVOKE DELETE, UPDATE ON ALL TABLES IN SCHEMA "shop" FROM PUBLIC;',
    ]);
    const [first] = find(examination, "grant.write_sequences").fix;
    await clinic.run(`${tables.fix.join("\n")} ${first}`);
    const { name } = clinic.database;
    const again = await examineAt(
      clinic.server.urlOf(name, { user: "writer", password: PASSWORD }),
    );
    assert.deepEqual(serious(again), []);
  });

  await test.step("writes that READ_ONLY=false asks for are no fault", async () => {
    const grant = "GRANT INSERT ON shop.orders TO $ROLE;";
    const examination = await clinic.examineRole("clerk", grant, { readOnly: false });
    assert.deepEqual(serious(examination), []);
    assert.equal(find(examination, "grant.write_tables").severity, "info");
  });

  await test.step("rights to create are seen, in a schema and in the database", async () => {
    const { name } = clinic.database;
    const examination = await clinic.examineRole(
      "builder",
      `GRANT CREATE ON SCHEMA shop TO $ROLE; GRANT CREATE ON DATABASE "${name}" TO $ROLE;`,
    );
    assert.deepEqual(serious(examination), [
      "medium grant.create_in_database",
      "medium grant.create_in_schema",
    ]);
    assert.deepEqual(find(examination, "grant.create_in_schema").fix, [
      'REVOKE CREATE ON SCHEMA "shop" FROM "builder";',
    ]);
  });

  await test.step("what every role may do is to be taken from PUBLIC", async () => {
    const examination = await clinic.examineRole(
      "anybody",
      "GRANT CREATE ON SCHEMA public TO PUBLIC;",
    );
    assert.deepEqual(serious(examination), ["medium grant.create_in_schema"]);
    const { fix } = find(examination, "grant.create_in_schema");
    assert.deepEqual(fix, ['REVOKE CREATE ON SCHEMA "public" FROM PUBLIC;']);
    assert.match(
      readerScript({ posture: examination.subject.posture, query: DEFAULT_QUERY_SETTINGS }),
      /^-- REVOKE CREATE ON SCHEMA "public" FROM PUBLIC;$/m,
    );
    await clinic.run(fix.join("\n"));
    const { name } = clinic.database;
    const again = await examineAt(
      clinic.server.urlOf(name, { user: "anybody", password: PASSWORD }),
    );
    assert.deepEqual(serious(again), []);
  });

  await test.step("catalogues with secrets, and schemas beyond SCHEMAS, are seen", async () => {
    const examination = await clinic.examineRole(
      "curious",
      `GRANT SELECT ON pg_catalog.pg_authid TO $ROLE; GRANT USAGE ON SCHEMA attic TO $ROLE;
       GRANT SELECT ON attic.letters TO $ROLE;`,
      { schemas: ["shop"] },
    );
    assert.deepEqual(serious(examination), ["high grant.read_secrets"]);
    const beyond = find(examination, "grant.read_beyond_schemas");
    assert.equal(
      beyond.what,
      "The role curious also reads attic (1 table), which SCHEMAS does not name.",
    );
  });

  await test.step("settings that bound a role are missed where they are not set", async () => {
    const examination = await clinic.examineRole(
      "unbounded",
      "ALTER ROLE $ROLE RESET temp_file_limit; ALTER ROLE $ROLE SET log_statement = 'all';",
    );
    assert.deepEqual(serious(examination), ["medium setting.temp_file_limit"]);
    for (
      const id of [
        "setting.statement_timeout",
        "setting.idle_in_transaction",
        "setting.read_only",
        "setting.parameters_logged",
        "setting.statements_logged",
      ]
    ) find(examination, id);
  });
}
