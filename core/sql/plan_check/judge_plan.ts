// Holds a plan to what was resolved before it: every relation it reads was named, or is read where a
// named one is; every function, type and operator in its expressions may be used. It sees what the
// text does not show: tables under views, inlined functions, what attribute notation became. It does
// not see what folded into a constant, implicit casts, and the inside of functions.

import type {
  CatalogueAnswer,
  CatalogueReach,
  FunctionInfo,
  RunFunction,
} from "../../ports/catalogue.ts";
import {
  functionRefusalReason,
  isAllowedFunction,
  isBuiltinFunction,
  isHarmlessBuiltin,
} from "../allow_lists/functions.ts";
import { isAllowedExtensionOperator } from "../allow_lists/extensions/extensions.ts";
import { isUnknownOperator } from "../ask_catalogue.ts";
import type { FunctionFact, StatementFacts } from "../facts.ts";
import { needsCatalogue } from "../judge_types.ts";
import { isSystemSchema, type NamePolicy } from "../name_policy.ts";
import type { Refusal } from "../refusal.ts";
import { mayBeCalled, takesArguments, typeReason } from "../settle.ts";
import type { PlanFacts, PlannedName } from "./plan_facts.ts";

/** What a plan is held against. */
export interface PlanLicence {
  /** The relations the statement names outside the system's schemas, as resolved. */
  readonly named: readonly PlannedName[];
  /** Whether it names relations of the system, which were judged by their names and columns. */
  readonly namesSystem: boolean;
  /** Whether it reads through a view, whose maker chose what it calls. */
  readonly hasViews: boolean;
  /** What views and domains were found to run, each judged before. */
  readonly runs: readonly RunFunction[];
  /** Whether a function that the configuration names is called: what it reads is its own. */
  readonly callsNamed: boolean;
  readonly policy: NamePolicy;
}

/** A plan, with the facts of its expressions and the catalogue's answers about them. */
export interface JudgedPlan {
  readonly plan: PlanFacts;
  readonly facts: StatementFacts;
  /** What the names in its expressions are. */
  readonly answer: CatalogueAnswer;
  /** What the named relations read. */
  readonly reach: CatalogueReach;
}

/** Kinds of nodes that only read, in PostgreSQL 13 to 18. Foreign Scan can run a program, and reaches other servers. */
const READING_NODES: ReadonlySet<string> = new Set([
  ..."Append,Merge Append,Recursive Union,BitmapAnd,BitmapOr,Nested Loop,Merge Join".split(","),
  ..."Hash Join,Seq Scan,Sample Scan,Gather,Gather Merge,Index Scan,Index Only Scan".split(","),
  ..."Bitmap Index Scan,Bitmap Heap Scan,Tid Scan,Tid Range Scan,Subquery Scan".split(","),
  ..."Function Scan,Table Function Scan,Values Scan,CTE Scan,WorkTable Scan,Result".split(","),
  ..."ProjectSet,Materialize,Memoize,Sort,Incremental Sort,Group,Aggregate,WindowAgg".split(","),
  ..."Unique,SetOp,Limit,Hash,Custom Scan".split(","),
]);

const FOREIGN: Refusal = {
  ...refuse("The plan reads a foreign table, which can reach another server or run a program"),
  hint: "Read tables of this database; a materialised view can hold a copy.",
};

/** Why clients are refused what PostgreSQL itself puts into a plan. */
const BEHIND_OPERATORS = "stands behind an operator; write the operator";

/** Refuses the first thing in a plan that nothing resolved before accounts for. */
export function judgePlan(judged: JudgedPlan, licence: PlanLicence): Refusal | null {
  // What was left out of this plan may be read by the next.
  const foreign = judged.plan.pruned && judged.reach.relations.some(({ kind }) => kind === "f");
  if (foreign) return FOREIGN;
  return judgePlannedRelations(judged, licence) ?? judgePlannedFunctions(judged, licence) ??
    judgePlannedTypes(judged, licence) ?? judgePlannedOperators(judged, licence);
}

/** Refuses a plan with a step that is no reading of this database. Comes first: such a step has texts of its own. */
export function judgeNodes({ nodeTypes }: PlanFacts): Refusal | null {
  if (nodeTypes.has("Foreign Scan")) return FOREIGN;
  const other = [...nodeTypes].find((type) => !READING_NODES.has(type));
  return other === undefined ? null : refuse(`The plan has a step that is no reading: ${other}`);
}

function judgePlannedRelations(
  { plan, reach }: JudgedPlan,
  { callsNamed, named, namesSystem }: PlanLicence,
): Refusal | null {
  if (callsNamed) return null;
  const known = new Set([...named, ...reach.relations].map(keyOf));
  const other = plan.relations.find((relation) =>
    !known.has(keyOf(relation)) && !(namesSystem && isSystemSchema(relation.schema))
  );
  // Its name stays untold: it may be one of a hidden schema.
  return other === undefined
    ? null
    : refuse("The plan reads a relation that neither the statement nor its views name");
}

function judgePlannedFunctions(judged: JudgedPlan, licence: PlanLicence): Refusal | null {
  // Whether a named function is inlined is the planner's affair: it is trusted with all it calls.
  if (licence.callsNamed) return null;
  const inFrom = judged.plan.functions.map(({ schema, name }): FunctionFact => ({
    ...{ schema, name, location: null, args: [], argumentCount: null, form: "call" },
  }));
  for (const call of [...inFrom, ...judged.facts.functions]) {
    if (call.form !== "call" || mayRun(call, judged.answer.functions, licence)) continue;
    return {
      code: "PGMCP_FUNCTION_NOT_ALLOWED",
      message: `The plan calls the function ${call.name}, which is not on the allow-list`,
      hint: "It stands behind something that the statement uses: a view, a type or a function.",
      fragment: call.name,
      location: null,
    };
  }
  return null;
}

function mayRun(
  call: FunctionFact,
  known: readonly FunctionInfo[],
  { hasViews, namesSystem, policy, runs }: PlanLicence,
): boolean {
  const users = known.filter((found) =>
    found.name === call.name && (call.schema === null || call.schema === found.schema) &&
    !isSystemSchema(found.schema) && takesArguments(call, found)
  );
  const harmful = users.find((found) =>
    !mayBeCalled(found, policy) &&
    !runs.some((run) => run.schema === found.schema && run.name === found.name)
  );
  if (harmful !== undefined) return false;
  if (isAllowedFunction(call.name) || users.length > 0) return true;
  if (call.schema !== null && !isSystemSchema(call.schema)) return false;
  // Operators and SEARCH BREADTH FIRST bring the functions behind them along.
  if (call.name === "int8inc" || functionRefusalReason(call.name) === BEHIND_OPERATORS) return true;
  // Views of the system run what no client may call; they were judged by their names.
  return (hasViews && isHarmlessBuiltin(call.name)) ||
    (namesSystem && (isBuiltinFunction(call.name) || call.schema === "information_schema"));
}

function judgePlannedTypes({ facts, answer }: JudgedPlan, { policy }: PlanLicence): Refusal | null {
  for (const type of facts.types.filter(needsCatalogue)) {
    const found = answer.types.filter((each) =>
      each.name === type.name && (type.schema === null || type.schema === each.schema)
    );
    if (found.length > 0 && found.every((each) => typeReason(each, policy) === null)) continue;
    return {
      code: "PGMCP_TYPE_NOT_ALLOWED",
      message: `The plan casts to the type ${type.name}, which may not be used`,
      fragment: type.name,
      location: null,
    };
  }
  return null;
}

function judgePlannedOperators(
  { facts, answer }: JudgedPlan,
  { callsNamed, hasViews }: PlanLicence,
): Refusal | null {
  // What views and named functions apply was judged, or is theirs.
  if (hasViews || callsNamed) return null;
  for (const operator of facts.operators) {
    const reviewed = answer.operators.some((found) =>
      found.name === operator.name && found.extension !== null &&
      isAllowedExtensionOperator(found.extension, found.name) &&
      (operator.schema === null || operator.schema === found.schema)
    );
    const own = operator.schema === null ? !isUnknownOperator(operator) : isOwn(operator.schema);
    if (own || reviewed) continue;
    return {
      code: "PGMCP_OPERATOR_NOT_ALLOWED",
      message: `The plan applies the operator ${operator.name}, which is a user's`,
      fragment: operator.name,
      location: null,
    };
  }
  return null;
}

function isOwn(schema: string): boolean {
  return schema === "pg_catalog";
}

function keyOf({ schema, name }: PlannedName): string {
  return JSON.stringify([schema, name]);
}

function refuse(message: string): Refusal {
  return { code: "PGMCP_RELATION_NOT_ALLOWED", message, fragment: null, location: null };
}
