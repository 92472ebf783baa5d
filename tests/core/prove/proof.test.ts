// The figures of a proof: every attack is counted once, in its class and in all, and none
// that got through is lost.

import assert from "node:assert/strict";
import { ATTACK_CLASSES, type AttackClass } from "../../../core/prove/attack_template.ts";
import { LAYERS } from "../../../core/prove/layers.ts";
import { sumUp, type TriedAttack } from "../../../core/prove/proof.ts";
import type { GuardedOutcome } from "../../../core/prove/try_guarded.ts";

function attack(name: AttackClass, guarded: GuardedOutcome, bare = false): TriedAttack {
  const template = {
    id: `${name}-01`,
    class: name,
    sql: "SELECT @table@",
    bare: { kind: "anyone" } as const,
    runs: false,
    singleWrite: false,
  };
  return { attack: { template, sql: "SELECT 1", bare: template.bare }, guarded, bare };
}

Deno.test("each layer, what is admitted and what got through are counted in their classes and in all", () => {
  const stopped = LAYERS.map((layer) => attack("network", { kind: "stopped", layer }, true));
  const proof = sumUp([
    ...stopped,
    attack("hidden-write", { kind: "stopped", layer: "text" }),
    attack("hidden-write", { kind: "admitted" }, true),
    attack("resource", { kind: "through", reason: "it returned 9 rows" }),
    attack("policy", { kind: "through", reason: "nothing is hidden" }),
  ], ["policy-02"]);
  assert.deepEqual(LAYERS, ["text", "grammar", "names", "policy", "limits", "execution", "role"]);
  const none = { text: 0, grammar: 0, names: 0, policy: 0, limits: 0, execution: 0, role: 0 };
  const each = { text: 1, grammar: 1, names: 1, policy: 1, limits: 1, execution: 1, role: 1 };
  assert.deepEqual(proof.total, {
    tried: 11,
    stopped: { ...each, text: 2 },
    admitted: 1,
    through: 2,
    bare: 8,
  });
  assert.deepEqual(proof.classes.map((one) => one.class), [...ATTACK_CLASSES]);
  const figures = new Map(proof.classes.map(({ class: name, ...rest }) => [name, rest]));
  assert.deepEqual(figures.get("network"), {
    tried: 7,
    stopped: each,
    admitted: 0,
    through: 0,
    bare: 7,
  });
  assert.deepEqual(figures.get("hidden-write"), {
    tried: 2,
    stopped: { ...none, text: 1 },
    admitted: 1,
    through: 0,
    bare: 1,
  });
  assert.deepEqual(figures.get("resource"), {
    tried: 1,
    stopped: none,
    admitted: 0,
    through: 1,
    bare: 0,
  });
  assert.deepEqual(figures.get("file-access"), {
    tried: 0,
    stopped: none,
    admitted: 0,
    through: 0,
    bare: 0,
  });
  assert.deepEqual(proof.through, [
    { id: "resource-01", class: "resource", sql: "SELECT 1", reason: "it returned 9 rows" },
    { id: "policy-01", class: "policy", sql: "SELECT 1", reason: "nothing is hidden" },
  ]);
  assert.deepEqual(proof.leftOut, ["policy-02"]);
});
