// What is said of the names in ALLOW_FUNCTIONS and SCHEMAS.

import assert from "node:assert/strict";
import {
  announceConfiguredNames,
  describeFunctions,
} from "../../agent/announce_configured_names.ts";
import { openPostgres } from "../../agent/databases/postgres/open_postgres.ts";
import { postgresSkipReason, startPostgres } from "../support/postgres_server.ts";
import { until } from "../support/until.ts";
import { createMemoryCatalogue, someFunction } from "../core/sql/memory_catalogue.ts";

const catalogue = createMemoryCatalogue({
  searchPath: ["app"],
  functions: [
    someFunction("app", "price_of", { volatility: "stable" }),
    someFunction("app", "purge"),
    someFunction("app", "get_ssn", { volatility: "immutable", securityDefiner: true }),
    someFunction("audit", "purge", { onPath: false, securityDefiner: true }),
  ],
});

Deno.test("a function that only computes is allowed without a word", async () => {
  assert.deepEqual(await describeFunctions(catalogue, [{ schema: "app", name: "price_of" }]), []);
});

Deno.test("volatile, SECURITY DEFINER and missing functions are named", async () => {
  const said = await describeFunctions(catalogue, [
    { schema: null, name: "purge" },
    { schema: "app", name: "get_ssn" },
    { schema: "app", name: "prise_of" },
  ]);
  assert.equal(said.length, 3);
  assert.match(said[0] ?? "", /^ALLOW_FUNCTIONS: purge is VOLATILE/);
  assert.match(said[1] ?? "", /^ALLOW_FUNCTIONS: app\.get_ssn is SECURITY DEFINER/);
  assert.match(said[2] ?? "", /^ALLOW_FUNCTIONS: app\.prise_of is no function/);
});

Deno.test({
  name: "schemas that are not there are named once, when the database first answers",
  ignore: postgresSkipReason() !== null,
  fn: async () => {
    await using server = await startPostgres();
    await server.runSql(
      server.url,
      `CREATE SCHEMA sales; CREATE SCHEMA empty; CREATE ROLE reader LOGIN PASSWORD 'r';
       CREATE SCHEMA closed; GRANT USAGE ON SCHEMA sales, empty TO reader`,
    );
    const url = new URL(server.url);
    [url.username, url.password] = ["reader", "r"];
    const schemas = ["sales", "empty", "slaes", "closed"];
    const said: string[] = [];
    await using raw = openPostgres({ url: url.href, schemas });
    const log = (message: string) => void said.push(message);
    const database = announceConfiguredNames(raw, { schemas, allowFunctions: [], log });
    await Promise.all([database.ping(), database.ping()]);
    await until("the sentences", () => said.length > 0);
    await database.ping();
    assert.deepEqual(
      said,
      ["slaes", "closed"].map((name) =>
        `SCHEMAS: ${name} is no schema of the database, or its role has no USAGE on it.`
      ),
    );
  },
});
