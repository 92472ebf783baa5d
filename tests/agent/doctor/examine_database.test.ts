// `doctor` on real servers: each right that a role can have is seen, and what a role does
// not have is not. Facts come from the catalogue of PostgreSQL 18 and 15, and embedded.

import assert from "node:assert/strict";
import { parseDatabaseUrl } from "../../../agent/database_location.ts";
import { examineDatabase } from "../../../agent/examine_database.ts";
import { openDatabase } from "../../../agent/open_database.ts";
import type { Examination } from "../../../core/doctor/examination.ts";
import type { Finding } from "../../../core/doctor/finding.ts";
import { readerScript } from "../../../core/doctor/reader_script.ts";
import {
  type PostgresServer,
  postgresSkipReason,
  startPostgres,
  type TestDatabase,
} from "../../support/postgres_server.ts";

const PASSWORD = "a-password-of-tests";

interface ExamineOptions {
  readonly schemas?: readonly string[];
  readonly readOnly?: boolean;
}

async function examineAt(url: string, options: ExamineOptions = {}): Promise<Examination> {
  const location = parseDatabaseUrl(url);
  assert.notEqual(location.kind, "problem");
  if (location.kind === "problem") throw new Error(location.expected);
  const schemas = options.schemas ?? null;
  await using database = await openDatabase(location, { schemas });
  const { readOnly = true } = options;
  const examination = await examineDatabase(database, { location, schemas, readOnly });
  // The permissions of the test process are not what these tests are about.
  return {
    ...examination,
    diagnosis: {
      ...examination.diagnosis,
      findings: examination.diagnosis.findings.filter(({ id }) => !id.startsWith("deno.")),
    },
  };
}

function serious({ diagnosis }: Examination): readonly string[] {
  return diagnosis.findings.filter(({ severity }) => severity !== "low" && severity !== "info")
    .map(({ id, severity }) => `${severity} ${id}`).sort();
}

function find({ diagnosis }: Examination, id: string): Finding {
  const found = diagnosis.findings.find((finding) => finding.id === id);
  assert.ok(found !== undefined, `${id} is not among ${diagnosis.findings.map((one) => one.id)}`);
  return found;
}

/** A server with a database and a way to make roles in it, examined one after the other. */
interface Clinic {
  readonly server: PostgresServer;
  readonly database: TestDatabase;
  /** Runs SQL as superuser. */
  run(sql: string): Promise<void>;
  /** Makes a role with its temp_file_limit set, runs SQL in which `$ROLE` is it, and examines it. */
  examineRole(role: string, sql?: string, options?: ExamineOptions): Promise<Examination>;
}

async function openClinic(server: PostgresServer): Promise<Clinic> {
  const database = await server.createDatabase();
  const run = (sql: string) => server.runSql(database.url, sql);
  await run(`
    REVOKE CREATE ON SCHEMA public FROM PUBLIC;
    CREATE SCHEMA shop;
    CREATE TABLE shop.orders (id int PRIMARY KEY, total numeric);
    CREATE SEQUENCE shop.numbers;
    CREATE SCHEMA attic;
    CREATE TABLE attic.letters (id int);`);
  return {
    server,
    database,
    run,
    async examineRole(role, sql = "", options = {}) {
      await run(`CREATE ROLE ${role} LOGIN PASSWORD '${PASSWORD}';
        ALTER ROLE ${role} SET temp_file_limit = '1GB';
        GRANT USAGE ON SCHEMA shop TO ${role};
        GRANT SELECT ON ALL TABLES IN SCHEMA shop TO ${role};
        ${sql.replaceAll("$ROLE", role)}`);
      return await examineAt(
        server.urlOf(database.name, { user: role, password: PASSWORD }),
        options,
      );
    },
  };
}

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

async function testRoles(test: Deno.TestContext, clinic: Clinic): Promise<void> {
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

async function testGrants(test: Deno.TestContext, clinic: Clinic): Promise<void> {
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

async function testFunctions(test: Deno.TestContext, clinic: Clinic): Promise<void> {
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

async function testScript(test: Deno.TestContext, clinic: Clinic): Promise<void> {
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

Deno.test("doctor on the embedded database: one superuser, in a world of its own", async () => {
  const examination = await examineAt("pglite:");
  assert.deepEqual(serious(examination), ["medium role.superuser"]);
  assert.deepEqual(examination.subject.connection, {
    kind: "embedded",
    remote: false,
    checksCertificate: false,
    passwordInUrl: false,
  });
});
