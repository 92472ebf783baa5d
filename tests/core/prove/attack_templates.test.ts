// The templates of `pgmcp prove` as data: enough of them, every class of the ledger among
// them, and no statement that is refused only because it is misspelled.

import assert from "node:assert/strict";
import { ATTACK_CLASSES } from "../../../core/prove/attack_template.ts";
import { ATTACK_TEMPLATES } from "../../../core/prove/attack_templates.ts";
import { fillTemplates } from "../../../core/prove/fill_templates.ts";
import { createGuard } from "../../../core/services/guard.ts";
import { createParser } from "../../../core/sql/parse.ts";
import { allAttacks } from "../../security/ledger.ts";

/** Classes of the ledger that ask for a policy; `policy` stands for them. */
const NEED_A_POLICY = new Set([
  "mask",
  "mask-inference",
  "mask-weak",
  "error-leak",
  "row-filter",
  "prompt-injection",
]);

const TARGETS = {
  database: "shop",
  role: "reader",
  tables: [{ schema: "app", name: "orders", column: "note" }],
  hidden: { schema: "private", name: "salaries" },
  userFunction: { schema: "app", name: "touch_audit", oid: "16400" },
  policy: {
    denied: { schema: "app", name: "api_keys" },
    masked: { schema: "app", name: "customers", column: "ssn" },
    filtered: { schema: "app", name: "tickets" },
  },
};

Deno.test("there are at least 150 templates, with an id each, in every class", () => {
  assert.ok(ATTACK_TEMPLATES.length >= 150, String(ATTACK_TEMPLATES.length));
  assert.equal(new Set(ATTACK_TEMPLATES.map(({ id }) => id)).size, ATTACK_TEMPLATES.length);
  for (const name of ATTACK_CLASSES) {
    const count = ATTACK_TEMPLATES.filter((template) => template.class === name).length;
    assert.ok(count >= 5, `${name}: ${count}`);
  }
});

Deno.test("every class of the ledger that needs no policy is represented, and one for those that do", () => {
  const ledger = new Set(allAttacks.map((attack) => attack.class));
  const others = [...ledger].filter((name) => !NEED_A_POLICY.has(name));
  const expected = [...others, "policy"].sort();
  assert.deepEqual([...ATTACK_CLASSES].sort(), expected);
});

Deno.test("every place in a template is one that can be filled", () => {
  const { attacks, leftOut } = fillTemplates(ATTACK_TEMPLATES, TARGETS);
  assert.deepEqual(leftOut.map(({ id }) => id), []);
  assert.equal(attacks.length, ATTACK_TEMPLATES.length);
});

Deno.test("no attack is refused as misspelled but those that no server would take", async () => {
  const parser = createParser();
  const misspelled: string[] = [];
  for (const { bare, sql, template } of fillTemplates(ATTACK_TEMPLATES, TARGETS).attacks) {
    // Tricks for splitters written by hand: the bare role is not said to be able to.
    if (bare.kind === "nobody") continue;
    const guard = createGuard({ parser, schemas: ["app"] });
    const verdict = await guard.check(sql);
    if (verdict.kind === "refuse" && verdict.code === "PGMCP_SYNTAX_ERROR") {
      misspelled.push(`${template.id} ${sql.slice(0, 80)}: ${verdict.message}`);
    }
  }
  assert.deepEqual(misspelled, []);
});

Deno.test("what stands for an attack against the bare role is one statement that only reads or sets locally", async () => {
  const parser = createParser();
  const allowed = /^(SELECT|SHOW|SET LOCAL|SET CONSTRAINTS) /;
  for (const { bare, template } of fillTemplates(ATTACK_TEMPLATES, TARGETS).attacks) {
    if (bare.kind !== "run" && bare.kind !== "ask") continue;
    const sql = bare.kind === "run" ? bare.sql : `SELECT ${bare.expression}`;
    const outcome = await parser.parse(sql);
    assert.ok(outcome.kind === "tree", `${template.id}: ${sql}`);
    assert.equal(outcome.statements.length, 1, template.id);
    assert.match(sql, allowed, template.id);
    // A row of a user's table is never read, and nothing that locks or signals is called.
    assert.doesNotMatch(sql, /"orders"(?!')|(lock|backend|_file|dblink)\(|FOR (UPDATE|SHARE)/);
  }
});

Deno.test("only what reads is ever run", () => {
  for (const { id, runs, singleWrite, sql } of ATTACK_TEMPLATES) {
    if (!runs) continue;
    assert.equal(singleWrite, false, id);
    assert.match(sql, /^\(?(SELECT|TABLE|WITH|EXPLAIN ANALYZE WITH) /, id);
  }
});
