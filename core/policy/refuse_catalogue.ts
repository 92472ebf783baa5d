// Under a policy that hides anything, PostgreSQL's own catalogue is closed: it names denied tables
// and columns, and counts hidden rows. The schema tools show what the policy leaves of it. What
// tells of no table stays open.

import { isCatalogueFunction } from "../sql/allow_lists/functions.ts";
import { isObjectNameType } from "../sql/allow_lists/types.ts";
import type { StatementFacts } from "../sql/facts.ts";
import { systemSchemaOf } from "../sql/judge_relations.ts";
import { dotted } from "../sql/name_policy.ts";
import type { Refusal } from "../sql/refusal.ts";

const OF_NO_TABLE: ReadonlySet<string> = new Set([
  ...["pg_catalog.pg_am", "pg_catalog.pg_available_extensions", "pg_catalog.pg_language"],
  ...["pg_catalog.pg_timezone_abbrevs", "pg_catalog.pg_timezone_names"],
  ...["information_schema.character_sets", "information_schema.collations"],
  ...["information_schema.information_schema_catalog_name", "information_schema.sql_features"],
  ...["information_schema.sql_implementation_info", "information_schema.sql_parts"],
  "information_schema.sql_sizing",
]);

/** Refuses what would show the catalogue. */
export function refuseCatalogue(facts: StatementFacts): Refusal | null {
  for (const relation of facts.relations) {
    const schema = systemSchemaOf(relation);
    if (schema === null || OF_NO_TABLE.has(`${schema}.${relation.name}`)) continue;
    return closed(
      "PGMCP_RELATION_NOT_ALLOWED",
      `The system relation ${dotted(relation)}`,
      relation,
    );
  }
  for (const call of facts.functions) {
    const builtin = call.schema === null || call.schema === "pg_catalog";
    if (!builtin || !isCatalogueFunction(call.name)) continue;
    return closed("PGMCP_FUNCTION_NOT_ALLOWED", `The function ${call.name}`, call);
  }
  for (const type of facts.types) {
    const builtin = type.schema === null || type.schema === "pg_catalog";
    if (!builtin || !isObjectNameType(type.name)) continue;
    return closed("PGMCP_TYPE_NOT_ALLOWED", `The type ${type.name}`, type);
  }
  return null;
}

function closed(
  code: "PGMCP_RELATION_NOT_ALLOWED" | "PGMCP_FUNCTION_NOT_ALLOWED" | "PGMCP_TYPE_NOT_ALLOWED",
  what: string,
  fact: { readonly name: string; readonly location: number | null },
): Refusal {
  return {
    code,
    message: `${what} tells of tables and columns that the policy may hide`,
    hint: "Use the list_schemas, list_tables and describe_table tools.",
    fragment: fact.name,
    location: fact.location,
  };
}
