// What the schema tools, resources and completions tell under a policy: nothing of what it
// hides, neither by name nor by count, size, key, index, check, default or comment.

import assert from "node:assert/strict";
import { parseDatabaseUrl } from "../../agent/database_location.ts";
import { openDatabase } from "../../agent/open_database.ts";
import { DEFAULT_QUERY_SETTINGS } from "../../core/config/query_settings.ts";
import { PgmcpError } from "../../core/errors.ts";
import { parsePolicy } from "../../core/policy/parse_policy.ts";
import type { GuardedDatabase } from "../../core/ports/guarded_database.ts";
import { guardDatabase } from "../../core/services/guard_database.ts";
import { createApp } from "../../server/app.ts";
import { fixedSource } from "../../server/commands/policy/read_policy.ts";
import { connectClient } from "../support/mcp_client.ts";
import { testsOnPostgres } from "../support/tests_on_postgres.ts";

const onPostgres = testsOnPostgres();

const SCHEMA = `
CREATE SCHEMA app; CREATE SCHEMA vault;
CREATE TABLE vault.secrets (id int PRIMARY KEY, word text);
CREATE TABLE app.clearances (id int PRIMARY KEY, level text);
CREATE TYPE app.grade AS ENUM ('secrets_low', 'secrets_high');
CREATE TABLE app.people (
  id int PRIMARY KEY,
  name text DEFAULT 'nobody' CHECK (name <> ''),
  badge text UNIQUE,
  salary int CHECK (salary > 12345),
  email text,
  grade app.grade DEFAULT 'secrets_low',
  clearance_id int REFERENCES app.clearances,
  boss_id int REFERENCES app.people,
  initials text GENERATED ALWAYS AS (left(badge, 1)) STORED,
  CONSTRAINT two_texts CHECK (badge <> name)
);
CREATE INDEX people_badge_idx ON app.people (lower(badge));
CREATE INDEX people_rich_idx ON app.people (id) WHERE salary > 98765;
CREATE INDEX people_email_idx ON app.people (email);
CREATE INDEX people_vip_idx ON app.people ((salary > 98765));
CREATE INDEX people_one_idx ON app.people ((email = 'badge@example.com'));
CREATE INDEX people_lower_idx ON app.people (lower(email));
CREATE TABLE app.visits (id int PRIMARY KEY, person_id int REFERENCES app.people, badge_seen text);
CREATE TABLE app.audits (id int PRIMARY KEY, person_badge text REFERENCES app.people (badge));
CREATE VIEW app.people_v AS SELECT id, badge AS code FROM app.people;
CREATE VIEW app.names_v AS SELECT id, name FROM app.people;
CREATE TABLE app.logs (id int, tenant int) PARTITION BY LIST (tenant);
CREATE TABLE app.logs_acme PARTITION OF app.logs FOR VALUES IN (1);
COMMENT ON TABLE app.people IS 'Everybody; the badge opens doors';
COMMENT ON COLUMN app.people.name IS 'Not the badge';
COMMENT ON COLUMN app.people.email IS 'Work address';
INSERT INTO app.people (id, name, badge, salary) SELECT g, 'n' || g, 'b' || g, 20000 FROM generate_series(1, 500) g;
ANALYZE;
`;

const POLICY = `policy:
  deny_tables: [vault.*, app.clearances]
  tables:
    app.people:
      deny_columns: [badge]
      mask_columns: {salary: {bucket: {size: 1000}}, email: redact, grade: redact}
      row_filter: "id < 100"
    app.visits: {hidden: true}
`;

const HIDDEN = /badge|clearance|vault|secrets|12345|98765|people_v|audits_person|initials/i;

async function underPolicy(
  url: string,
): Promise<{ readonly served: GuardedDatabase } & AsyncDisposable> {
  const location = parseDatabaseUrl(url);
  assert.ok(location.kind !== "problem");
  const database = await openDatabase(location);
  const parsed = await parsePolicy(POLICY);
  assert.ok(parsed.kind === "policy");
  const policy = fixedSource(parsed, "policy.yaml");
  return {
    served: guardDatabase({ ...database, policy }, DEFAULT_QUERY_SETTINGS),
    [Symbol.asyncDispose]: () => database.close(),
  };
}

onPostgres("the shape of a database tells nothing of what a policy hides", async (server) => {
  const { url } = await server.createDatabase();
  await server.runSql(url, SCHEMA);
  await using opened = await underPolicy(url);
  const { explorer } = opened.served;

  const schemas = await explorer.listSchemas();
  assert.deepEqual(schemas.map(({ name }) => name), ["app", "public"]);
  const page = await explorer.listTables({ limit: 100 });
  const names = page.tables.map(({ name }) => name);
  // A view shows all rows of a table of which only some exist: it does not exist either.
  assert.deepEqual(names, ["audits", "logs", "people"]);
  assert.equal(page.total, 3);
  assert.equal(schemas[0]?.tableCount, 4);
  const people = page.tables.find(({ name }) => name === "people");
  assert.deepEqual([people?.estimatedRows, people?.sizeBytes, people?.comment], [null, null, null]);

  const described = await explorer.describeTable({ table: "people" });
  assert.deepEqual(described.columns.map(({ name }) => name), [
    "id",
    "name",
    "salary",
    "email",
    "grade",
    "clearance_id",
    "boss_id",
  ]);
  assert.deepEqual(described.columns.flatMap(({ mask }) => mask ?? []), [
    "in steps of 1000",
    "redacted",
    "redacted",
  ]);
  assert.equal(described.rowsFiltered, true);
  assert.deepEqual(described.foreignKeys.map(({ columns }) => columns), [["boss_id"]]);
  assert.deepEqual(described.referencedBy.map(({ table }) => table).toSorted(), [
    "people",
    "visits",
  ]);
  assert.deepEqual(described.indexes.map(({ name }) => name).toSorted(), [
    "people_email_idx",
    "people_lower_idx",
    "people_pkey",
  ]);
  assert.deepEqual(described.uniqueConstraints, []);
  const { columns: _columns, ...rest } = described;
  assert.doesNotMatch(JSON.stringify(rest), HIDDEN);
  assert.equal(described.columns[4]?.enumValues, null);
  assert.equal(described.columns[1]?.comment, null);
  assert.equal(described.columns[3]?.comment, "Work address");

  // Pages hold together: each table once, whatever the page's size.
  const seen: string[] = [];
  let cursor: string | undefined;
  do {
    const one = await explorer.listTables({
      limit: 1,
      ...(cursor === undefined ? {} : { cursor }),
    });
    assert.equal(one.total, 3);
    seen.push(...one.tables.map(({ name }) => name));
    cursor = one.nextCursor ?? undefined;
  } while (cursor !== undefined);
  assert.deepEqual(seen, names);
});

onPostgres(
  "a name that is denied and one that never was are told apart by nothing",
  async (server) => {
    const { url } = await server.createDatabase();
    await server.runSql(url, SCHEMA);
    await using opened = await underPolicy(url);
    const { explorer, queries } = opened.served;
    const pairs = [
      ["clearances", "clearancex"],
      ["app.clearances", "app.clearancex"],
      ["vault.secrets", "vaulx.secrets"],
      ["people_v", "people_w"],
    ] as const;
    for (const pair of pairs) {
      const answers = await Promise.all(pair.map(async (name) => {
        const described = await explorer.describeTable({ table: name }).then(
          () => "described",
          (error: unknown) =>
            error instanceof PgmcpError
              ? `${error.code} ${error.message} ${error.hint}`
              : String(error),
        );
        const outcome = await queries.query({ sql: `SELECT * FROM ${name}` });
        const asked = outcome.kind === "refused"
          ? `${outcome.verdict.code} ${outcome.verdict.message} ${outcome.verdict.hint}`
          : "rows";
        const [schema, table = schema] = name.split(".");
        return `${described}\n${asked}`.replaceAll(table ?? "", "TABLE").replaceAll(
          schema ?? "",
          "SCHEMA",
        );
      }));
      assert.equal(answers[0], answers[1]);
    }
    for (const schema of ["vault", "vaulx"]) {
      await assert.rejects(explorer.listTables({ schema, limit: 10 }), {
        code: "PGMCP_SCHEMA_NOT_FOUND",
        message: `There is no schema "${schema}".`,
      });
    }
  },
);

onPostgres("resources and completions tell nothing of what a policy hides", async (server) => {
  const { url } = await server.createDatabase();
  await server.runSql(url, SCHEMA);
  await using opened = await underPolicy(url);
  await using app = createApp({ database: opened.served });
  await using connection = await connectClient(app, "modern");
  const { client } = connection;
  const { resources } = await client.listResources();
  const read = await Promise.all(resources.map(({ uri }) => client.readResource({ uri })));
  const ref = { type: "ref/resource", uri: "pgmcp://default/{schema}/{table}" } as const;
  const completed = await Promise.all(
    ["", "p", "clear", "sec"].map((value) =>
      client.complete({
        ref,
        argument: { name: "table", value },
        context: { arguments: { schema: "app" } },
      })
    ),
  );
  const schemas = await client.complete({ ref, argument: { name: "schema", value: "v" } });
  const said = JSON.stringify([resources, read, completed, schemas]);
  assert.match(said, /people/);
  // What a client may ask for by its own name is told: columns of tables that are not denied.
  const told = said.replaceAll(/badge_seen|person_badge|clearance_id/g, "");
  assert.doesNotMatch(told, HIDDEN);
  await assert.rejects(client.readResource({ uri: "pgmcp://default/app/clearances" }));
});
