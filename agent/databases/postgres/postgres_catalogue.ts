// Catalogue over PostgreSQL: what names mean under the search path that statements
// run with. Answers are kept until the database says that their evidence holds no
// longer, so that most checks ask nothing. User functions and operators are known as a
// whole, types and relations by name. Before something is refused, what is older than a few
// seconds is asked again; a relation that does not exist is asked for every time.

import type {
  Catalogue,
  CatalogueAnswer,
  CatalogueQuestion,
  CatalogueReach,
  FunctionInfo,
  ObjectName,
  OperatorInfo,
  RelationInfo,
  ResolveOptions,
  TypeInfo,
} from "../../../core/ports/catalogue.ts";
import type { CatalogueEvidence } from "../../../core/ports/catalogue_evidence.ts";
import type { ProtectionSnapshot } from "../../../core/ports/protection_catalogue.ts";
import type { CallOptions } from "../../../core/ports/query_executor.ts";
import { ALL_FUNCTIONS, ALL_OPERATORS, REACH, RELATIONS, TYPES } from "./catalogue_queries.ts";
import {
  type Found,
  toFunction,
  toOperator,
  toReached,
  toRelation,
  toType,
} from "./catalogue_rows.ts";
import { digestOf, evidenceQuery, meaningOf } from "./evidence_query.ts";
import { complete, createNameLookup, MAX_KEPT, namesOf } from "./name_lookup.ts";
import { orCancelled } from "./or_cancelled.ts";
import { readEntries } from "./protection_reader.ts";
import type { TransactionResult } from "./statement_attempt.ts";
import type { TransactionRunner } from "./transaction_runner.ts";
import { CATALOGUE_LIMITS } from "./visible_relations.ts";

/** Options of {@linkcode createPostgresCatalogue}. */
export interface PostgresCatalogueOptions {
  readonly runner: TransactionRunner;
  /** What is older is asked again before something is refused, in milliseconds; 5,000 by default. */
  readonly keepMs?: number;
  /** The time now, in milliseconds; for tests. */
  readonly now?: () => number;
}

/** A catalogue that keeps what it was told. */
export interface PostgresCatalogue extends Catalogue {
  /** Forgets everything: some of it was seen not to hold any longer. */
  forget(): void;
}

/** How old an answer may be upon which something is refused, by default, in milliseconds. */
const DEFAULT_KEEP_MS = 5_000;

/** More states than this are not looked at again: what rests on them is asked for every time. */
const MAX_REACH_STATES = 5_000;

interface Snapshot {
  readonly functions: ReadonlyMap<string, readonly Found<FunctionInfo>[]>;
  readonly operators: ReadonlyMap<string, readonly Found<OperatorInfo>[]>;
  readonly path: readonly string[];
  /** The same as statements are given it. */
  readonly searchPath: string;
}

interface Kept<Value> {
  readonly value: Value;
  readonly since: number;
}

/** Makes the catalogue. */
export function createPostgresCatalogue(options: PostgresCatalogueOptions): PostgresCatalogue {
  const { runner, keepMs = DEFAULT_KEEP_MS, now = () => performance.now() } = options;
  const answers = new Map<string, CatalogueAnswer>();
  // Whoever keeps a question asks it again and again.
  const keys = new WeakMap<CatalogueQuestion, string>();
  const types = createNameLookup<TypeInfo>({
    ...{ ask, now, sql: TYPES, toFound: toType, keepsMissing: true },
  });
  const relations = createNameLookup<RelationInfo>({
    ...{ ask, now, sql: RELATIONS, toFound: toRelation, keepsMissing: false },
  });
  const reaches = new Map<string, Kept<CatalogueReach>>();
  let snapshot: Kept<Promise<Snapshot>> | null = null;
  let entries: Promise<ProtectionSnapshot> | null = null;
  // Raised by forget(): what was asked before it is not kept after it.
  let era = 0;

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
    const { pathSchemas: path, searchPath } = operators.session;
    return {
      functions: Map.groupBy(
        functions.rows.map((row) => toFunction(row, path)),
        ({ info }) => info.name,
      ),
      operators: Map.groupBy(operators.rows.map(toOperator), ({ info }) => info.name),
      ...{ path, searchPath },
    };
  }

  // Callers share a snapshot; one that gives up does not take it from the others.
  async function currentSnapshot(oldest: number, call: CallOptions): Promise<Snapshot> {
    if (snapshot === null || snapshot.since < oldest) {
      const taken: Kept<Promise<Snapshot>> = { value: takeSnapshot(), since: now() };
      snapshot = taken;
      taken.value.catch(() => {
        if (snapshot === taken) snapshot = null;
      });
    }
    return await orCancelled(snapshot.value, call.signal);
  }

  function keep<Value>(map: Map<string, Value>, key: string, value: Value): void {
    if (map.size >= MAX_KEPT) map.clear();
    map.set(key, value);
  }

  async function look(
    question: CatalogueQuestion,
    oldest: number,
    call: CallOptions,
  ): Promise<CatalogueAnswer> {
    const known = await currentSnapshot(oldest, call);
    const { path, searchPath } = known;
    const functions = namesakes(question.functions, known.functions);
    const operators = namesakes(question.operators, known.operators);
    const foundTypes = await types.find(question.types, { oldest, path, call });
    const foundRelations = await relations.find(question.relations, { oldest, path, call });
    const found = [...functions, ...operators, ...foundTypes, ...foundRelations];
    return {
      functions: reachable(question.functions, functions, path),
      operators: reachable(question.operators, operators, path),
      types: foundTypes.flatMap((type) =>
        // What the text alone decides: those of pg_catalog are known.
        type === null || type.info.schema === "pg_catalog" ? [] : type.info
      ),
      relations: foundRelations.map((relation) => relation?.info ?? null),
      evidence: {
        ...evidenceOf(
          {
            functions: question.functions.map(({ name }) => name),
            operators: question.operators.map(({ name }) => name),
            types: question.types,
            relations: question.relations,
            casts: [...foundTypes, ...foundRelations].some((each) => each !== null),
          },
          [
            ...found.flatMap((each) => each?.states ?? []),
            ...foundTypes.map((type, place) => meaningOf("y", place, type?.oid ?? "0")),
            ...foundRelations.map((relation, place) => meaningOf("r", place, relation?.oid ?? "0")),
          ],
          commonMoment(found),
        ),
        searchPath,
      },
    };
  }

  return {
    async resolve(
      question: CatalogueQuestion,
      call: ResolveOptions = {},
    ): Promise<CatalogueAnswer> {
      const oldest = call.fresh === true ? now() - keepMs : -Infinity;
      const key = keys.get(question) ?? JSON.stringify(question);
      keys.set(question, key);
      const known = call.fresh === true ? undefined : answers.get(key);
      if (known !== undefined) return known;
      const asked = era;
      const answer = await look(question, oldest, call);
      if (asked === era && !answer.relations.includes(null)) keep(answers, key, answer);
      return answer;
    },
    // Callers share what is read; it belongs to none of them.
    async readEntries(call: ResolveOptions = {}): Promise<ProtectionSnapshot> {
      if (entries === null || call.fresh === true) {
        const read = readEntries(runner);
        entries = read;
        read.catch(() => {
          if (entries === read) entries = null;
        });
      }
      return await orCancelled(entries, call.signal);
    },
    async reach(
      names: readonly ObjectName[],
      call: ResolveOptions = {},
    ): Promise<CatalogueReach> {
      const key = JSON.stringify(names);
      const known = reaches.get(key);
      if (known !== undefined && (call.fresh !== true || known.since >= now() - keepMs)) {
        return known.value;
      }
      const [asked, since] = [era, now()];
      const { rows } = complete(await ask(REACH, namesOf(names, []).slice(0, 2), call));
      const found = rows.map(toReached);
      const states = found.flatMap((each) => each.states);
      const none = { functions: [], operators: [], types: [], relations: [], casts: false };
      const value = {
        relations: found.map(({ info }) => info),
        evidence: states.length > MAX_REACH_STATES
          ? null
          : evidenceOf(none, states, commonMoment(found)),
      };
      if (asked === era && value.evidence !== null) keep(reaches, key, { value, since });
      return value;
    },
    forget() {
      era++;
      answers.clear();
      types.forget();
      relations.forget();
      reaches.clear();
      snapshot = null;
      entries = null;
    },
  };
}

function evidenceOf(
  names: Parameters<typeof evidenceQuery>[0],
  states: readonly string[],
  moment: string,
): CatalogueEvidence {
  return { question: evidenceQuery(names, states), answer: digestOf(states), moment };
}

/** The one moment that all of it was seen at; empty where there is none. What does not exist was seen at no known moment. */
function commonMoment(found: readonly (Found<unknown> | null)[]): string {
  const moments = new Set(found.map((each) => each?.moment ?? ""));
  const [moment = ""] = moments;
  return moments.size === 1 ? moment : "";
}

function namesakes<Info>(
  names: readonly ObjectName[],
  known: ReadonlyMap<string, readonly Found<Info>[]>,
): readonly Found<Info>[] {
  return [...new Set(names.map(({ name }) => name))].flatMap((name) => known.get(name) ?? []);
}

// All schemas of the path count, not the first alone: the best match among their overloads is called.
function reachable<Info extends { readonly schema: string; readonly name: string }>(
  names: readonly ObjectName[],
  found: readonly Found<Info>[],
  path: readonly string[],
): readonly Info[] {
  return names.flatMap(({ schema, name }) =>
    found.flatMap(({ info }) => {
      const reached = schema === null ? path.includes(info.schema) : info.schema === schema;
      return info.name === name && reached ? [info] : [];
    })
  );
}
