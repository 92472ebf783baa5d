// Says which of PostgreSQL's built-in functions may be called, by name: an allowed name is allowed
// with all its overloads. Refuses everything that the review does not open. Knows nothing of
// user functions and of the search path; that is the guard's.

import {
  ALLOWED_FUNCTIONS,
  REFUSED_FUNCTIONS,
  REFUSED_ONE_ARGUMENT_FUNCTIONS,
} from "./functions.gen.ts";
import {
  CATALOGUE_FUNCTION_REVIEW,
  JSON_PATH_FUNCTION_REVIEW,
  LABEL_FUNCTION_REVIEW,
  ROW_TYPED_FUNCTION_REVIEW,
  SETTING_FUNCTION_REVIEW,
  VOLATILE_FUNCTION_REVIEW,
} from "./allowed_function_review.ts";
import { splitNames } from "./split_names.ts";

const allowed = splitNames(ALLOWED_FUNCTIONS);
const refusedOneArgument = splitNames(REFUSED_ONE_ARGUMENT_FUNCTIONS);
const catalogue = splitNames(CATALOGUE_FUNCTION_REVIEW);
const labels = splitNames(LABEL_FUNCTION_REVIEW);
const rowTyped = splitNames(ROW_TYPED_FUNCTION_REVIEW);
const settings = splitNames(SETTING_FUNCTION_REVIEW);
const volatile = splitNames(VOLATILE_FUNCTION_REVIEW);
const jsonPath = splitNames(JSON_PATH_FUNCTION_REVIEW);
const reasons: ReadonlyMap<string, string> = new Map(
  REFUSED_FUNCTIONS.flatMap(([reason, names]) =>
    [...splitNames(names)].map((name) => [name, reason] as const)
  ),
);

/** Whether the built-in function may be called. A name as in `pg_proc.proname`, or a type's where a cast is written as a call. */
export function isAllowedFunction(name: string): boolean {
  return allowed.has(name);
}

/** Whether `pg_catalog` of PostgreSQL 15 to 18 has a function, or a type, of that name. */
export function isBuiltinFunction(name: string): boolean {
  return allowed.has(name) || reasons.has(name);
}

/** Whether attribute notation, `(x).name`, could call a built-in function that is not allowed, or cast to such a type. */
export function isRefusedOneArgument(name: string): boolean {
  return refusedOneArgument.has(name);
}

/** Why a built-in function may not be called, to complete "name …": "runs SQL held in text". Null where nothing refuses it. */
export function functionRefusalReason(name: string): string | null {
  return reasons.get(name) ?? null;
}

/**
 * Reasons that a client's own call is refused for, but not a view's: whoever made the view chose
 * what it shows. All others have effects, or run or read what they are given.
 */
const REASONS_FOR_CLIENTS_ONLY: ReadonlySet<string> = new Set([
  "finds objects by a name in text, and so tells which hidden ones exist",
  "is internal to PostgreSQL",
  "shows the definition of an object, which can hold data and hidden names",
  "shows the server's settings, processes or memory",
  "stands behind an operator; write the operator",
  "works on access control lists",
]);

/** Whether a built-in function may run where a view, or a domain's CHECK, calls it. */
export function isHarmlessBuiltin(name: string): boolean {
  return allowed.has(name) || REASONS_FOR_CLIENTS_ONLY.has(reasons.get(name) ?? "");
}

/**
 * Whether an allowed function answers about any object by its OID, hidden schemas included. To be
 * refused, like catalogue relations, where the schemas are limited.
 */
export function isCatalogueFunction(name: string): boolean {
  return catalogue.has(name);
}

/** Whether an allowed function shows the labels of its arguments' type, also of a column whose values are masked. */
export function isLabelFunction(name: string): boolean {
  return labels.has(name);
}

/** Whether each call of a function may come to something else, as of `random()`: of what PostgreSQL does not bring nobody knows. */
export function mayVary(name: string): boolean {
  return volatile.has(name) || !isBuiltinFunction(name);
}

/** Whether an allowed function reads a setting: only with one literal that `isReadableSetting` admits. */
export function isSettingFunction(name: string): boolean {
  return settings.has(name);
}

/** Whether an allowed function takes a JSON path, whose text must be bounded: see `isBoundedJsonPath`. */
export function isJsonPathFunction(name: string): boolean {
  return jsonPath.has(name);
}

/** Every allowed built-in name, for the nearest names to an unknown one. */
export function allowedFunctionNames(): Iterable<string> {
  return allowed;
}

/**
 * Whether a call is of the one function of `information_schema` that clients call: JDBC drivers
 * unfold the columns of a key with it. It computes from its argument.
 */
export function isInformationSchemaFunction(
  call: { readonly schema: string | null; readonly name: string },
): boolean {
  return call.schema === "information_schema" && call.name === "_pg_expandarray";
}

/**
 * Whether a function makes rows of its first argument's type, and so runs the checks of that
 * type's domains: it may be called only where a cast names the type, which is then judged.
 */
export function isRowTypedFunction(name: string): boolean {
  return rowTyped.has(name);
}
