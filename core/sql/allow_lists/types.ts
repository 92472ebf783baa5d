// Says which of PostgreSQL's built-in types may be named, as the parser gives them: `int` is
// already `int4` there, and arrays come as their element. Refuses reg* types, pseudo-types and the
// row types of catalogue relations. User types are the guard's to look up.

import { ALLOWED_TYPES, REFUSED_TYPES } from "./types.gen.ts";
import {
  INFORMATION_SCHEMA_TYPE_REVIEW,
  OBJECT_NAME_TYPE_REVIEW,
  REFUSED_TYPE_REVIEW,
} from "./type_review.ts";
import { splitNames } from "./split_names.ts";

const allowed = splitNames(ALLOWED_TYPES);
const refused = splitNames(REFUSED_TYPES);
const objectNames = splitNames(OBJECT_NAME_TYPE_REVIEW);
const informationSchema = splitNames(INFORMATION_SCHEMA_TYPE_REVIEW);
const reasons: ReadonlyMap<string, string> = new Map(
  REFUSED_TYPE_REVIEW.flatMap(({ reason, names }) =>
    [...splitNames(names)].map((name) => [name, reason] as const)
  ),
);

/** Whether the built-in type may be named; a name as in `pg_type.typname`, `_int4` for an array of `int4` too. */
export function isAllowedType(name: string): boolean {
  return allowed.has(name);
}

/** Whether `pg_catalog` of PostgreSQL 15 to 18 has a type of that name, row types included. */
export function isBuiltinType(name: string): boolean {
  return allowed.has(name) || refused.has(name);
}

/** Whether a type turns names into objects, as `regclass` does: it may be named where no schema is hidden. */
export function isObjectNameType(name: string): boolean {
  return objectNames.has(name);
}

/** Whether `information_schema.<name>` may be named in a cast: its domains check constants only. */
export function isAllowedInformationSchemaType(name: string): boolean {
  return informationSchema.has(name);
}

/** Why a built-in type may not be named, to complete "name …". Null where nothing refuses it. */
export function typeRefusalReason(name: string): string | null {
  if (allowed.has(name)) return null;
  const element = name.startsWith("_") ? name.slice(1) : name;
  const reason = reasons.get(name) ?? reasons.get(element);
  return reason ?? (refused.has(name) ? "is the row type of a catalogue relation" : null);
}
