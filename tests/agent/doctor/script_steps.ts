// The script that doctor prints, run: the role it makes reads what it should, and no more.

import assert from "node:assert/strict";
import { parseDatabaseUrl } from "../../../agent/database_location.ts";
import { openDatabase } from "../../../agent/open_database.ts";
import { readerScript } from "../../../core/doctor/reader_script.ts";
import { type Clinic, examineAt, find, PASSWORD, serious } from "./clinic.ts";

/** Runs the steps. */
export async function testScript(test: Deno.TestContext, clinic: Clinic): Promise<void> {
  const { database, server } = clinic;
  await test.step("the role that the script makes gets A, and reads what it should", async () => {
    const query = { readOnly: true, schemas: ["shop", "own"], queryTimeoutMs: 10_000 };
    const { posture } = (await examineAt(database.url)).subject;
    const script = readerScript({ posture, query });
    await clinic.run(script);
    await clinic.run(script); // It can be run again.
    await clinic.run(`ALTER ROLE pgmcp_reader PASSWORD '${PASSWORD}'`);
    const url = server.urlOf(database.name, { user: "pgmcp_reader", password: PASSWORD });
    const examination = await examineAt(url, { schemas: query.schemas });
    assert.equal(examination.diagnosis.grade, "A");
    assert.deepEqual(
      examination.diagnosis.findings.filter(({ severity }) => severity !== "info"),
      [],
    );
    await clinic.run("SET ROLE owner; CREATE TABLE own.made_later (id int)");
    const location = parseDatabaseUrl(url);
    if (location.kind === "problem") throw new Error(location.expected);
    await using opened = await openDatabase(location);
    const tables = await opened.explorer.listTables({ limit: 10 });
    assert.deepEqual(
      tables.tables.map(({ schema, name }) => `${schema}.${name}`),
      ["own.made_later", "own.things", "shop.open_to_all", "shop.orders"],
    );
  });

  await test.step("an owner that is no superuser can run the script for its own tables", async () => {
    const name = "owners_reader";
    await clinic.run("ALTER ROLE owner CREATEROLE");
    const url = server.urlOf(database.name, { user: "owner", password: PASSWORD });
    const query = { readOnly: true, schemas: ["own"], queryTimeoutMs: 1_500 };
    const { posture } = (await examineAt(url)).subject;
    await server.runSql(url, readerScript({ posture, query, role: name }));
    await clinic.run(`ALTER ROLE ${name} PASSWORD '${PASSWORD}'`);
    const examination = await examineAt(
      server.urlOf(database.name, { user: name, password: PASSWORD }),
    );
    // Only what needs a superuser is left.
    assert.deepEqual(serious(examination), ["medium setting.temp_file_limit"]);
    assert.equal(examination.subject.posture.settings.statement_timeout, "1500");
  });

  await test.step("with READ_ONLY=false the script grants writes, and they are no fault", async () => {
    const name = "pgmcp_writer";
    const query = { readOnly: false, schemas: ["own"], queryTimeoutMs: 10_000 };
    const { posture } = (await examineAt(database.url)).subject;
    await clinic.run(readerScript({ posture, query, role: name }));
    await clinic.run(`ALTER ROLE ${name} PASSWORD '${PASSWORD}'`);
    const url = server.urlOf(database.name, { user: name, password: PASSWORD });
    const examination = await examineAt(url, { readOnly: false });
    assert.deepEqual(serious(examination), []);
    assert.match(
      find(examination, "grant.write_tables").what,
      /has DELETE, INSERT, UPDATE on 2 tables/,
    );
  });
}
