// What a policy asks PostgreSQL: one question for all relations, for a policy is
// compiled against all of them. Half an answer is none: what a policy does not see it
// could not protect.

import { PgmcpError } from "../../../core/errors.ts";
import type {
  CatalogueColumn,
  CatalogueEntry,
  CatalogueIndex,
  CatalogueType,
  MadeType,
  ProtectionSnapshot,
  ReadRelation,
} from "../../../core/ports/protection_catalogue.ts";
import type { CallOptions } from "../../../core/ports/query_executor.ts";
import { PROTECTION_ENTRIES, PROTECTION_STATE } from "./protection_queries.ts";
import type { TransactionRunner } from "./transaction_runner.ts";

const LIMITS = { maxRows: 200_000, maxBytes: 256 * 1024 * 1024, timeoutMs: 20_000 } as const;

/** Reads the relations there are. Throws what a query throws. */
export async function readEntries(
  runner: TransactionRunner,
  call: CallOptions = {},
): Promise<ProtectionSnapshot> {
  const request = { sql: PROTECTION_ENTRIES, values: [], access: "read", limits: LIMITS } as const;
  const result = await runner.run(request, call);
  if (result.truncatedBy !== null) {
    throw new PgmcpError("PGMCP_QUERY_FAILED", {
      message: "Cannot apply the policy: the database's catalogue is too large to read.",
    });
  }
  const entries = withIndexes(result.rows.map(toEntry));
  const [made, answer, moment] = result.rows[0]?.slice(-3) ?? [];
  const [madeTypes, schemaNames] = list(made);
  const types = listOf(madeTypes).flatMap(toMadeType);
  const schemas = listOf(schemaNames).map(String);
  if (answer === undefined || answer === null) return { entries, types, schemas };
  const evidence = { question: PROTECTION_STATE, answer, moment: moment ?? "" };
  return { entries, types, schemas, evidence };
}

function toEntry(
  [oid, schema, name, kind, columns, parents, reads, wholeRows, indexes, ofType]:
    readonly (string | null)[],
): CatalogueEntry {
  const own = list(columns).map(toColumn);
  return {
    oid: oid ?? "",
    schema: schema ?? "",
    name: name ?? "",
    kind: kind ?? "",
    columns: own,
    parents: list(parents).map(String),
    reads: list(reads).map(toRead),
    // Only a plain no is a no.
    readsWholeRows: wholeRows !== "f",
    indexes: list(indexes).map((index) => toIndex(index, own)),
    ...(ofType === null || ofType === undefined ? {} : { ofType: toType(JSON.parse(ofType)) }),
  };
}

/** `index`: the numbers of its columns with 0 for an expression, how many are keys, the columns in expressions. */
function toIndex(index: unknown, columns: readonly CatalogueColumn[]): CatalogueIndex {
  const [numbers, keyCount, inExpressions] = listOf(index);
  const held = String(numbers).split(" ").map(Number);
  const namesOf = (wanted: readonly number[]) =>
    columns.filter(({ number }) => wanted.includes(number)).map(({ name }) => name);
  const expressions = listOf(inExpressions).map(Number);
  // A whole row in an expression is all of them.
  const keys = expressions.some((number) => number <= 0)
    ? columns.map(({ name }) => name)
    : namesOf([...held.slice(0, Number(keyCount)), ...expressions]);
  return { keys, columns: namesOf(held) };
}

/** Each relation with the indexes of what is read where it is named. */
function withIndexes(entries: readonly CatalogueEntry[]): readonly CatalogueEntry[] {
  const byOid = new Map(entries.map((entry) => [entry.oid, entry]));
  const children = new Map<string, CatalogueEntry[]>();
  for (const entry of entries) {
    for (const oid of entry.parents) {
      const known = children.get(oid);
      if (known === undefined) children.set(oid, [entry]);
      else known.push(entry);
    }
  }
  return entries.map((entry) => {
    const below = new Set([entry]);
    for (const { oid, kind, reads } of below) {
      for (const child of children.get(oid) ?? []) below.add(child);
      // A materialised view has its own rows.
      for (const read of kind === "v" ? reads : []) {
        const found = byOid.get(read.oid);
        if (found !== undefined) below.add(found);
      }
    }
    if (below.size === 1) return entry;
    return { ...entry, indexes: [...below].flatMap(({ indexes = [] }) => indexes) };
  });
}

function toColumn(value: unknown): CatalogueColumn {
  const [name, number, typeSchema, typeName, generatedFrom, virtual, key, types] = listOf(value);
  return {
    name: String(name),
    number: Number(number),
    typeSchema: String(typeSchema),
    typeName: String(typeName),
    types: listOf(types).map(toType),
    generatedFrom: listOf(generatedFrom).map(Number),
    virtual: virtual === true,
    key: key === true,
  };
}

/** `parts`: the type itself, then what it is made of. */
function toMadeType(parts: unknown): readonly MadeType[] {
  const types = listOf(parts).map(toType);
  const [own] = types;
  return own === undefined ? [] : [{ ...own, parts: types }];
}

function toType(value: unknown): CatalogueType {
  const [schema, name] = listOf(value);
  return { schema: String(schema), name: String(name) };
}

function toRead(value: unknown): ReadRelation {
  const [oid, columns] = listOf(value);
  return { oid: String(oid), columns: listOf(columns).map(Number) };
}

function list(json: string | null | undefined): readonly unknown[] {
  return listOf(json === null || json === undefined ? [] : JSON.parse(json));
}

function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}
