// The templates of resources (RFC 6570): what a client can read without listing it.

import { RESOURCE_MIME_TYPE } from "./list_resources.ts";

/** A template in a list. */
export interface ResourceTemplate {
  readonly uriTemplate: string;
  readonly name: string;
  readonly title: string;
  readonly description: string;
  readonly mimeType: string;
}

/** The templates; the database is a variable only where there is a choice. */
export function resourceTemplates(databaseNames: readonly string[]): readonly ResourceTemplate[] {
  const [only, ...others] = databaseNames;
  const choice = only === undefined || others.length > 0;
  const database = choice ? "{database}" : encodeURIComponent(only);
  const schemas: ResourceTemplate = {
    uriTemplate: `pgmcp://${database}/schemas`,
    name: "schemas",
    title: "Schemas",
    description: "The schemas of a database that may be read.",
    mimeType: RESOURCE_MIME_TYPE,
  };
  const table: ResourceTemplate = {
    uriTemplate: `pgmcp://${database}/{schema}/{table}`,
    name: "table",
    title: "Table",
    description: "One table or view: columns, keys, checks, indexes and comments.",
    mimeType: RESOURCE_MIME_TYPE,
  };
  return choice ? [schemas, table] : [table];
}
