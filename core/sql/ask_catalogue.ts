// What the catalogue must be asked about a statement: one question with all names
// that the text alone does not decide. Also says which of them leave a statement
// undecided where there is no catalogue to ask.

import { isAllowedFunction, isInformationSchemaFunction } from "./allow_lists/functions.ts";
import { isBuiltinOperator } from "./allow_lists/operators.ts";
import type { CatalogueQuestion, ObjectName } from "../ports/catalogue.ts";
import type { FunctionFact, NamedFact, OperatorFact, StatementFacts } from "./facts.ts";
import { isBuiltinSample } from "./judge_functions.ts";
import { isSurelyColumn } from "./judge_attributes.ts";
import type { NamePolicy } from "./name_policy.ts";
import { systemSchemaOf } from "./judge_relations.ts";
import { needsCatalogue } from "./judge_types.ts";

/** The question about a statement; null if nothing in it needs an answer. */
export function askCatalogue(facts: StatementFacts): CatalogueQuestion | null {
  // An attribute may be a column, a call, or a cast to the type of its name.
  const attributes = facts.attributes
    .filter((attribute) => !isSurelyColumn(attribute, facts, null))
    .map((attribute) => ({ schema: null, name: attribute.name }));
  const question = {
    functions: distinct([
      ...facts.functions.filter(isOpenCall),
      ...attributes,
      ...facts.sampleMethods.filter(({ name }) => !isBuiltinSample(name)),
    ]),
    operators: distinct(facts.operators.filter((operator) => operator.schema === null)),
    // A call with one argument may be a cast too: PostgreSQL takes `initcap('x')` for
    // one where a type of that name is on the search path.
    types: distinct([
      ...facts.types.filter(needsCatalogue),
      ...attributes,
      ...facts.functions.filter((call) => isOpenCall(call) && call.schema === null),
    ]),
    relations: facts.relations.filter((relation) => systemSchemaOf(relation) === null)
      .map(nameOf),
  };
  const empty = Object.values(question).every((names) => names.length === 0);
  return empty ? null : question;
}

/** The first name that nothing but a catalogue can decide, with what it is. */
export function firstUndecided(
  facts: StatementFacts,
  policy: NamePolicy,
): { readonly what: string; readonly fact: NamedFact } | null {
  const call = facts.functions.find((each) =>
    isOpenCall(each) && each.form === "call" &&
    (each.schema !== null || !isAllowedFunction(each.name)) && !isWrittenAsNamed(each, policy)
  );
  if (call !== undefined) return { what: "function", fact: call };
  const method = facts.sampleMethods.find(({ name }) => !isBuiltinSample(name));
  if (method !== undefined) return { what: "sampling method", fact: method };
  const type = facts.types.find(needsCatalogue);
  if (type !== undefined) return { what: "type", fact: type };
  const operator = facts.operators.find(isUnknownOperator);
  return operator === undefined ? null : { what: "operator", fact: operator };
}

/** Whether a call may reach a function outside pg_catalog. */
export function isOpenCall(call: FunctionFact): boolean {
  return call.form !== "grammar" && call.schema !== "pg_catalog" &&
    !isInformationSchemaFunction(call);
}

/** Whether the configuration names the function just as the statement does. */
function isWrittenAsNamed(call: FunctionFact, policy: NamePolicy): boolean {
  return policy.allowFunctions.some(({ schema, name }) =>
    schema === call.schema && name === call.name
  );
}

/** Whether an operator is none of PostgreSQL's own. */
export function isUnknownOperator(operator: OperatorFact): boolean {
  return operator.schema === null && !isBuiltinOperator(operator.name);
}

function nameOf({ schema, name }: ObjectName): ObjectName {
  return { schema, name };
}

function distinct(names: readonly ObjectName[]): readonly ObjectName[] {
  const seen = new Map<string, ObjectName>();
  for (const name of names) seen.set(JSON.stringify([name.schema, name.name]), nameOf(name));
  return [...seen.values()];
}
