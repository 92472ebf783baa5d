// Names of a user's own database in the templates: quoted, in one pass, and left out
// where there are none.

import assert from "node:assert/strict";
import { type ListedAttack, templatesOf } from "../../../core/prove/attack_template.ts";
import { bareChecks } from "../../../core/prove/bare_checks.ts";
import { fillTemplates } from "../../../core/prove/fill_templates.ts";

const EMPTY = {
  ...{ database: "shop", role: "r", tables: [], hidden: null, userFunction: null },
  policy: { denied: null, filtered: null, masked: null },
};

function fill(attack: ListedAttack, targets: Parameters<typeof fillTemplates>[1]) {
  return fillTemplates(templatesOf("row-limit", [attack]), targets);
}

Deno.test("a statement about a table is tried on each table, with its name quoted", () => {
  const tables = [
    { schema: "public", name: 'we"ird', column: "a b" },
    { schema: "o'x", name: "@hidden@", column: "c" },
  ];
  const attack = { sql: "SELECT @column@ FROM @table@, @name@", bare: bareChecks.table("SELECT") };
  const { attacks } = fill(attack, {
    ...EMPTY,
    tables,
    hidden: { schema: "private", name: "salaries" },
  });
  assert.deepEqual(attacks.map(({ sql }) => sql), [
    'SELECT "a b" FROM "public"."we""ird", \'"public"."we""ird"\'',
    `SELECT "c" FROM "o'x"."@hidden@", '"o''x"."@hidden@"'`,
  ]);
  assert.deepEqual(attacks.map(({ bare }) => bare), [
    {
      kind: "ask",
      expression: `pg_catalog.has_table_privilege('"public"."we""ird"', 'SELECT')`,
    },
    {
      kind: "ask",
      expression: `pg_catalog.has_table_privilege('"o''x"."@hidden@"', 'SELECT')`,
    },
  ]);
});

Deno.test("a statement about nothing of the user's is tried once, also without tables", () => {
  const { attacks, leftOut } = fill({ sql: "COMMIT", bare: bareChecks.anyone }, EMPTY);
  assert.deepEqual(attacks.map(({ sql }) => sql), ["COMMIT"]);
  assert.deepEqual(leftOut, []);
});

Deno.test("what the database has nothing for is left out, also where only the bare role's question needs it", () => {
  const byBare = fill({ sql: "SELECT 1", bare: bareChecks.hidden("SELECT") }, EMPTY);
  assert.equal(byBare.attacks.length, 0);
  assert.equal(byBare.leftOut.length, 1);
  const bySql = fill({ sql: "TABLE @table@", bare: bareChecks.anyone }, EMPTY);
  assert.equal(bySql.leftOut.length, 1);
});
