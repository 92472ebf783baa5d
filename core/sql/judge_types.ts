// Which types and operators may be named, as far as the text alone tells. pg_catalog
// is first on the search path, so that a built-in type name can mean nothing else;
// an operator symbol can, and is left to the catalogue too.

import { isBuiltinOperator } from "./allow_lists/operators.ts";
import {
  isAllowedInformationSchemaType,
  isAllowedType,
  isBuiltinType,
  isObjectNameType,
  typeRefusalReason,
} from "./allow_lists/types.ts";
import type { StatementFacts, TypeFact } from "./facts.ts";
import { castsVisibleOnly } from "./judge_visible_objects.ts";
import { dotted, isSystemSchema, type NamePolicy } from "./name_policy.ts";
import type { Refusal } from "./refusal.ts";

/** Refuses the first type or operator that the text alone shows to be refused. */
export function judgeTypes(facts: StatementFacts, policy: NamePolicy): Refusal | null {
  // What is said of a name holds wherever it stands: each is judged once.
  const judged = new Set<string>();
  for (const type of facts.types) {
    const key = JSON.stringify([type.schema, type.name]);
    if (judged.has(key)) continue;
    judged.add(key);
    const refusal = judgeType(type, facts, policy);
    if (refusal !== null) return refusal;
  }
  for (const operator of facts.operators) {
    if (operator.schema === null) continue;
    if (operator.schema === "pg_catalog" && isBuiltinOperator(operator.name)) continue;
    return {
      code: "PGMCP_OPERATOR_NOT_ALLOWED",
      message: `OPERATOR(${dotted(operator)}) may call any function`,
      hint: "Write the operator without OPERATOR(), or as OPERATOR(pg_catalog.=) and the like.",
      fragment: `OPERATOR(${dotted(operator)})`,
      location: operator.location,
    };
  }
  return null;
}

/** Whether only the catalogue can say what a type is. */
export function needsCatalogue(type: Pick<TypeFact, "schema" | "name">): boolean {
  if (type.schema === null) return !isBuiltinType(type.name);
  return !isSystemSchema(type.schema);
}

function judgeType(type: TypeFact, facts: StatementFacts, policy: NamePolicy): Refusal | null {
  if (needsCatalogue(type)) return null;
  if (type.schema === null || type.schema === "pg_catalog") {
    if (isAllowedType(type.name)) return null;
    if (isObjectNameType(type.name)) {
      if (policy.schemas === null || castsVisibleOnly(type.name, facts, policy)) return null;
    }
    const reason = typeRefusalReason(type.name);
    const hint = type.name.startsWith("reg")
      ? "Use the describe_table tool, or compare names as text: WHERE relname = 'orders'."
      : undefined;
    return refuse(type, `The type ${type.name} ${reason ?? "is not on the allow-list"}`, hint);
  }
  if (type.schema === "information_schema" && isAllowedInformationSchemaType(type.name)) {
    return null;
  }
  return refuse(type, `The type ${dotted(type)} is not on the allow-list`);
}

function refuse(type: TypeFact, message: string, hint?: string): Refusal {
  return {
    code: "PGMCP_TYPE_NOT_ALLOWED",
    message,
    ...(hint === undefined ? {} : { hint }),
    fragment: dotted(type),
    location: type.location,
  };
}
