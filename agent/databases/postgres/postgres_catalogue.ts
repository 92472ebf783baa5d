// Catalogue over PostgreSQL: what names mean under the search path that statements
// run with. User functions and operators are known as a whole for a few seconds,
// so that most checks ask nothing; types and relations are asked for by name. A
// relation that does not exist is asked for again every time: it may be there now.

import { PgmcpError } from "../../../core/errors.ts";
import type {
  Catalogue,
  CatalogueAnswer,
  CatalogueQuestion,
  FunctionInfo,
  ObjectName,
  OperatorInfo,
  RelationInfo,
  RunFunction,
  TypeInfo,
} from "../../../core/ports/catalogue.ts";
import type { CallOptions } from "../../../core/ports/query_executor.ts";
import { ALL_FUNCTIONS, ALL_OPERATORS, RELATIONS, TYPES } from "./catalogue_queries.ts";
import { orCancelled } from "./or_cancelled.ts";
import type { TransactionResult, TransactionRunner } from "./transaction_runner.ts";
import { arrayLiteral, CATALOGUE_LIMITS } from "./visible_relations.ts";

/** Options of {@linkcode createPostgresCatalogue}. */
export interface PostgresCatalogueOptions {
  readonly runner: TransactionRunner;
  /** How long an answer is kept, in milliseconds; 5,000 by default. */
  readonly keepMs?: number;
  /** The time now, in milliseconds; for tests. */
  readonly now?: () => number;
}

/** How long answers are kept by default, in milliseconds. */
export const DEFAULT_KEEP_MS = 5_000;

/** More names than this are not kept. */
const MAX_KEPT_NAMES = 2_000;

interface Snapshot {
  readonly functions: ReadonlyMap<string, readonly FunctionInfo[]>;
  readonly operators: ReadonlyMap<string, readonly OperatorInfo[]>;
  readonly path: readonly string[];
}

interface Kept<Value> {
  readonly value: Value;
  readonly until: number;
}

const VOLATILITIES = { i: "immutable", s: "stable" } as const;
const TYPE_KINDS: Readonly<Record<string, TypeInfo["kind"]>> = {
  b: "base",
  c: "composite",
  d: "domain",
  e: "enum",
  r: "range",
  m: "multirange",
};

/** Makes the catalogue. */
export function createPostgresCatalogue(options: PostgresCatalogueOptions): Catalogue {
  const { runner, keepMs = DEFAULT_KEEP_MS, now = () => performance.now() } = options;
  const types = new Map<string, Kept<TypeInfo | null>>();
  const relations = new Map<string, Kept<RelationInfo>>();
  let snapshot: Kept<Promise<Snapshot>> | null = null;

  function ask(
    sql: string,
    values: readonly (string | null)[],
    call: CallOptions,
  ): Promise<TransactionResult> {
    return runner.run({ sql, values, access: "read", limits: CATALOGUE_LIMITS }, call);
  }

  async function takeSnapshot(): Promise<Snapshot> {
    const functions = complete(await ask(ALL_FUNCTIONS, [], {}));
    const operators = complete(await ask(ALL_OPERATORS, [], {}));
    return {
      functions: Map.groupBy(
        functions.rows.map((row) => toFunction(row, operators.session.pathSchemas)),
        (one) => one.name,
      ),
      operators: Map.groupBy(operators.rows.map(toOperator), (one) => one.name),
      path: operators.session.pathSchemas,
    };
  }

  // Callers share a snapshot; one that gives up does not take it from the others.
  async function currentSnapshot(call: CallOptions): Promise<Snapshot> {
    if (snapshot === null || snapshot.until < now()) {
      const taken: Kept<Promise<Snapshot>> = { value: takeSnapshot(), until: now() + keepMs };
      snapshot = taken;
      taken.value.catch(() => {
        if (snapshot === taken) snapshot = null;
      });
    }
    return await orCancelled(snapshot.value, call.signal);
  }

  async function findTypes(
    names: readonly ObjectName[],
    path: readonly string[],
    call: CallOptions,
  ): Promise<readonly TypeInfo[]> {
    const missing = names.filter((name) => !isKept(types, name));
    const found = new Map<string, TypeInfo>();
    if (missing.length > 0) {
      const { rows } = complete(await ask(TYPES, asked(missing, path), call));
      for (const [place, ...row] of rows) {
        const name = missing[Number(place) - 1];
        if (name !== undefined) found.set(keyOf(name), toType(row));
      }
      for (const name of missing) keep(types, keyOf(name), found.get(keyOf(name)) ?? null);
    }
    return names.flatMap((name) => types.get(keyOf(name))?.value ?? found.get(keyOf(name)) ?? []);
  }

  async function findRelations(
    names: readonly ObjectName[],
    path: readonly string[],
    call: CallOptions,
  ): Promise<readonly (RelationInfo | null)[]> {
    const missing = names.filter((name) => !isKept(relations, name));
    const found = new Map<string, RelationInfo>();
    if (missing.length > 0) {
      const { rows } = complete(await ask(RELATIONS, asked(missing, path), call));
      for (const [place, ...row] of rows) {
        const name = missing[Number(place) - 1];
        if (name === undefined) continue;
        found.set(keyOf(name), toRelation(row));
        keep(relations, keyOf(name), toRelation(row));
      }
    }
    return names.map((name) => found.get(keyOf(name)) ?? relations.get(keyOf(name))?.value ?? null);
  }

  function isKept<Value>(kept: Map<string, Kept<Value>>, name: ObjectName): boolean {
    const entry = kept.get(keyOf(name));
    if (entry === undefined) return false;
    if (entry.until >= now()) return true;
    kept.delete(keyOf(name));
    return false;
  }

  function keep<Value>(kept: Map<string, Kept<Value>>, key: string, value: Value): void {
    if (kept.size >= MAX_KEPT_NAMES) kept.clear();
    kept.set(key, { value, until: now() + keepMs });
  }

  return {
    async resolve(question: CatalogueQuestion, call: CallOptions = {}): Promise<CatalogueAnswer> {
      const known = await currentSnapshot(call);
      return {
        functions: reachable(question.functions, known.functions, known.path),
        operators: reachable(question.operators, known.operators, known.path),
        types: await findTypes(question.types, known.path, call),
        relations: await findRelations(question.relations, known.path, call),
      };
    },
  };
}

// All schemas of the path count, not the first alone: the best match among their overloads is called.
function reachable<Info extends { readonly schema: string }>(
  names: readonly ObjectName[],
  known: ReadonlyMap<string, readonly Info[]>,
  path: readonly string[],
): readonly Info[] {
  return names.flatMap(({ schema, name }) =>
    (known.get(name) ?? []).filter((info) =>
      schema === null ? path.includes(info.schema) : info.schema === schema
    )
  );
}

function asked(names: readonly ObjectName[], path: readonly string[]): readonly string[] {
  return [
    arrayLiteral(names.map((name) => name.schema)),
    arrayLiteral(names.map((name) => name.name)),
    arrayLiteral(["pg_catalog", ...path]),
  ];
}

// Half an answer would let an unknown name pass for one that does not exist.
function complete(result: TransactionResult): TransactionResult {
  if (result.truncatedBy === null) return result;
  throw new PgmcpError("PGMCP_QUERY_FAILED", {
    message: "Cannot check the statement: the database's catalogue is too large to read.",
  });
}

function keyOf(name: ObjectName): string {
  return JSON.stringify([name.schema, name.name]);
}

type Row = readonly (string | null)[];

function toFunction(
  [schema, name, fewest, most, volatility, definer, extension]: Row,
  path: readonly string[],
): FunctionInfo {
  const minArguments = Number(fewest ?? 0);
  const maxArguments = most === null || most === undefined ? null : Number(most);
  return {
    schema: schema ?? "",
    name: name ?? "",
    takesOneArgument: minArguments <= 1 && maxArguments !== 0,
    minArguments,
    maxArguments,
    onPath: path.includes(schema ?? ""),
    volatility: volatility === "i" || volatility === "s" ? VOLATILITIES[volatility] : "volatile",
    securityDefiner: definer === "t",
    extension: extension ?? null,
  };
}

function toOperator([schema, name, extension, ownTypes]: Row): OperatorInfo {
  return {
    schema: schema ?? "",
    name: name ?? "",
    extension: extension ?? null,
    ownTypes: ownTypes?.split(" ") ?? null,
  };
}

function toType([schema, name, kind, extension, reachesDomain, castsRunCode, runs]: Row): TypeInfo {
  return {
    schema: schema ?? "",
    name: name ?? "",
    kind: TYPE_KINDS[kind ?? ""] ?? "pseudo",
    extension: extension ?? null,
    reachesDomain: reachesDomain === "t",
    runs: toRuns(runs),
    // Only a plain no is a no.
    castsRunCode: castsRunCode !== "f",
  };
}

function toRelation(
  [schema, name, kind, columns, extension, castsRunCode, runs, ownTypes]: Row,
): RelationInfo {
  const list: unknown = columns === null || columns === undefined ? [] : JSON.parse(columns);
  return {
    schema: schema ?? "",
    name: name ?? "",
    kind: kind ?? "",
    columns: Array.isArray(list) ? list.map(String) : [],
    extension: extension ?? null,
    runs: toRuns(runs),
    ownTypes: ownTypes === null || ownTypes === undefined ? ["*"] : splitWords(ownTypes),
    castsRunCode: castsRunCode !== "f",
  };
}

function splitWords(text: string): readonly string[] {
  return text.split(" ").filter((word) => word !== "");
}

function toRuns(json: string | null | undefined): readonly RunFunction[] {
  const list: unknown = json === null || json === undefined ? [] : JSON.parse(json);
  if (!Array.isArray(list)) return [];
  return list.map(([schema, name, extension]) => ({
    schema: String(schema),
    name: String(name),
    extension: extension === null ? null : String(extension),
  }));
}
