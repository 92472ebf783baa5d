// Which functions may be called, as far as the text alone tells: built-in names
// against the reviewed list. Unknown names are left to the catalogue.

import {
  allowedFunctionNames,
  functionRefusalReason,
  isAllowedFunction,
  isBuiltinFunction,
  isCatalogueFunction,
  isInformationSchemaFunction,
  isLabelFunction,
  isRowTypedFunction,
  isSettingFunction,
} from "./allow_lists/functions.ts";
import { isReadableSetting } from "./allow_lists/settings.ts";
import type { FunctionFact, NamedFact, StatementFacts } from "./facts.ts";
import { hintForForeignFunction } from "./foreign_functions.ts";
import { hintForCatalogueCall } from "./hint_for_catalogue_call.ts";
import { needsCatalogue } from "./judge_types.ts";
import { tellsOfVisible } from "./judge_visible_objects.ts";
import { dotted, type NamePolicy, whatIsHidden } from "./name_policy.ts";
import { nearestNames } from "./nearest_names.ts";
import type { Refusal } from "./refusal.ts";
import { bareNode, nodeOfType, stringNodes, textField } from "./tree.ts";

/** Refuses the first function that the text alone shows to be refused. */
export function judgeFunctions(facts: StatementFacts, policy: NamePolicy): Refusal | null {
  for (const call of facts.functions) {
    const refusal = judgeCall(call, facts, policy);
    if (refusal !== null) return refusal;
  }
  for (const method of facts.sampleMethods) {
    const known = method.schema === null || method.schema === "pg_catalog";
    if (known && isBuiltinSample(method.name)) continue;
    if (!EXTENSIONS_OF_SAMPLES.has(method.name)) return refuseSample(method);
  }
  return null;
}

/** Sampling methods of extensions: which extension each must belong to is for the catalogue to say. */
export const EXTENSIONS_OF_SAMPLES: ReadonlyMap<string, string> = new Map([
  ["system_rows", "tsm_system_rows"],
  ["system_time", "tsm_system_time"],
]);

/** Whether a sampling method is PostgreSQL's own. */
export function isBuiltinSample(name: string): boolean {
  return name === "system" || name === "bernoulli";
}

/** Refuses a sampling method. */
export function refuseSample(method: NamedFact): Refusal {
  return {
    code: "PGMCP_FUNCTION_NOT_ALLOWED",
    message: `The TABLESAMPLE method ${dotted(method)} is not allowed`,
    hint: "Use TABLESAMPLE system (…) or TABLESAMPLE bernoulli (…).",
    fragment: dotted(method),
    location: method.location,
  };
}

/** What to write instead of some that are refused. */
const INSTEAD: ReadonlyMap<string, string> = new Map(
  ["pg_input_is_valid", "pg_input_error_info"].map((name) => [
    name,
    "Match the form: text ~ '^-?\\d+(\\.\\d+)?$' for a number, text ~ '^\\d{4}-\\d{2}-\\d{2}$' for a date, text IS JSON for JSON.",
  ]),
);

function judgeCall(
  call: FunctionFact,
  facts: StatementFacts,
  policy: NamePolicy,
): Refusal | null {
  if (call.form === "node") return null;
  if (isInformationSchemaFunction(call)) return null;
  if (call.schema === "information_schema" || call.schema?.startsWith("pg_toast") === true) {
    return refuse(call, `The function ${dotted(call)} is not on the allow-list`);
  }
  if (call.schema !== null && call.schema !== "pg_catalog") return null;
  if (isAllowedFunction(call.name)) return judgeAllowed(call, facts, policy);
  if (isBuiltinFunction(call.name)) {
    const reason = functionRefusalReason(call.name) ?? "is not on the allow-list";
    return refuse(call, `The function ${call.name} ${reason}`, INSTEAD.get(call.name));
  }
  return call.schema === null ? null : refuseUnknownFunction(call);
}

function judgeAllowed(
  call: FunctionFact,
  facts: StatementFacts,
  policy: NamePolicy,
): Refusal | null {
  if (isSettingFunction(call.name)) {
    const constant = nodeOfType(call.args[0], "A_Const");
    const setting = textField(bareNode(constant?.sval)?.sval);
    if (setting === null || !isReadableSetting(setting)) {
      return {
        code: "PGMCP_SETTING_NOT_ALLOWED",
        message: setting === null
          ? `The setting in ${call.name} is not written as a literal`
          : `The setting ${setting} may not be read`,
        hint: `Name a harmless setting as a literal, such as ${call.name}('TimeZone').`,
        fragment: call.name,
        location: call.location,
      };
    }
  }
  if (isRowTypedFunction(call.name) && !isCastToUserType(call.args[0])) {
    return refuse(
      call,
      `The function ${call.name} makes rows of a type, and no cast names it`,
      `Write the type as a cast of the first argument: ${call.name}(NULL::schema.table, …).`,
    );
  }
  const hidesLabels = policy.shown?.hidesTypes === true && isLabelFunction(call.name);
  if (hidesLabels && !call.args.every(isCast)) {
    return refuse(
      call,
      `The function ${call.name} shows what there is of a type that the policy may hide`,
      `Name the type: ${call.name}(NULL::schema.type).`,
    );
  }
  const open = policy.schemas === null || !isCatalogueFunction(call.name);
  if (!open && !tellsOfVisible(call, facts, policy)) {
    return refuse(
      call,
      `The function ${call.name} ${whatIsHidden(policy)}`,
      hintForCatalogueCall(call.name, policy),
    );
  }
  return null;
}

/**
 * Whether an argument is a cast to a type that PostgreSQL does not bring: an argument that is
 * named stands where it likes, and the JSON must not pass for the row.
 */
function isCastToUserType(argument: unknown): boolean {
  const names = stringNodes(bareNode(nodeOfType(argument, "TypeCast")?.typeName)?.names);
  const [name, schema = null] = names.toReversed();
  return name !== undefined && needsCatalogue({ schema, name });
}

/** A column that is masked has its type still; of a type that is named it is known whether it is hidden. */
function isCast(argument: unknown): boolean {
  return nodeOfType(argument, "TypeCast") !== null;
}

/** Refuses a function that does not exist, with the nearest names that may be called. */
export function refuseUnknownFunction(call: FunctionFact): Refusal {
  // What converts to an array type has its name, and is written as a cast.
  const names = [...allowedFunctionNames()].filter((name) => !name.startsWith("_"));
  const nearest = nearestNames(call.name, names);
  return {
    code: "PGMCP_UNDEFINED_NAME",
    message: `There is no function ${dotted(call)}`,
    hint: (call.schema === null ? hintForForeignFunction(call.name) : null) ??
      (nearest.length > 0
        ? `The nearest built-in functions are ${nearest.join(", ")}.`
        : "Use PostgreSQL's built-in functions without side effects."),
    fragment: dotted(call),
    location: call.location,
  };
}

function refuse(call: FunctionFact, message: string, hint?: string): Refusal {
  return {
    code: "PGMCP_FUNCTION_NOT_ALLOWED",
    message,
    ...(hint === undefined ? {} : { hint }),
    fragment: dotted(call),
    location: call.location,
  };
}
