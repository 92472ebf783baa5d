// What a policy asks PostgreSQL: one question for all relations, for a policy is
// compiled against all of them. Half an answer is none: what a policy does not see it
// could not protect.

import { PgmcpError } from "../../../core/errors.ts";
import type {
  CatalogueColumn,
  CatalogueEntry,
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
  const entries = result.rows.map(toEntry);
  const [answer, moment] = result.rows[0]?.slice(-2) ?? [];
  if (answer === undefined || answer === null) return { entries };
  const evidence = { question: PROTECTION_STATE, answer, moment: moment ?? "" };
  return { entries, evidence };
}

function toEntry(
  [oid, schema, name, kind, columns, parents, reads, wholeRows]: readonly (string | null)[],
): CatalogueEntry {
  return {
    oid: oid ?? "",
    schema: schema ?? "",
    name: name ?? "",
    kind: kind ?? "",
    columns: list(columns).map(toColumn),
    parents: list(parents).map(String),
    reads: list(reads).map(toRead),
    // Only a plain no is a no.
    readsWholeRows: wholeRows !== "f",
  };
}

function toColumn(value: unknown): CatalogueColumn {
  const [name, number, typeSchema, typeName, generatedFrom, virtual, key] = listOf(value);
  return {
    name: String(name),
    number: Number(number),
    typeSchema: String(typeSchema),
    typeName: String(typeName),
    generatedFrom: listOf(generatedFrom).map(Number),
    virtual: virtual === true,
    key: key === true,
  };
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
