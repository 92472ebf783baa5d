// The same text from several principals, one after the other and at once: each sees its own rows,
// whatever was cached for the others, and whatever stands in an attribute.

import assert from "node:assert/strict";
import type { Principal } from "../../../core/auth/principal.ts";
import { testsOnPostgres } from "../../support/tests_on_postgres.ts";
import { createPolicyWorld } from "./policy_world.ts";

const onPostgres = testsOnPostgres();

const SQL = [
  "SELECT DISTINCT tenant_id FROM people",
  "SELECT DISTINCT tenant_id FROM people WHERE length(name) > 0",
  "SELECT DISTINCT p.tenant_id FROM people p JOIN sales s ON s.tenant_id = p.tenant_id",
];

/** Values of an attribute, and the tenants that are seen with each; null for an error. */
const TENANTS: readonly (readonly [string, readonly string[] | null])[] = [
  ["1", ["1"]],
  ["2", ["2"]],
  [" 1 ", ["1"]],
  ["3", []],
  ["1 OR true", null],
  ["1) OR (true", null],
  ["1'; DROP TABLE app.people; --", null],
  ["2 UNION SELECT 1", null],
  ["$1", null],
  ["{{principal.tenant}}", null],
  ["nUlL", null],
  ["", null],
  ["1e0", null],
  ["99999999999999999999", null],
  ["9".repeat(100_000), null],
];

function principal(tenant: string): Principal {
  return { id: `k${tenant.slice(0, 10)}`, role: null, team: null, attributes: { tenant } };
}

onPostgres("each principal sees its own rows, and no attribute is read as SQL", async (server) => {
  await using world = await createPolicyWorld(server);
  const tasks: Promise<void>[] = [];
  for (let round = 0; round < 2; round++) {
    for (const sql of SQL) {
      for (const [tenant, seen] of TENANTS) {
        tasks.push((async () => {
          const answer = await world.askAs(sql, principal(tenant));
          const title = `${sql} as ${tenant.slice(0, 30)}: ${answer.text.slice(0, 300)}`;
          assert.equal(answer.kind, seen === null ? "error" : "rows", title);
          assert.deepEqual(answer.rows, (seen ?? []).map((each) => `["${each}"]`), title);
          // What a server asserted of its caller is no part of an error.
          if (seen === null && tenant.length > 2) assert.ok(!answer.text.includes(tenant), title);
        })());
      }
    }
    await Promise.all(tasks);
  }
});

onPostgres("who has no such attribute sees nothing", async (server) => {
  await using world = await createPolicyWorld(server);
  const others: readonly Readonly<Record<string, string>>[] = [
    {},
    { Tenant: "1" },
    { tenant2: "1" },
  ];
  for (const attributes of others) {
    const nobody = { id: "k", role: null, team: null, attributes };
    for (const sql of SQL) {
      const answer = await world.askAs(sql, nobody);
      assert.equal(answer.kind, "error", answer.text);
      assert.match(answer.text, /^PGMCP_POLICY_NOT_APPLICABLE /);
    }
  }
  for (const name of ["__proto__", "constructor", "toString"]) {
    const nobody = { id: "k", role: name, team: null, attributes: { [name]: "1" } };
    assert.equal((await world.askAs(SQL[0] ?? "", nobody)).kind, "error");
  }
});
