// The last word on names, with the catalogue's answer. What the answer does not
// show to be harmless is refused; a relation that does not exist is left to the
// database, whose error names it.

import { isAllowedFunction, isBuiltinFunction } from "./allow_lists/functions.ts";
import {
  isAllowedExtensionFunction,
  isAllowedExtensionOperator,
} from "./allow_lists/extensions/extensions.ts";
import { isBuiltinOperator } from "./allow_lists/operators.ts";
import { isOpenCall, isUnknownOperator } from "./ask_catalogue.ts";
import type {
  CatalogueAnswer,
  FunctionInfo,
  OperatorInfo,
  RelationInfo,
  TypeInfo,
} from "../ports/catalogue.ts";
import type { FunctionFact, OperatorFact, StatementFacts, TypeFact } from "./facts.ts";
import { isSurelyColumn, judgeAttributes, refuseAttribute } from "./judge_attributes.ts";
import {
  EXTENSIONS_OF_SAMPLES,
  isBuiltinSample,
  refuseSample,
  refuseUnknownFunction,
} from "./judge_functions.ts";
import { systemSchemaOf } from "./judge_relations.ts";
import { needsCatalogue } from "./judge_types.ts";
import { mayApply } from "./may_apply.ts";
import { describeRun, findHarmfulRun } from "./judge_runs.ts";
import { dotted, isNamedFunction, type NamePolicy } from "./name_policy.ts";
import { refuseUndefinedType } from "./refuse_undefined_type.ts";
import type { Refusal } from "./refusal.ts";
import { settleRelation } from "./settle_relation.ts";

/** Judges `facts` with the answer to what `askCatalogue` asked about them. */
export function settle(
  facts: StatementFacts,
  answer: CatalogueAnswer,
  policy: NamePolicy,
): Refusal | null {
  const relations = alignRelations(facts, answer);
  for (const [index, relation] of facts.relations.entries()) {
    const info = relations[index] ?? null;
    const refusal = info === null ? null : settleRelation(relation, info, policy);
    if (refusal !== null) return refusal;
  }
  for (const call of facts.functions.filter(isOpenCall)) {
    const found = answer.functions.filter((each) =>
      matches(call, each) && mayBeKnown(call, each, policy)
    );
    const refusal = settleCall(call, found, policy) ?? settleCast(call, answer.types, policy);
    if (refusal !== null) return refusal;
  }
  for (const method of facts.sampleMethods.filter(({ name }) => !isBuiltinSample(name))) {
    const extension = EXTENSIONS_OF_SAMPLES.get(method.name);
    const found = answer.functions.filter((each) => matches(method, each));
    const reviewed = found.length > 0 && found.every((each) => each.extension === extension);
    if (!reviewed) return refuseSample(method);
  }
  for (const type of facts.types.filter(needsCatalogue)) {
    const found = answer.types.filter((each) =>
      matches(type, each) && mayBeKnown(type, each, policy)
    );
    const refusal = settleType(type, found, policy);
    if (refusal !== null) return refusal;
  }
  for (const operator of facts.operators) {
    const found = answer.operators.filter((each) =>
      matches(operator, each) && mayApply(operator, each, { facts, relations })
    );
    const refusal = operator.schema === null ? settleOperator(operator, found) : null;
    if (refusal !== null) return refusal;
  }
  return settleAttributes(facts, answer, policy, relations);
}

/** The answer's relations in the order of the facts; those that were not asked about are null. */
export function alignRelations(
  facts: StatementFacts,
  answer: CatalogueAnswer,
): readonly (RelationInfo | null)[] {
  let asked = 0;
  return facts.relations.map((relation) =>
    systemSchemaOf(relation) === null ? answer.relations[asked++] ?? null : null
  );
}

function matches(
  fact: { readonly schema: string | null; readonly name: string },
  found: { readonly schema: string; readonly name: string },
): boolean {
  return found.name === fact.name && (fact.schema === null || fact.schema === found.schema);
}

/**
 * Of a schema that may not be read nothing is told: what is named in it is refused
 * as if it did not exist. What a name without schema reaches always counts.
 */
function mayBeKnown(
  fact: { readonly schema: string | null },
  found: { readonly schema: string; readonly name: string; readonly extension: string | null },
  policy: NamePolicy,
): boolean {
  return fact.schema === null || found.extension !== null ||
    policy.schemas?.has(found.schema) !== false ||
    isNamedFunction({ ...found, onPath: false }, policy);
}

/**
 * Whether a function found under a name may be what is called. An extension may add an
 * overload of a built-in name for its own type, such as `sum(vector)` or `min(citext)`.
 * Refusing those names would refuse good SQL wherever such an extension is installed.
 */
export function mayBeCalled(found: FunctionInfo, policy: NamePolicy): boolean {
  if (isNamedFunction(found, policy)) return true;
  // No reviewed function runs with its owner's rights: this one was made to.
  if (found.extension === null || found.securityDefiner) return false;
  if (isAllowedExtensionFunction(found.extension, found.name)) return true;
  return found.volatility !== "volatile" && isAllowedFunction(found.name);
}

/** Whether the call has a number of arguments that the function takes. */
export function takesArguments(call: FunctionFact, found: FunctionInfo): boolean {
  const { argumentCount } = call;
  if (argumentCount === null) return true;
  return argumentCount >= found.minArguments &&
    (found.maxArguments === null || argumentCount <= found.maxArguments);
}

function settleCall(
  call: FunctionFact,
  found: readonly FunctionInfo[],
  policy: NamePolicy,
): Refusal | null {
  const builtin = call.schema === null && (call.form === "node" || isAllowedFunction(call.name));
  if (found.length === 0) return builtin ? null : refuseUnknownFunction(call);
  const other = found.find((each) => takesArguments(call, each) && !mayBeCalled(each, policy));
  if (other === undefined) return null;
  const owner = other.extension === null
    ? `a user's function of the schema ${other.schema}`
    : `a function of the extension ${other.extension}`;
  return {
    code: "PGMCP_FUNCTION_NOT_ALLOWED",
    message: builtin
      ? `${call.name} may resolve to ${owner}`
      : `The function ${dotted(call)} is ${owner}, which is not on the allow-list`,
    ...hintForCall(call, other, builtin && isBuiltinFunction(call.name)),
    fragment: dotted(call),
    location: call.location,
  };
}

function hintForCall(
  call: FunctionFact,
  other: FunctionInfo,
  builtin: boolean,
): { readonly hint?: string } {
  if (builtin) return { hint: `Write pg_catalog.${call.name} to call PostgreSQL's own.` };
  if (other.extension !== null) return {};
  return {
    hint: `Use built-in functions. An operator who has read it can allow it: ALLOW_FUNCTIONS=${
      dotted(other)
    }`,
  };
}

/** Refuses a call that may be a cast to a user's type of its name. */
function settleCast(
  call: FunctionFact,
  types: readonly TypeInfo[],
  policy: NamePolicy,
): Refusal | null {
  const type = types.find((each) => each.name === call.name && typeReason(each, policy) !== null);
  if (call.schema !== null || type === undefined) return null;
  return {
    code: "PGMCP_TYPE_NOT_ALLOWED",
    message: `${call.name}(…) may cast to the type ${type.schema}.${type.name}, which ${
      typeReason(type, policy)
    }`,
    hint: `Write pg_catalog.${call.name} to call PostgreSQL's own function.`,
    fragment: call.name,
    location: call.location,
  };
}

function settleType(
  type: TypeFact,
  found: readonly TypeInfo[],
  policy: NamePolicy,
): Refusal | null {
  if (found.length === 0) return refuseUndefinedType(type);
  const refused = found.map((each) => typeReason(each, policy)).find((reason) => reason !== null);
  if (refused === undefined) return null;
  return {
    code: "PGMCP_TYPE_NOT_ALLOWED",
    message: `The type ${dotted(type)} ${refused}`,
    hint: "Cast to the built-in type underneath, such as text or integer.",
    fragment: dotted(type),
    location: type.location,
  };
}

/** Why no value of the type may be made; null where it may. */
export function typeReason(info: TypeInfo, policy: NamePolicy): string | null {
  const run = findHarmfulRun(info.runs, policy);
  if (run !== null) {
    return `${info.kind === "domain" ? "is" : "contains"} a domain whose CHECK calls ${
      describeRun(run)
    }`;
  }
  if (info.castsRunCode) return "has a user's cast or SUBTYPE_DIFF, which runs a function";
  if (info.kind === "pseudo") return "is a pseudo-type";
  if (info.kind === "base" && info.extension === null) {
    return "is a base type of a user, whose input function is not reviewed";
  }
  return null;
}

function settleOperator(
  operator: OperatorFact,
  found: readonly Pick<OperatorInfo, "schema" | "name" | "extension">[],
): Refusal | null {
  const builtin = isBuiltinOperator(operator.name);
  const users = found.find((each) => each.extension === null);
  const unreviewed = builtin
    ? undefined
    : found.find(({ extension, name }) =>
      extension !== null && !isAllowedExtensionOperator(extension, name)
    );
  if (users === undefined && unreviewed !== undefined) {
    return {
      code: "PGMCP_OPERATOR_NOT_ALLOWED",
      message:
        `The operator ${operator.name} belongs to the extension ${unreviewed.extension}, and is not on the allow-list`,
      fragment: operator.name,
      location: operator.location,
    };
  }
  if (users === undefined && (found.length > 0 || !isUnknownOperator(operator))) return null;
  return {
    code: users === undefined ? "PGMCP_UNDEFINED_NAME" : "PGMCP_OPERATOR_NOT_ALLOWED",
    message: users === undefined
      ? `There is no operator ${operator.name}`
      : `The operator ${operator.name} ${
        builtin ? "may resolve to" : "is"
      } a user's operator of the schema ${users.schema}`,
    hint: builtin
      ? `Write OPERATOR(pg_catalog.${operator.name}) to use PostgreSQL's own.`
      : FOREIGN_OPERATORS.get(operator.name) ?? "Use PostgreSQL's built-in operators.",
    fragment: operator.name,
    location: operator.location,
  };
}

/** Operators of other databases, and what PostgreSQL has for them. */
const FOREIGN_OPERATORS: ReadonlyMap<string, string> = new Map([
  ["==", "PostgreSQL compares with a single =."],
  [
    "<=>",
    "PostgreSQL compares NULLs too with IS NOT DISTINCT FROM; as a distance it is of the extension vector.",
  ],
  ["!<", "PostgreSQL writes it as >=."],
  ["!>", "PostgreSQL writes it as <=."],
]);

function settleAttributes(
  facts: StatementFacts,
  answer: CatalogueAnswer,
  policy: NamePolicy,
  relations: readonly (RelationInfo | null)[],
): Refusal | null {
  for (const attribute of facts.attributes) {
    const called = answer.functions.find((each) =>
      each.name === attribute.name && each.takesOneArgument && !mayBeCalled(each, policy)
    );
    // `('1'::text).my_domain` is a cast, as my_domain('1') would be.
    const cast = answer.types.find((each) =>
      each.name === attribute.name && typeReason(each, policy) !== null
    );
    const found = called ?? cast;
    if (found !== undefined && !isSurelyColumn(attribute, facts, relations)) {
      const what = found === called ? "call the function" : "cast to the type";
      return refuseAttribute(attribute, `would ${what} ${found.schema}.${found.name}`);
    }
  }
  return judgeAttributes(facts, policy, relations);
}
