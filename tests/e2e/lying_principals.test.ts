// A server that says a caller is somebody whom the agent's policy does not let it name.

import assert from "node:assert/strict";
import { callParams } from "../support/lying_server.ts";
import { lieTo, rowsOf } from "../support/lied_agent.ts";
import { temporaryFolder } from "../support/temporary_folder.ts";
import { testsOnPostgres } from "../support/tests_on_postgres.ts";

const onPostgres = testsOnPostgres();
const ROOT = decodeURIComponent(new URL("../../", import.meta.url).pathname);

const POLICY = `policy:
  servers:
    "127.0.0.1":
      roles: [support]
      attributes: { country: [Germany] }
  tables:
    people:
      mask_columns: { email: redact }
      row_filter: "country = {{principal.country}}"
  roles:
    support: {}
    finance: {}
`;

onPostgres(
  "a server asserts no role and no attribute that the agent's policy does not let it assert",
  async (database) => {
    const shop = await database.createDatabase();
    await database.runSql(
      shop.url,
      "CREATE TABLE people (email text, country text);" +
        "INSERT INTO people VALUES ('secret@example.com', 'Germany'), ('other@example.com', 'France')",
    );
    await using folder = await temporaryFolder();
    const file = `${folder.path}/policy.yaml`;
    await Deno.writeTextFile(file, POLICY);
    await using lied = await lieTo({ ...database, url: shop.url }, {
      POLICY_FILE: file,
      MAX_ROWS: "100",
    }, [`--allow-read=${ROOT},${folder.path}`]);
    const sql = "SELECT email, country FROM people";
    function as(role: string | null, attributes: Readonly<Record<string, string>>) {
      const principal = { id: "somebody", role, team: null, attributes };
      const { context } = callParams({});
      return lied.link.ask(
        "queries.query",
        callParams({ sql }, { context: { ...context, principal } }),
      );
    }
    const granted = await as("support", { country: "Germany" });
    assert.equal(rowsOf(granted).length, 1, JSON.stringify(granted));
    const everything = JSON.stringify(granted);
    assert.ok(!everything.includes("secret@example.com"), everything);
    for (
      const [role, attributes] of [
        ["finance", { country: "Germany" }],
        ["support", { country: "France" }],
        ["support", { country: "Germany", tenant: "1" }],
        ["admin", { country: "Germany" }],
        ["support", { country: "Germany' OR true --" }],
        ["support", {}],
        [null, {}],
      ] as const
    ) {
      const answer = await as(role, attributes);
      const shown = JSON.stringify([role, attributes, answer]);
      assert.ok(answer?.error !== undefined || Object(answer?.result).kind === "refused", shown);
      assert.ok(!/@example\.com/.test(shown), shown);
    }
  },
);
