// Every statement of the ledger through the guard and the executor, as a superuser, on a
// real PostgreSQL. A refusal counts only if it came before the database saw the
// statement; afterwards the whole cluster and the session are as before.

import assert from "node:assert/strict";
import effects from "./effects.json" with { type: "json" };
import { postgresSkipReason, type TestDatabase } from "../support/postgres_server.ts";
import { startAttackCluster } from "./attack_cluster.ts";
import { type ClusterSnapshot, type ClusterWatch, differences } from "./cluster_snapshot.ts";
import { allAttacks, type Attack, ownAttacks } from "./ledger.ts";
import { hashOf, type RecordedEffect } from "./record_effects.ts";
import { isNamedForLater, needsPolicy } from "./needs_policy.ts";
import { type GuardedDatabase, openGuarded, type Outcome } from "./run_attack.ts";
import { testUnless } from "../support/test_unless.ts";

const withPostgres = testUnless(postgresSkipReason());

/** Values of the fixture that no error may carry, whatever it is about. */
const VALUES = /\d{3}-\d\d-\d{4}|IGNORE PREVIOUS|TENANT2|sk-live|hidden-password|777/;

const MAX_LOOKS = 40;
const LOOK_INTERVAL_MS = 50;

/** Objects whose mere presence makes the guard refuse `=` and `lower`: right, but no twin of anything. */
const WITHOUT_NAMESAKES =
  "DROP OPERATOR app.=(app.plain_comp, app.plain_comp); DROP FUNCTION app.lower(int)";

const attackClasses = [...new Set(allAttacks.map((attack) => attack.class))];

function verdictOf(attack: Attack, outcome: Outcome): string | null {
  if (outcome.kind === "error" && VALUES.test(outcome.text)) return "an error carries a value";
  if (outcome.kind === "rewrite" && outcome.rowCount > 100) return `${outcome.rowCount} rows`;
  const accepted = outcome.kind !== "error" && attack.accept.includes(outcome.kind);
  if (needsPolicy(attack) !== null) {
    const left = accepted && isNamedForLater(attack);
    return left ? `${outcome.kind} is right already: take it off needs_policy.ts` : null;
  }
  if (accepted) return null;
  const code = outcome.kind === "rewrite" ? "" : ` ${outcome.code}`;
  return `${outcome.kind}${code}, expected ${attack.accept.join(" or ")}: ${outcome.text}`;
}

// What changed since the last look. A statement that a limit ended is given a moment
// to be gone: its connection is closed at once, its backend notices a little later.
function lookAtChanges(
  watch: ClusterWatch,
  start: ClusterSnapshot,
): () => Promise<readonly string[]> {
  let before = start;
  return async () => {
    for (let tries = 0;; tries++) {
      const after = await watch.snapshot();
      const found = differences(before, after);
      const ending = found.some((line) => /^(sessions in a transaction|locks on)/.test(line));
      if (!ending || tries === MAX_LOOKS) {
        before = after;
        return found;
      }
      await new Promise((resolve) => setTimeout(resolve, LOOK_INTERVAL_MS));
    }
  };
}

async function tryAttacks(
  attacks: readonly Attack[],
  guarded: GuardedDatabase,
  database: TestDatabase,
  look: () => Promise<readonly string[]>,
): Promise<readonly string[]> {
  const here = (sql: string) => sql.replaceAll("@database@", database.name);
  const holes: string[] = [];
  const stateBefore = await guarded.sessionState();
  for (const attack of attacks) {
    const found: (string | null)[] = [verdictOf(attack, await guarded.run(here(attack.sql)))];
    found.push(...await look());
    const state = await guarded.sessionState();
    if (state !== stateBefore) found.push(`the session differs: ${state}`);
    const next = await guarded.run("SELECT 1");
    if (next.kind !== "rewrite") found.push(`the next call failed: ${next.text}`);
    holes.push(
      ...found.filter((line) => line !== null)
        .map((line) => `${attack.id} ${attack.sql.slice(0, 200)}\n    ${line}`),
    );
  }
  return holes;
}

withPostgres("no statement of the ledger gets through, on a superuser connection", async (t) => {
  await using cluster = await startAttackCluster();
  const database = await cluster.copy();
  await using guarded = openGuarded(database.url, "read");
  await using watch = await cluster.watch(database);
  await guarded.run("SELECT 1");
  const atStart = await watch.snapshot({ trustTransactionId: false });
  const look = lookAtChanges(watch, atStart);
  for (const name of attackClasses) {
    const attacks = allAttacks.filter((attack) => attack.class === name);
    await t.step(`${name}: ${attacks.length} statements`, async () => {
      assert.deepEqual(await tryAttacks(attacks, guarded, database, look), []);
    });
  }
  await t.step("and in the end every row of the cluster is where it was", async () => {
    const atEnd = await watch.snapshot({ trustTransactionId: false });
    assert.deepEqual(differences(atStart, atEnd), []);
  });
});

withPostgres("READ_ONLY=false admits no more than one plain write", async () => {
  await using cluster = await startAttackCluster();
  const database = await cluster.copy();
  await using guarded = openGuarded(database.url, "write");
  await using watch = await cluster.watch(database);
  await guarded.run("SELECT 1");
  const before = await watch.snapshot();
  const holes = await tryAttacks(
    ownAttacks.filter((attack) => attack.mode === "write"),
    guarded,
    database,
    lookAtChanges(watch, before),
  );
  assert.deepEqual(holes, []);
});

withPostgres("each attack's harmless twin is answered", async () => {
  await using cluster = await startAttackCluster();
  const refused: string[] = [];
  for (const mode of ["read", "write"] as const) {
    const database = await cluster.copy();
    await cluster.server.runSql(database.url, WITHOUT_NAMESAKES);
    await using guarded = openGuarded(database.url, mode);
    for (const attack of ownAttacks.filter((attack) => attack.mode === mode)) {
      if (attack.twin === null) continue;
      const outcome = await guarded.run(attack.twin);
      if (outcome.kind === "rewrite") continue;
      refused.push(
        `${attack.id} ${attack.twin}\n    ${outcome.kind} ${outcome.code} ${outcome.text}`,
      );
    }
  }
  assert.deepEqual(refused, []);
});

Deno.test("every attack was seen to do something on an unguarded database, or says why not", () => {
  const records: Readonly<Record<string, RecordedEffect>> = effects;
  for (const { id, sql, unproven } of allAttacks) {
    const record = records[id];
    assert.equal(record?.hash, hashOf(sql), `${id}: run tests/security/record_effects.ts`);
    assert.equal(/^no/.test(record?.effect ?? ""), unproven !== null, `${id}: ${record?.effect}`);
  }
  const proven = allAttacks.filter((attack) => attack.unproven === null);
  assert.ok(proven.length > 0.75 * allAttacks.length, `${proven.length} of ${allAttacks.length}`);
});

Deno.test("the ledger's identifiers are unique, and what is left for later is named", () => {
  const ids = allAttacks.map((attack) => attack.id);
  assert.equal(new Set(ids).size, ids.length);
  const required = ["tx-escape", "session-poison", "hidden-write", "row-limit", "timeout-evasion"];
  const later = allAttacks.filter((attack) => needsPolicy(attack) !== null);
  assert.deepEqual(later.filter((attack) => required.includes(attack.class)), []);
});
