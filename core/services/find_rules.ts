// What each relation that a statement names is under a policy. What is denied and what was never
// there are refused alike, before anything else is said of the statement.

import { PgmcpError } from "../errors.ts";
import { type CompiledPolicy, relationKey, type RelationRule } from "../policy/compiled_policy.ts";
import { refuseCatalogue, refuseNamedObject } from "../policy/refuse_catalogue.ts";
import { refuseHiddenType } from "../policy/refuse_hidden_type.ts";
import { refuseRelation } from "../policy/refuse_hidden.ts";
import { refuseRowType } from "../policy/refuse_row_type.ts";
import { refuseUserCode } from "../policy/refuse_user_code.ts";
import type {
  Catalogue,
  CatalogueAnswer,
  CatalogueQuestion,
  ObjectName,
  TypeInfo,
} from "../ports/catalogue.ts";
import type { CatalogueEvidence } from "../ports/catalogue_evidence.ts";
import type { CatalogueEntry } from "../ports/protection_catalogue.ts";
import type { CallOptions } from "../ports/query_executor.ts";
import type { NamedFact, StatementFacts } from "../sql/facts.ts";
import { systemSchemaOf } from "../sql/judge_relations.ts";
import type { Refusal } from "../sql/refusal.ts";
import type { Protection } from "./protection.ts";

/** Where rules are found. */
export interface FindRulesOptions {
  readonly protection: Protection;
  readonly catalogue: Pick<Catalogue, "resolve">;
  /** Users' functions that may be called at all. */
  readonly allowFunctions: readonly ObjectName[];
  /** The schemas whose names may be suggested; null for all. */
  readonly schemas: readonly string[] | null;
  /** Remembers what was found for facts. */
  readonly memory: RulesMemory;
}

/** What is asked and was last found for facts; both go with them. */
export interface RulesMemory {
  readonly questions: WeakMap<StatementFacts, CatalogueQuestion>;
  readonly found: WeakMap<
    StatementFacts,
    { readonly answer: CatalogueAnswer | null; readonly rules: FoundRules }
  >;
}

/** What was found. */
export interface FoundRules {
  readonly compiled: CompiledPolicy;
  /** In the order of the facts; null for PostgreSQL's own relations. */
  readonly rules: readonly (RelationRule | null)[];
  readonly refusal: Refusal | null;
  /** What it rests on that relations are what they are which a text names; null where none does. */
  readonly evidence: CatalogueEvidence | null;
}

/** Finds the rules for `facts`, for whoever calls. */
export async function findRules(
  facts: StatementFacts,
  call: CallOptions,
  options: FindRulesOptions,
): Promise<FoundRules> {
  const { memory } = options;
  const question = memory.questions.get(facts) ?? questionOf(facts, options);
  memory.questions.set(facts, question);
  const asks = question.relations.length > 0 || question.functions.length > 0;
  // A name that is not known may be of a table that was just made: it is asked for once more.
  for (const fresh of [false, true]) {
    const compiled = await options.protection.compiledFor(fresh ? { ...call, fresh } : call);
    const answer = asks ? await options.catalogue.resolve(question, { ...call, fresh }) : null;
    // The same facts, policy and answer come to the same.
    const known = memory.found.get(facts);
    if (known !== undefined && known.answer === answer && known.rules.compiled === compiled) {
      return known.rules;
    }
    const { rules, absent, refusal: told } = rulesOf(facts, answer, compiled);
    if (absent !== null && !fresh) continue;
    const refusal = absent === null
      ? refuseRowType(facts, compiled) ??
        await refuseHiddenType(facts, compiled, (types) => typesNamed(types, call, options)) ??
        (compiled.hides
          ? refuseCatalogue(facts, rules) ?? told ?? refuseUserCode(facts, answer)
          : null)
      : refuseRelation(absent, visibleTables(compiled, options.schemas));
    const evidence = facts.namedObjects.length === 0 ? null : answer?.evidence ?? null;
    const found = { compiled, rules, refusal, evidence };
    if (refusal === null) memory.found.set(facts, { answer, rules: found });
    return found;
  }
  throw new PgmcpError("PGMCP_INTERNAL");
}

async function typesNamed(
  types: readonly ObjectName[],
  call: CallOptions,
  { catalogue }: FindRulesOptions,
): Promise<readonly TypeInfo[]> {
  const question = { functions: [], operators: [], types, relations: [] };
  return (await catalogue.resolve(question, call)).types;
}

function questionOf(
  facts: StatementFacts,
  { allowFunctions }: FindRulesOptions,
): CatalogueQuestion {
  const relations = [...facts.relations, ...facts.namedObjects]
    .filter((relation) => systemSchemaOf(relation) === null)
    .map(({ schema, name }) => ({ schema, name }));
  return { functions: calledNames(facts, allowFunctions), operators: [], types: [], relations };
}

/** `absent`: the first relation that does not exist, or is denied, or is not known to the policy. */
function rulesOf(
  facts: StatementFacts,
  answer: CatalogueAnswer | null,
  compiled: CompiledPolicy,
): {
  readonly rules: readonly (RelationRule | null)[];
  readonly absent: NamedFact | null;
  readonly refusal: Refusal | null;
} {
  let asked = 0;
  let absent: NamedFact | null = null;
  const rules = facts.relations.map((relation) => {
    if (systemSchemaOf(relation) !== null) return null;
    const info = answer?.relations[asked++] ?? null;
    const rule = info === null ? undefined : compiled.relations.get(relationKey(info));
    if (rule !== undefined && rule.kind !== "denied") return rule;
    absent ??= relation;
    return null;
  });
  let refusal: Refusal | null = null;
  // Where nothing is hidden, what a text names may well not exist: `to_regclass` is there to ask.
  for (const object of compiled.hides ? facts.namedObjects : []) {
    if (systemSchemaOf(object) !== null) continue;
    const info = answer?.relations[asked++] ?? null;
    const rule = info === null ? undefined : compiled.relations.get(relationKey(info));
    if (rule === undefined || rule.kind === "denied") absent ??= object;
    else refusal ??= refuseNamedObject(object, rule);
  }
  return { rules, absent, refusal };
}

/** Names that may be users' functions: the guard lets through none but those that are named to it. */
function calledNames(facts: StatementFacts, allowed: readonly ObjectName[]): readonly ObjectName[] {
  if (allowed.length === 0) return [];
  const known = new Set(allowed.map(({ name }) => name));
  const attributes = facts.attributes.map(({ name }) => ({ schema: null, name }));
  return [...facts.functions, ...attributes].filter(({ name }) => known.has(name))
    .map(({ schema, name }) => ({ schema, name }));
}

function visibleTables(
  compiled: CompiledPolicy,
  schemas: readonly string[] | null,
): readonly CatalogueEntry[] {
  return [...compiled.relations.values()].filter(({ kind, entry }) =>
    kind !== "denied" && schemas?.includes(entry.schema) !== false
  ).map(({ entry }) => entry);
}
