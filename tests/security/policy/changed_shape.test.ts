// A database whose shape changes between the look that a policy rests on and the next one: what is
// told of a table tells nothing that the policy would hide had it been looked at anew.

import assert from "node:assert/strict";
import { parseDatabaseUrl } from "../../../agent/database_location.ts";
import { openDatabase } from "../../../agent/open_database.ts";
import { DEFAULT_QUERY_SETTINGS } from "../../../core/config/query_settings.ts";
import { PgmcpError } from "../../../core/errors.ts";
import { parsePolicy } from "../../../core/policy/parse_policy.ts";
import { guardDatabase } from "../../../core/services/guard_database.ts";
import { fixedSource } from "../../../server/commands/policy/read_policy.ts";
import { testsOnPostgres } from "../../support/tests_on_postgres.ts";

const onPostgres = testsOnPostgres();

const SCHEMA = `
CREATE TYPE level AS ENUM ('low', 'high');
CREATE TABLE people (id int PRIMARY KEY, name text, ssn text UNIQUE, grade level,
  tenant int, CONSTRAINT graded CHECK (grade <> 'low'));
CREATE TABLE narrow (id int PRIMARY KEY, name text);
CREATE TABLE plain (id int PRIMARY KEY, person text REFERENCES people (ssn), narrow_id int);
CREATE TABLE parent (id int, tenant int, note text) PARTITION BY LIST (tenant);
CREATE TABLE parent_1 PARTITION OF parent FOR VALUES IN (1);
CREATE VIEW names AS SELECT id, name FROM people;
`;

const POLICY = `policy:
  tables:
    people: { deny_columns: [ssn], mask_columns: { grade: redact }, allow_columns: [id, name, tenant] }
    narrow: { allow_columns: [id, name] }
    parent: { allow_columns: [id, tenant, note], row_filter: "tenant = 1" }
    names: { allow_columns: [id, name] }
`;

/** Changes, what is asked then, and what may not be told. */
const CHANGES: readonly (readonly [change: string, table: string, hidden: RegExp])[] = [
  ["ALTER TABLE people RENAME ssn TO social", "people", /social/],
  ["ALTER TABLE people RENAME grade TO rank", "people", /rank|low/],
  ["ALTER TABLE people ADD canary text DEFAULT 'canary'", "people", /canary/],
  [
    "ALTER TABLE people ADD canary text GENERATED ALWAYS AS (upper(ssn)) STORED",
    "people",
    /canary|ssn/,
  ],
  ["ALTER TABLE people ADD canary int CHECK (canary > 4711)", "people", /canary|4711/],
  ["ALTER TABLE people ADD canary int UNIQUE", "people", /canary/],
  [
    "ALTER TABLE people ADD canary int; COMMENT ON TABLE people IS 'has a canary'",
    "people",
    /canary/,
  ],
  [
    "ALTER TABLE people ADD canary int; CREATE INDEX odd ON people ((canary + 1))",
    "people",
    /canary/,
  ],
  ["ALTER TABLE people RENAME ssn TO social", "plain", /social/],
  ["ALTER TABLE narrow ADD canary int", "narrow", /canary/],
  [
    "ALTER TABLE narrow ADD canary int UNIQUE; ALTER TABLE plain ADD FOREIGN KEY (narrow_id) REFERENCES narrow (canary)",
    "plain",
    /canary/,
  ],
  [
    "ALTER TABLE plain ADD canary int REFERENCES narrow; ALTER TABLE narrow ADD canary int",
    "narrow",
    /"name":"canary"/,
  ],
  [
    "DROP TABLE narrow; CREATE VIEW narrow AS SELECT id, name, ssn AS canary FROM people",
    "narrow",
    /canary/,
  ],
  [
    "DROP VIEW names; CREATE VIEW names AS SELECT id, name, ssn AS canary FROM people",
    "names",
    /canary/,
  ],
  ["DROP VIEW names; CREATE TABLE names (id int, canary int)", "names", /canary/],
  ["ALTER TABLE parent ADD canary int", "parent", /canary/],
  ["ALTER TABLE parent ADD canary int", "parent_1", /canary/],
  ["ALTER TABLE people RENAME TO canary", "canary", /ssn|grade/],
];

onPostgres("a table that changes tells nothing that its policy hides", async (server) => {
  const template = await server.createDatabase();
  await server.runSql(template.url, SCHEMA);
  const parsed = await parsePolicy(POLICY);
  assert.ok(parsed.kind === "policy");
  const told: string[] = [];
  for (const [change, table, hidden] of CHANGES) {
    const { url } = await server.createDatabase(template.name);
    const location = parseDatabaseUrl(url);
    assert.ok(location.kind !== "problem");
    const database = await openDatabase(location);
    const policy = fixedSource(parsed, "policy.yaml");
    const { explorer } = guardDatabase({ ...database, policy }, DEFAULT_QUERY_SETTINGS);
    try {
      if (table !== "canary") {
        assert.doesNotMatch(JSON.stringify(await explorer.describeTable({ table })), hidden);
      } else await explorer.describeTable({ table: "people" });
      await server.runSql(url, change);
      const answers = [
        () => explorer.describeTable({ table }),
        () => explorer.listTables({ limit: 100 }),
        () => explorer.listTables({ limit: 100, nameFilter: "canary" }),
        () => explorer.describeTable({ table: "canar" }),
      ];
      for (const [at, ask] of answers.entries()) {
        const text = await ask().then(JSON.stringify, (error: unknown) => {
          if (!(error instanceof PgmcpError)) throw error;
          return `${error.message} ${error.hint}`;
        });
        // The table's own new name is nothing that a policy hides.
        if (at > 0 && table === "canary") continue;
        if (hidden.test(text)) told.push(`${change}: ${text}`);
      }
    } finally {
      await database.close();
    }
  }
  assert.deepEqual(told, []);
});
