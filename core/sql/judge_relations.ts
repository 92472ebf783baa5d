// Which relations may be named, as far as the text alone tells: system schemas
// against the reviewed list of catalogue relations and their columns, and the
// configured schemas. What kind of thing a name is, the catalogue says later.

import {
  isReadableCatalogueRelation,
  readableCatalogueRelations,
  readableColumns,
} from "./allow_lists/catalogue_relations.ts";
import { isBuiltinType } from "./allow_lists/types.ts";
import { isSeenInPart } from "./catalogue_filter_for.ts";
import type { RelationFact, StatementFacts } from "./facts.ts";
import { judgeCatalogueColumns } from "./judge_catalogue_columns.ts";
import { judgeNarrowedColumns } from "./judge_narrowed_columns.ts";
import { dotted, isSystemSchema, type NamePolicy, whatIsHidden } from "./name_policy.ts";
import { nearestNames } from "./nearest_names.ts";
import type { Refusal } from "./refusal.ts";

/** Refuses the first relation that the text alone shows to be refused. */
export function judgeRelations(facts: StatementFacts, policy: NamePolicy): Refusal | null {
  const limited = new Map<RelationFact, ReadonlySet<string>>();
  for (const relation of facts.relations) {
    const schema = systemSchemaOf(relation);
    if (schema === null) {
      if (relation.schema === null || policy.schemas?.has(relation.schema) !== false) continue;
      return refuseSchema(relation, relation.schema);
    }
    const refusal = judgeCatalogueRelation(relation, schema, { facts, policy });
    if (refusal !== null) return refusal;
    const columns = readableColumns(schema, relation.name);
    if (columns !== "all") limited.set(relation, new Set(columns));
  }
  const refusal = limited.size === 0 ? null : judgeCatalogueColumns(facts, limited);
  return refusal ?? judgeNarrowedColumns(facts, policy);
}

/** The system schema that a relation is in; null for a user's. pg_catalog comes first on the search path. */
export function systemSchemaOf(relation: Pick<RelationFact, "schema" | "name">): string | null {
  if (relation.schema !== null) return isSystemSchema(relation.schema) ? relation.schema : null;
  const known = isReadableCatalogueRelation("pg_catalog", relation.name) ||
    // Every relation of pg_catalog has a row type of its name.
    (relation.name.startsWith("pg_") && isBuiltinType(relation.name));
  return known ? "pg_catalog" : null;
}

/** Refuses a relation outside the configured schemas. */
export function refuseSchema(relation: RelationFact, schema: string): Refusal {
  return {
    code: "PGMCP_SCHEMA_NOT_ALLOWED",
    message: `The schema ${schema} is not among the schemas that may be read`,
    fragment: dotted(relation),
    location: relation.location,
  };
}

function judgeCatalogueRelation(
  relation: RelationFact,
  schema: string,
  { facts, policy }: { readonly facts: StatementFacts; readonly policy: NamePolicy },
): Refusal | null {
  const readable = isReadableCatalogueRelation(schema, relation.name);
  const { name } = relation;
  const filtered = facts.access === "read" && isSeenInPart({ schema, name }, policy) &&
    // What a column is must be known, where one that holds another kind of number may stand for it.
    (policy.shown === undefined || policy.shown === null || facts.bound !== null);
  if (policy.schemas !== null && readable && !filtered) {
    return refuse(
      relation,
      `The catalogue relation ${dotted(relation)} ${whatIsHidden(policy)}`,
      "Use the list_schemas, list_tables and describe_table tools.",
    );
  }
  if (!readable) {
    const nearest = nearestNames(relation.name, readableCatalogueRelations(schema));
    return refuse(
      relation,
      `The system relation ${
        dotted(relation)
      } may not be read: it can hold data, definitions, accounts or activity`,
      "Use list_tables and describe_table, or information_schema.tables and information_schema.columns." +
        (nearest.length > 0 ? ` Readable and near by name: ${nearest.join(", ")}.` : ""),
    );
  }
  if (relation.target) {
    return refuse(relation, `The system relation ${dotted(relation)} may not be written`);
  }
  return null;
}

function refuse(relation: RelationFact, message: string, hint?: string): Refusal {
  return {
    code: "PGMCP_RELATION_NOT_ALLOWED",
    message,
    ...(hint === undefined ? {} : { hint }),
    fragment: dotted(relation),
    location: relation.location,
  };
}
