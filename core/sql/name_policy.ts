// What the configuration says about names, as the guard's steps receive it, and
// the schemas that are PostgreSQL's own.

/** The configuration that names are judged by. */
export interface NamePolicy {
  /** The schemas whose relations may be named; null for all but the system's. */
  readonly schemas: ReadonlySet<string> | null;
}

/** Whether a schema is PostgreSQL's own or a session's temporary one. Users cannot create schemas that start so. */
export function isSystemSchema(schema: string): boolean {
  return schema === "information_schema" || schema.startsWith("pg_");
}

/** `schema.name`, or `name` alone, for a message. */
export function dotted(fact: { readonly schema: string | null; readonly name: string }): string {
  return fact.schema === null ? fact.name : `${fact.schema}.${fact.name}`;
}
