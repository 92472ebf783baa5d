// Which rows of a catalogue relation may be seen where SCHEMAS is limited: a condition each, to be
// put around the relation. What is not listed here stays refused there. Everything in a condition is
// qualified, for the client's WITH names and search path must not reach into it.

import { quoteLiteral } from "../quote.ts";

/** What may be seen of a relation. */
export interface CatalogueFilter {
  /** The condition on its rows, as SQL. */
  readonly condition: string;
  /** The columns that may be seen, as SQL; `*` for those that are readable anyway. */
  readonly columns: string;
  /** Their names; null for those that are readable anyway. */
  readonly names: ReadonlySet<string> | null;
  /** What the condition and the columns are said by, as SQL: a WITH clause, or empty. */
  readonly with: string;
}

/** What a condition is made of: lists to compare with, as SQL. */
interface Lists {
  /** The schemas, as `name[]`. */
  readonly names: string;
  /** The schemas and PostgreSQL's own, where built-in types are. */
  readonly namesAndBuiltin: string;
  readonly schemas: string;
  readonly schemasAndBuiltin: string;
  readonly relations: string;
  readonly ownTypes: string;
  readonly typesAndBuiltin: string;
}

const EVERYTHING = "true";

/** Catalogues by the column with the OID of a schema. */
const BY_SCHEMA: Readonly<Record<string, string>> = {
  pg_class: "relnamespace",
};

/** The same, with PostgreSQL's own objects beside the schemas'. */
const BY_SCHEMA_OR_BUILTIN: Readonly<Record<string, string>> = {
  pg_collation: "collnamespace",
  pg_extension: "extnamespace",
  pg_opclass: "opcnamespace",
  pg_proc: "pronamespace",
  pg_ts_config: "cfgnamespace",
  pg_type: "typnamespace",
};

/** Catalogues by the columns with OIDs of relations; 0 stands for none in a column marked with `?`. */
const BY_RELATION: Readonly<Record<string, string>> = {
  pg_attrdef: "adrelid",
  pg_attribute: "attrelid",
  pg_index: "indrelid",
  pg_inherits: "inhrelid inhparent",
  pg_partitioned_table: "partrelid",
  pg_rewrite: "ev_class",
  pg_sequence: "seqrelid",
  pg_trigger: "tgrelid tgconstrrelid?",
};

/** Views by their columns with names of schemas. */
const BY_SCHEMA_NAME: Readonly<Record<string, string>> = {
  "pg_catalog.pg_indexes": "schemaname",
  "pg_catalog.pg_matviews": "schemaname",
  "pg_catalog.pg_sequences": "schemaname",
  "pg_catalog.pg_tables": "schemaname",
  "pg_catalog.pg_views": "schemaname",
  "information_schema.attributes": "udt_schema",
  "information_schema.check_constraints": "constraint_schema",
  "information_schema.column_column_usage": "table_schema",
  "information_schema.column_domain_usage": "domain_schema table_schema",
  "information_schema.column_privileges": "table_schema",
  "information_schema.column_udt_usage": "table_schema",
  "information_schema.columns": "table_schema",
  "information_schema.constraint_column_usage": "table_schema constraint_schema",
  "information_schema.constraint_table_usage": "table_schema constraint_schema",
  "information_schema.domain_constraints": "domain_schema constraint_schema",
  "information_schema.domain_udt_usage": "domain_schema",
  "information_schema.domains": "domain_schema",
  "information_schema.element_types": "object_schema",
  "information_schema.key_column_usage": "table_schema constraint_schema",
  "information_schema.parameters": "specific_schema",
  "information_schema.referential_constraints": "constraint_schema unique_constraint_schema",
  "information_schema.routines": "routine_schema",
  "information_schema.schemata": "schema_name",
  "information_schema.sequences": "sequence_schema",
  "information_schema.table_constraints": "table_schema constraint_schema",
  "information_schema.table_privileges": "table_schema",
  "information_schema.tables": "table_schema",
  "information_schema.triggers": "trigger_schema event_object_schema",
  "information_schema.user_defined_types": "user_defined_type_schema",
  "information_schema.view_column_usage": "view_schema table_schema",
  "information_schema.view_table_usage": "view_schema table_schema",
  "information_schema.views": "table_schema",
};

/** Relations that name nothing of a schema. */
const OF_NO_SCHEMA: ReadonlySet<string> = new Set([
  "pg_catalog.pg_am",
  "pg_catalog.pg_available_extensions",
  "pg_catalog.pg_language",
  "pg_catalog.pg_roles",
  "pg_catalog.pg_timezone_abbrevs",
  "pg_catalog.pg_timezone_names",
  "information_schema.character_sets",
  "information_schema.collations",
  "information_schema.information_schema_catalog_name",
  "information_schema.sql_features",
  "information_schema.sql_implementation_info",
  "information_schema.sql_parts",
  "information_schema.sql_sizing",
]);

/**
 * The columns to show where not all are: without the text of definitions, which holds hidden names,
 * and without columns of types such as `regproc`, which turn numbers they meet in a UNION to names.
 */
const VISIBLE_COLUMNS: Readonly<Record<string, string>> = {
  "pg_catalog.pg_am": "oid, amname, amtype",
  // A system column is not in the star, but tools read it.
  "pg_catalog.pg_class": "*, xmin",
  "pg_catalog.pg_matviews":
    "schemaname, matviewname, matviewowner, tablespace, hasindexes, ispopulated",
  "pg_catalog.pg_proc":
    "oid, proname, pronamespace, proowner, prolang, procost, prorows, provariadic, prokind, prosecdef, proleakproof, proisstrict, proretset, provolatile, proparallel, pronargs, pronargdefaults, prorettype, proargtypes, proallargtypes, proargmodes, proargnames, proacl",
  "pg_catalog.pg_range": "rngtypid, rngsubtype, rngcollation, rngsubopc",
  "pg_catalog.pg_sequences":
    "schemaname, sequencename, sequenceowner, data_type::pg_catalog.text AS data_type, start_value, min_value, max_value, increment_by, cycle, cache_size",
  "pg_catalog.pg_type":
    "oid, typname, typnamespace, typowner, typlen, typbyval, typtype, typcategory, typispreferred, typisdefined, typdelim, typrelid, typelem, typarray, typalign, typstorage, typnotnull, typbasetype, typtypmod, typndims, typcollation",
  "pg_catalog.pg_views": "schemaname, viewname, viewowner",
  "information_schema.views":
    "table_catalog, table_schema, table_name, check_option, is_updatable, is_insertable_into, is_trigger_updatable, is_trigger_deletable, is_trigger_insertable_into",
};

/** Conditions that are like no other. */
const SPECIAL: Readonly<Record<string, (lists: Lists) => string>> = {
  pg_constraint: ({ schemas, relations }) =>
    `${among("connamespace", schemas)} AND (${isZero("confrelid")} OR ${
      among("confrelid", relations)
    })`,
  pg_database: () => same("datname", "pg_catalog.current_database()"),
  // Of what is seen, on relations that are seen.
  pg_depend: ({ schemas, relations }) =>
    `refclassid OPERATOR(pg_catalog.=) ${catalogueOid("pg_class")} AND ${
      among("refobjid", relations)
    } AND (${
      [
        depends("pg_class", relations),
        depends("pg_attrdef", ofRelations("pg_attrdef", "adrelid", relations)),
        depends("pg_rewrite", ofRelations("pg_rewrite", "ev_class", relations)),
        depends("pg_constraint", ofRelations("pg_constraint", "connamespace", schemas)),
      ].join(" OR ")
    })`,
  pg_description: ({ schemas, relations, ownTypes }) =>
    [
      describes("pg_class", relations),
      describes("pg_namespace", schemas),
      describes("pg_type", ownTypes),
      describes(
        "pg_constraint",
        `(SELECT k.oid FROM pg_catalog.pg_constraint k WHERE ${among("k.connamespace", schemas)})`,
      ),
    ].join(" OR "),
  pg_enum: ({ ownTypes }) => among("enumtypid", ownTypes),
  // PostgreSQL's own schema goes with its types.
  pg_namespace: ({ namesAndBuiltin }) => among("nspname", namesAndBuiltin),
  // The table it is about may be in another schema than itself.
  pg_statistic_ext: ({ schemas, relations }) =>
    `${among("stxnamespace", schemas)} AND ${among("stxrelid", relations)}`,
  pg_range: ({ typesAndBuiltin }) => among("rngtypid", typesAndBuiltin),
};

/** What may be seen of a relation of pg_catalog or information_schema under SCHEMAS; null for nothing. */
export function catalogueFilter(
  relation: { readonly schema: string; readonly name: string },
  schemas: Iterable<string>,
): CatalogueFilter | null {
  const written = `${relation.schema}.${relation.name}`;
  const condition = conditionOn(relation, listsOf([...schemas]));
  if (condition === null) return null;
  const columns = VISIBLE_COLUMNS[written] ?? "*";
  const names = new Set(columns.split(", ").map((column) => column.split(" AS ").at(-1) ?? ""));
  return { with: "", condition, columns, names: names.has("*") ? null : names };
}

/** Whether something of the relation may be seen under SCHEMAS. */
export function hasCatalogueFilter(schema: string, name: string): boolean {
  return catalogueFilter({ schema, name }, []) !== null;
}

function conditionOn(
  { schema, name }: { readonly schema: string; readonly name: string },
  lists: Lists,
): string | null {
  const written = `${schema}.${name}`;
  if (OF_NO_SCHEMA.has(written)) return EVERYTHING;
  const byName = BY_SCHEMA_NAME[written];
  if (byName !== undefined) return all(byName, (column) => among(column, lists.names));
  if (schema !== "pg_catalog") return null;
  const special = SPECIAL[name];
  if (special !== undefined) return special(lists);
  const bySchema = BY_SCHEMA[name];
  if (bySchema !== undefined) return among(bySchema, lists.schemas);
  const byBuiltin = BY_SCHEMA_OR_BUILTIN[name];
  if (byBuiltin !== undefined) return among(byBuiltin, lists.schemasAndBuiltin);
  const byRelation = BY_RELATION[name];
  if (byRelation === undefined) return null;
  return all(byRelation, (column) => {
    const bare = column.replace("?", "");
    const visible = among(bare, lists.relations);
    return bare === column ? visible : `(${isZero(bare)} OR ${visible})`;
  });
}

function listsOf(schemas: readonly string[]): Lists {
  const names = nameArray(schemas);
  const namesAndBuiltin = nameArray([...schemas, "pg_catalog"]);
  const oids = oidsOfSchemas(names);
  const oidsAndBuiltin = oidsOfSchemas(namesAndBuiltin);
  return {
    ...{ names, namesAndBuiltin, schemas: oids, schemasAndBuiltin: oidsAndBuiltin },
    relations: `(SELECT r.oid FROM pg_catalog.pg_class r WHERE ${among("r.relnamespace", oids)})`,
    ownTypes: typesOf(oids),
    typesAndBuiltin: typesOf(oidsAndBuiltin),
  };
}

function typesOf(schemas: string): string {
  return `(SELECT y.oid FROM pg_catalog.pg_type y WHERE ${among("y.typnamespace", schemas)})`;
}

function nameArray(names: readonly string[]): string {
  return `(ARRAY[${names.map(quoteLiteral).join(", ")}]::pg_catalog.name[])`;
}

function oidsOfSchemas(names: string): string {
  return `(SELECT n.oid FROM pg_catalog.pg_namespace n WHERE ${among("n.nspname", names)})`;
}

function among(column: string, list: string): string {
  return `${column} OPERATOR(pg_catalog.=) ANY ${list}`;
}

function same(left: string, right: string): string {
  return `${left} OPERATOR(pg_catalog.=) ${right}`;
}

function isZero(column: string): string {
  return `${column} OPERATOR(pg_catalog.=) 0::pg_catalog.oid`;
}

function describes(catalogue: string, objects: string): string {
  const itself = catalogueOid(catalogue);
  return `(classoid OPERATOR(pg_catalog.=) ${itself} AND ${among("objoid", objects)})`;
}

function depends(catalogue: string, objects: string): string {
  const itself = catalogueOid(catalogue);
  return `(classid OPERATOR(pg_catalog.=) ${itself} AND ${among("objid", objects)})`;
}

function catalogueOid(catalogue: string): string {
  return `'pg_catalog.${catalogue}'::pg_catalog.regclass`;
}

/** The objects of a catalogue whose column is among a list. */
function ofRelations(catalogue: string, column: string, list: string): string {
  return `(SELECT x.oid FROM pg_catalog.${catalogue} x WHERE ${among(`x.${column}`, list)})`;
}

function all(columns: string, condition: (column: string) => string): string {
  return columns.split(" ").map(condition).join(" AND ");
}
