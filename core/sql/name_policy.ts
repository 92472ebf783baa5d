// What the configuration says about names, as the guard's steps receive it, and
// the schemas that are PostgreSQL's own.

import type { ObjectName } from "../ports/catalogue.ts";
import type { ShownObjects } from "./shown_objects.ts";

/** The configuration that names are judged by. */
export interface NamePolicy {
  /** The schemas whose relations may be named; null for all but the system's. */
  readonly schemas: ReadonlySet<string> | null;
  /** Users' functions that may be called; one without a schema is looked up on the search path. */
  readonly allowFunctions: readonly ObjectName[];
  /** What a policy shows where it hides something; nothing is hidden so by default. With it `schemas` are limited too. */
  readonly shown?: ShownObjects | null;
}

/** What is wrong with something that tells of more than may be seen, as the rest of a sentence. */
export function whatIsHidden({ shown = null }: Pick<NamePolicy, "shown">): string {
  return shown === null
    ? "tells about objects of every schema, and schemas are limited here"
    : HIDDEN_BY_POLICY;
}

/** The same under a policy. */
export const HIDDEN_BY_POLICY = "tells of tables and columns that the policy may hide";

/** Whether the configuration names the function, which the catalogue found. */
export function isNamedFunction(
  found: { readonly schema: string; readonly name: string; readonly onPath: boolean },
  policy: NamePolicy,
): boolean {
  return policy.allowFunctions.some(({ schema, name }) =>
    name === found.name && (schema === null ? found.onPath : schema === found.schema)
  );
}

/** Whether the configuration may mean the function, of which only the name is known. */
export function mayBeNamed(call: ObjectName, { allowFunctions }: NamePolicy): boolean {
  return allowFunctions.some(({ schema, name }) =>
    name === call.name && (schema === null || call.schema === null || schema === call.schema)
  );
}

/** Whether a schema is PostgreSQL's own or a session's temporary one. Users cannot create schemas that start so. */
export function isSystemSchema(schema: string): boolean {
  return schema === "information_schema" || schema.startsWith("pg_");
}

/** `schema.name`, or `name` alone, for a message. */
export function dotted(fact: { readonly schema: string | null; readonly name: string }): string {
  return fact.schema === null ? fact.name : `${fact.schema}.${fact.name}`;
}
