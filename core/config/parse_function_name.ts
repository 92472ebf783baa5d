// One function of ALLOW_FUNCTIONS: `schema.name`, or `name` alone. It refuses the system's
// schemas, whose functions are on the reviewed list or are not.

import type { ObjectName } from "../ports/catalogue.ts";

/** The name; null where `text` is none that may be allowed. Letters keep their case; the first dot ends the schema. */
export function parseFunctionName(text: string): ObjectName | null {
  const dot = text.indexOf(".");
  const schema = dot < 0 ? null : text.slice(0, dot).trim();
  const name = text.slice(dot + 1).trim();
  if (name === "" || schema === "") return null;
  if (schema === "information_schema" || schema?.startsWith("pg_") === true) return null;
  return { schema, name };
}
