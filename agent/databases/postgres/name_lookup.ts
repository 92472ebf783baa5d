// What single names were seen to be, types or relations: kept until it is to be forgotten, and
// asked for together where they are not known, or not lately enough.

import { PgmcpError } from "../../../core/errors.ts";
import type { ObjectName } from "../../../core/ports/catalogue.ts";
import type { CallOptions } from "../../../core/ports/query_executor.ts";
import type { Found, Row } from "./catalogue_rows.ts";
import type { TransactionResult } from "./statement_attempt.ts";
import { arrayLiteral } from "./visible_relations.ts";

/** Options of {@linkcode createNameLookup}. */
export interface NameLookupOptions<Info> {
  /** Runs a catalogue query. */
  ask(
    sql: string,
    values: readonly (string | null)[],
    call: CallOptions,
  ): Promise<TransactionResult>;
  /** The time now, in milliseconds. */
  now(): number;
  /** The query: names in, rows that begin with their place out. */
  readonly sql: string;
  /** A row without its place. */
  toFound(row: Row): Found<Info>;
  /** Whether it is kept that there is nothing of a name. */
  readonly keepsMissing: boolean;
}

/** How names are looked up. */
export interface LookupCall {
  /** What was seen before is asked for again; in the terms of `now`. */
  readonly oldest: number;
  /** The search path's schemas. */
  readonly path: readonly string[];
  readonly call: CallOptions;
}

/** Looks names up. */
export interface NameLookup<Info> {
  /** What each name is; null for nothing. */
  find(names: readonly ObjectName[], how: LookupCall): Promise<readonly (Found<Info> | null)[]>;
  /** Forgets all, also what is being asked for now. */
  forget(): void;
}

/** More names than this are not kept. */
export const MAX_KEPT = 2_000;

/** Makes a look-up. */
export function createNameLookup<Info>(options: NameLookupOptions<Info>): NameLookup<Info> {
  const { ask, keepsMissing, now, sql, toFound } = options;
  const kept = new Map<
    string,
    { readonly value: Found<Info> | null; readonly since: number }
  >();
  let era = 0;

  async function find(
    names: readonly ObjectName[],
    { oldest, path, call }: LookupCall,
  ): Promise<readonly (Found<Info> | null)[]> {
    const meanings = new Map<string, Found<Info> | null>();
    for (const name of names) {
      const known = kept.get(keyOf(name));
      if (known !== undefined && known.since >= oldest) meanings.set(keyOf(name), known.value);
    }
    const missing = names.filter((name) => !meanings.has(keyOf(name)));
    if (missing.length > 0) {
      const [asked, since] = [era, now()];
      const { rows } = complete(await ask(sql, namesOf(missing, path), call));
      for (const [place, ...row] of rows) {
        const name = missing[Number(place) - 1];
        if (name !== undefined) meanings.set(keyOf(name), toFound(row));
      }
      for (const name of missing) {
        const value = meanings.get(keyOf(name)) ?? null;
        if (asked !== era || (value === null && !keepsMissing)) continue;
        if (kept.size >= MAX_KEPT) kept.clear();
        kept.set(keyOf(name), { value, since });
      }
    }
    return names.map((name) => meanings.get(keyOf(name)) ?? null);
  }

  return {
    find,
    forget() {
      era++;
      kept.clear();
    },
  };
}

/** The values of a query about names: schemas, names, the schemas to look in. */
export function namesOf(names: readonly ObjectName[], path: readonly string[]): readonly string[] {
  return [
    arrayLiteral(names.map((name) => name.schema)),
    arrayLiteral(names.map((name) => name.name)),
    arrayLiteral(["pg_catalog", ...path]),
  ];
}

/** The result, if it is whole: half an answer would let an unknown name pass for one that does not exist. */
export function complete(result: TransactionResult): TransactionResult {
  if (result.truncatedBy === null) return result;
  throw new PgmcpError("PGMCP_QUERY_FAILED", {
    message: "Cannot check the statement: the database's catalogue is too large to read.",
  });
}

function keyOf(name: ObjectName): string {
  return JSON.stringify([name.schema, name.name]);
}
