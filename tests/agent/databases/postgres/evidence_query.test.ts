// Evidence looked at again says the same, whatever the objects are called, as long as nothing that it
// is about has changed; what has nothing to do with it may change.

import assert from "node:assert/strict";
import { openPostgres } from "../../../../agent/databases/postgres/open_postgres.ts";
import { digestOf } from "../../../../agent/databases/postgres/evidence_query.ts";
import { PgmcpError } from "../../../../core/errors.ts";
import type { CatalogueEvidence } from "../../../../core/ports/catalogue_evidence.ts";
import {
  postgresSkipReason,
  type PostgresVersion,
  startPostgres,
} from "../../../support/postgres_server.ts";

const NAMES = ["plain", 'quo"te', "apo'strophe", "back\\slash", "Capital", "dot.ted", "größe 😀"];
const SCHEMA = `s"c'h\\e.ma`;
const REQUEST = {
  sql: "SELECT 1",
  access: "read",
  limits: { maxRows: 1, maxBytes: 100, timeoutMs: 5_000 },
} as const;

function quoted(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}

function fixture(schema: string): string {
  const objects = NAMES.map((name) => {
    const full = `${quoted(schema)}.${quoted(name)}`;
    return `CREATE TABLE ${full} (${quoted(name)} int); INSERT INTO ${full} VALUES (1);
      CREATE VIEW ${quoted(schema)}.${quoted(`v ${name}`)} AS SELECT * FROM ${full};
      CREATE DOMAIN ${quoted(schema)}.${quoted(`d ${name}`)} AS int CHECK (VALUE > 0);
      CREATE FUNCTION ${full}(int) RETURNS int LANGUAGE sql AS 'SELECT $1';`;
  });
  return `CREATE SCHEMA ${quoted(schema)}; ${objects.join("\n")}
    CREATE OPERATOR ${quoted(schema)}.=== (LEFTARG = int, RIGHTARG = int, FUNCTION = int4eq);
    CREATE TABLE unrelated (a int); CREATE EXTENSION citext;`;
}

const skipped = postgresSkipReason();
const VERSIONS: readonly PostgresVersion[] = [15, 18];

for (const version of VERSIONS) {
  Deno.test({
    name: `evidence holds whatever objects are called, and no longer than they stay: ${version}`,
    ignore: skipped !== null,
    fn: async (t) => {
      await using server = await startPostgres({ version });
      const { name, url } = await server.createDatabase();
      // The text of the look is read under pgmcp's settings, not under the database's.
      await server.runSql(url, `ALTER DATABASE ${name} SET standard_conforming_strings = off`);
      await server.runSql(url, fixture(SCHEMA));
      await using database = openPostgres({ url, schemas: [SCHEMA] });

      async function ask(schema: string | null): Promise<CatalogueEvidence> {
        const of = (prefix: string) => NAMES.map((each) => ({ schema, name: prefix + each }));
        const { evidence, relations, types } = await database.catalogue.resolve({
          functions: [...of(""), { schema: null, name: "lower" }],
          operators: [{ schema, name: "===" }, { schema: null, name: "=" }],
          types: [...of("d "), ...of(""), { schema: null, name: "text" }],
          relations: [...of(""), ...of("v "), { schema, name: "missing" }],
        });
        assert.equal(relations.filter((each) => each !== null).length, 2 * NAMES.length);
        assert.equal(types.length, 2 * NAMES.length);
        if (evidence === undefined) throw new Error("there is no evidence");
        return evidence;
      }
      // Without a moment the evidence itself is looked at.
      const look = (evidence: CatalogueEvidence) =>
        database.executor.execute({ ...REQUEST, evidence: [{ ...evidence, moment: "" }] });
      const isChanged = (error: unknown) =>
        error instanceof PgmcpError && error.code === "PGMCP_CATALOGUE_CHANGED";

      for (const schema of [SCHEMA, null]) {
        await t.step(schema === null ? "without a schema" : "with one", async () => {
          const evidence = await ask(schema);
          await look(evidence);
          await server.runSql(url, "INSERT INTO unrelated VALUES (1); ANALYZE");
          await server.runSql(url, "VACUUM (FREEZE)");
          await look(evidence);
          const table = `${quoted(SCHEMA)}.${quoted("missing")}`;
          await server.runSql(url, `CREATE TABLE ${table} ()`);
          await assert.rejects(look(evidence), isChanged);
          await server.runSql(url, `DROP TABLE ${table}`);
        });
      }
      await t.step("a moment that has not passed needs no look", async () => {
        const evidence = await ask(SCHEMA);
        await look(evidence);
        const wrong = { ...evidence, answer: digestOf([]) };
        await assert.rejects(look(wrong), isChanged);
        const moments = await database.executor.execute({
          ...REQUEST,
          sql: "SELECT pg_catalog.pg_current_snapshot()::text",
        });
        const moment = moments.rows[0]?.[0] ?? "";
        await database.executor.execute({ ...REQUEST, evidence: [{ ...wrong, moment }] });
      });
    },
  });
}

Deno.test("states digest alike in any order, and doubled", () => {
  assert.equal(digestOf(["b2.1", "a1.1"]), digestOf(["a1.1", "b2.1", "b2.1"]));
  assert.notEqual(digestOf(["a1.1"]), digestOf(["a1.2"]));
  // What md5('') is in PostgreSQL.
  assert.equal(digestOf([]), "d41d8cd98f00b204e9800998ecf8427e");
});
