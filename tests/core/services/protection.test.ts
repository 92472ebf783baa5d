// A policy's row filters are judged once for a state of the database, by whoever asks first: the
// notice at the start, a statement, a new reading of the file.

import assert from "node:assert/strict";
import type { PolicySource } from "../../../core/policy/policy_source.ts";
import type { CatalogueEntry } from "../../../core/ports/protection_catalogue.ts";
import { createProtection, type Protection } from "../../../core/services/protection.ts";
import { createParser } from "../../../core/sql/parse.ts";
import { policySource } from "../../support/policy_source.ts";
import { createMemoryCatalogue } from "../sql/memory_catalogue.ts";

interface Judged {
  readonly protection: Protection;
  /** Every probe that was judged, in order. */
  readonly probes: readonly string[];
  /** From now on the database has one more table. */
  addTable(): void;
  /** From now on `source` holds. */
  hold(source: PolicySource): void;
}

function entry(oid: string, name: string): CatalogueEntry {
  const id = { name: "id", number: 1, typeSchema: "pg_catalog", typeName: "int4" };
  return {
    ...{ oid, schema: "public", name, kind: "r", columns: [{ ...id, generatedFrom: [] }] },
    ...{ parents: [], reads: [], readsWholeRows: false },
  };
}

function judgedBy(first: PolicySource, refused = ""): Judged {
  let entries = [entry("1", "orders"), entry("2", "customers")];
  let held = first;
  const probes: string[] = [];
  const protection = createProtection({
    source: {
      get policy() {
        return held.policy;
      },
      hashKey: null,
    },
    parser: createParser(),
    catalogue: {
      ...createMemoryCatalogue({ searchPath: [] }),
      // Each time it is read, so that nothing is the same object.
      readEntries: () => Promise.resolve({ entries: [...entries] }),
    },
    judgeFilter(probe) {
      probes.push(probe);
      return Promise.resolve(refused !== "" && probe.includes(refused) ? "Refused." : null);
    },
  });
  return {
    ...{ protection, probes },
    addTable: () => entries = [...entries, entry("3", "more")],
    hold: (source) => held = source,
  };
}

async function read({ protection }: Judged): Promise<void> {
  const compiled = await protection.compiledFor();
  await protection.judge(compiled, [...compiled.relations.values()]);
}

function filters(least: number): Promise<PolicySource> {
  return policySource(
    `policy: {tables: {orders: {row_filter: id > ${least}}, customers: {row_filter: id < 9}}}`,
  );
}

Deno.test("what the notice at the start judged no statement judges again", async () => {
  const source = await filters(1);
  for (const statementFirst of [false, true]) {
    const judged = judgedBy(source);
    if (statementFirst) await read(judged);
    assert.deepEqual(await judged.protection.examine(source), []);
    await read(judged);
    assert.equal(judged.probes.length, 2);
  }
  const judged = judgedBy(source);
  await Promise.all([judged.protection.examine(source), read(judged), read(judged)]);
  assert.equal(judged.probes.length, 2);
});

Deno.test("what was judged of a new policy is not judged again once it holds", async () => {
  const judged = judgedBy(await filters(1));
  await read(judged);
  const next = await filters(2);
  assert.deepEqual(await judged.protection.examine(next), []);
  await read(judged); // Of the old one everything is known.
  assert.equal(judged.probes.length, 4);
  judged.hold(next);
  await read(judged);
  assert.equal(judged.probes.length, 4);
});

Deno.test("another database, and another reading of the file, are judged anew", async () => {
  const judged = judgedBy(await filters(1), "id > 2");
  await read(judged);
  judged.addTable();
  // Past the time that entries are kept: the catalogue answers with what there is.
  await judged.protection.compiledFor({ fresh: true });
  await read(judged);
  assert.equal(judged.probes.length, 4);
  // What was refused may run meanwhile: a function of it was made.
  for (const expected of [6, 8]) {
    const [problem] = await judged.protection.examine(await filters(2));
    assert.equal(problem?.rule, "tables.orders.row_filter");
    assert.equal(judged.probes.length, expected);
  }
});
