// What is refused stays refused in other clothes: checked by the guard alone, some tens
// of thousands of statements, and with a catalogue where only that can tell.

import assert from "node:assert/strict";
import { openPostgres } from "../../agent/databases/postgres/open_postgres.ts";
import { createGuard } from "../../core/services/guard.ts";
import { postgresSkipReason } from "../support/postgres_server.ts";
import { startAttackCluster } from "./attack_cluster.ts";
import { allAttacks } from "./ledger.ts";
import { mutationsOf } from "./mutate.ts";
import { testUnless } from "../support/test_unless.ts";

const withPostgres = testUnless(postgresSkipReason());

const guard = createGuard({ schemas: ["app"], maxRows: 100 });

// Deep or long texts test the limits on text; wrapping them tests nothing more.
const MAX_CHARACTERS = 2000;

Deno.test("an attack that is refused stays refused however it is written", async () => {
  const allowed: string[] = [];
  let attacks = 0;
  let checked = 0;
  for (const { id, sql } of allAttacks) {
    if (sql.length > MAX_CHARACTERS) continue;
    if ((await guard.check(sql)).kind !== "refuse") continue;
    attacks++;
    for (const mutation of mutationsOf(sql)) {
      checked++;
      const verdict = await guard.check(mutation);
      if (verdict.kind === "allow") allowed.push(`${id}: ${mutation}`);
    }
  }
  assert.deepEqual(allowed, []);
  assert.ok(attacks > 200, `only ${attacks} attacks are refused without a catalogue`);
  assert.ok(checked > 15_000, `only ${checked} mutations`);
});

withPostgres("what only the catalogue can tell stays refused too", async () => {
  await using cluster = await startAttackCluster();
  const { url } = await cluster.copy();
  await using database = openPostgres({ url, schemas: ["app"], poolSize: 1 });
  const knowing = createGuard({ schemas: ["app"], catalogue: database.catalogue });
  const allowed: string[] = [];
  let attacks = 0;
  for (const { id, sql } of allAttacks) {
    if (sql.length > MAX_CHARACTERS) continue;
    if ((await guard.check(sql)).kind === "refuse") continue;
    if ((await knowing.check(sql)).kind !== "refuse") continue;
    attacks++;
    for (const mutation of mutationsOf(sql)) {
      const verdict = await knowing.check(mutation);
      if (verdict.kind === "allow") allowed.push(`${id}: ${mutation}`);
    }
  }
  assert.deepEqual(allowed, []);
  assert.ok(attacks > 40, `only ${attacks} attacks need the catalogue`);
});

Deno.test("harmless statements stay allowed in the same clothes", async () => {
  const refused: string[] = [];
  for (const sql of ["SELECT upper('x')", "SELECT id FROM app.notes", "SELECT 1 + length('a.b')"]) {
    for (const mutation of mutationsOf(sql)) {
      if (/ ; ;$/.test(mutation)) continue; // empty statements are no help to anyone
      const verdict = await guard.check(mutation);
      if (verdict.kind === "refuse") {
        refused.push(`${mutation}: ${verdict.code} ${verdict.message}`);
      }
    }
  }
  assert.deepEqual(refused, []);
});
