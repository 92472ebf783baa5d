// Which tables a statement reaches: through views of views, partitions, and names in any schema.

import assert from "node:assert/strict";
import { relationKey } from "../../../core/policy/compiled_policy.ts";
import type { CatalogueEntry } from "../../../core/ports/protection_catalogue.ts";
import { createTableViews, type KnownRelations } from "../../../core/services/table_views.ts";

function entry(oid: string, name: string, more: Partial<CatalogueEntry> = {}): CatalogueEntry {
  const plain = { schema: "app", kind: "r", columns: [], parents: [], reads: [] };
  return { oid, name, readsWholeRows: false, ...plain, ...more };
}

function compiledOf(entries: readonly CatalogueEntry[]): KnownRelations {
  return {
    relations: new Map(
      entries.map((one) => [relationKey(one), { kind: "open", entry: one, writable: false }]),
    ),
  };
}

const reads = (oid: string) => ({ reads: [{ oid, columns: [] }], kind: "v" });

const compiled = compiledOf([
  entry("1", "tickets"),
  entry("2", "tickets", { schema: "old" }),
  entry("3", "tickets_2026", { parents: ["1"] }),
  entry("4", "tickets_v", reads("1")),
  entry("5", "tickets_w", reads("4")),
  // Each reads the other, as recursive views can.
  entry("6", "ping", reads("7")),
  entry("7", "pong", reads("6")),
]);

Deno.test("a relation reaches itself, what it reads at any depth, and what it is part of", () => {
  const { reach } = createTableViews()(compiled);
  const names = (schema: string | null, name: string) =>
    reach([{ schema, name }])[0]?.tables.map((table) => `${table.schema}.${table.name}`);
  assert.deepEqual(names("app", "tickets"), ["app.tickets"]);
  assert.deepEqual(names(null, "tickets"), ["app.tickets", "old.tickets"]);
  assert.deepEqual(names(null, "tickets_w"), ["app.tickets_w", "app.tickets_v", "app.tickets"]);
  assert.deepEqual(names("app", "tickets_2026"), ["app.tickets_2026", "app.tickets"]);
  assert.deepEqual(names("app", "ping"), ["app.ping", "app.pong"]);
  assert.deepEqual(names("app", "nothing"), []);
});
