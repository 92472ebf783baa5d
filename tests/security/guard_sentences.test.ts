// Every sentence of the guard's design is held by an attack that its own rule stops, or by a test
// that is there. An attack counts only with the code of that rule: another rule that happens to stop
// it would hide that this one is gone.

import assert from "node:assert/strict";
import { openPostgres } from "../../agent/databases/postgres/open_postgres.ts";
import { createGuard } from "../../core/services/guard.ts";
import { createParser } from "../../core/sql/parse.ts";
import { postgresSkipReason } from "../support/postgres_server.ts";
import { startAttackCluster } from "./attack_cluster.ts";
import { GUARD_SENTENCES } from "./guard_sentences.ts";
import { allAttacks } from "./ledger.ts";

const TESTS = new URL("../", import.meta.url);

Deno.test("every sentence of the guard's design has an attack or a test that holds it", async () => {
  for (const { says, attacks, tests = {} } of GUARD_SENTENCES) {
    assert.ok(attacks !== undefined || Object.keys(tests).length > 0, says);
    for (const [file, title] of Object.entries(tests)) {
      const text = await Deno.readTextFile(new URL(file, TESTS));
      assert.ok(text.includes(title), `${says}: ${file} has no test "${title}"`);
    }
  }
});

Deno.test({
  name: "each attack is stopped by the rule of its sentence, and not by another",
  ignore: postgresSkipReason() !== null,
  fn: async (t) => {
    await using cluster = await startAttackCluster();
    const { url, name } = await cluster.copy();
    const schemas = ["app"];
    await using database = openPostgres({ url, schemas });
    const { catalogue, executor } = database;
    const shared = { parser: createParser(), planner: { executor, timeoutMs: 5_000 } };
    const guards = {
      read: createGuard({ schemas, catalogue, ...shared }),
      write: createGuard({ schemas, catalogue, readOnly: false, ...shared }),
    };
    for (const { layer, says, attacks = {} } of GUARD_SENTENCES) {
      await t.step(`${layer}: ${says}`, async () => {
        for (const [code, ids] of Object.entries(attacks)) {
          for (const id of ids.split(" ")) {
            const attack = allAttacks.find((each) => each.id === id);
            assert.ok(attack !== undefined, `there is no attack ${id}`);
            const sql = attack.sql.replaceAll("@database@", name);
            const verdict = await guards[attack.mode].check(sql);
            assert.equal(verdict.kind === "allow" ? "allow" : verdict.code, code, id);
          }
        }
      });
    }
  },
});
