// Says which relations of pg_catalog and information_schema a query may read, and which of their
// columns: what tells how tables are made. Refuses what holds data (statistics, missing values,
// partition bounds, large objects), definitions (views, functions, rules, triggers), accounts,
// grants, servers and their options, settings, and the activity of others. Everything unknown is
// refused. Where SCHEMAS is limited the guard refuses these relations altogether.

import { splitNames } from "./split_names.ts";

const PG_CATALOG: Readonly<Record<string, string>> = {
  pg_am: "all",
  // Column defaults are what information_schema.columns and describe_table show too.
  pg_attrdef: "all",
  // Without attmissingval, which holds a value of the table's rows; attacl, attfdwoptions.
  pg_attribute: `attrelid attname atttypid attlen attnum atttypmod attndims attbyval attalign
    attstorage attcompression attnotnull atthasdef atthasmissing attidentity attgenerated
    attisdropped attislocal attinhcount attcollation attstattarget attcacheoff`,
  // Without relpartbound, which holds values, and relacl.
  pg_class: `oid relname relnamespace reltype reloftype relowner relam relfilenode reltablespace
    relpages reltuples relallvisible relallfrozen reltoastrelid relhasindex relisshared
    relpersistence relkind relnatts relchecks relhasrules relhastriggers relhassubclass
    relrowsecurity relforcerowsecurity relispopulated relreplident relispartition relrewrite
    relfrozenxid relminmxid reloptions`,
  pg_collation: "all",
  pg_constraint: "all",
  pg_database: `oid datname datdba encoding datlocprovider datistemplate datallowconn datconnlimit
    datcollate datctype datlocale daticulocale datcollversion`,
  pg_depend: "all",
  pg_description: "all",
  pg_enum: "all",
  pg_extension: "oid extname extowner extnamespace extrelocatable extversion",
  pg_index: "all",
  pg_indexes: "all",
  pg_inherits: "all",
  pg_language: "oid lanname lanowner lanispl lanpltrusted",
  pg_matviews: "schemaname matviewname matviewowner tablespace hasindexes ispopulated",
  pg_namespace: "oid nspname nspowner",
  pg_opclass: "all",
  pg_partitioned_table: "all",
  pg_range: "all",
  pg_sequence: "all",
  // Without last_value, which is data.
  pg_sequences: `schemaname sequencename sequenceowner data_type start_value min_value max_value
    increment_by cycle cache_size`,
  pg_tables: "all",
  pg_timezone_abbrevs: "all",
  pg_timezone_names: "all",
  pg_ts_config: "all",
  // Without typacl; a domain's default may call functions of hidden schemas.
  pg_type: `oid typname typnamespace typowner typlen typbyval typtype typcategory typispreferred
    typisdefined typdelim typrelid typsubscript typelem typarray typinput typoutput typreceive
    typsend typmodin typmodout typanalyze typalign typstorage typnotnull typbasetype typtypmod
    typndims typcollation`,
  // Without definition.
  pg_views: "schemaname viewname viewowner",
};

const INFORMATION_SCHEMA: Readonly<Record<string, string>> = {
  attributes: "all",
  character_sets: "all",
  check_constraints: "all",
  collations: "all",
  column_column_usage: "all",
  column_domain_usage: "all",
  column_udt_usage: "all",
  columns: "all",
  constraint_column_usage: "all",
  constraint_table_usage: "all",
  domain_constraints: "all",
  domain_udt_usage: "all",
  domains: "all",
  element_types: "all",
  information_schema_catalog_name: "all",
  key_column_usage: "all",
  referential_constraints: "all",
  schemata: "all",
  sequences: "all",
  sql_features: "all",
  sql_implementation_info: "all",
  sql_parts: "all",
  sql_sizing: "all",
  table_constraints: "all",
  tables: "all",
  user_defined_types: "all",
  view_column_usage: "all",
  view_table_usage: "all",
  // Without view_definition.
  views: `table_catalog table_schema table_name check_option is_updatable is_insertable_into
    is_trigger_updatable is_trigger_deletable is_trigger_insertable_into`,
};

type Columns = readonly string[] | "all";

const readable: ReadonlyMap<string, ReadonlyMap<string, Columns>> = new Map([
  ["pg_catalog", readColumns(PG_CATALOG)],
  ["information_schema", readColumns(INFORMATION_SCHEMA)],
]);

/** Whether a relation of `pg_catalog` or `information_schema` may be read, at least in part. */
export function isReadableCatalogueRelation(schema: string, name: string): boolean {
  return readable.get(schema)?.has(name) ?? false;
}

/**
 * The columns of a catalogue relation that may be read; none where the relation may not be.
 *
 * A list holds only while every column read is named: with `*`, a whole-row reference, NATURAL
 * JOIN, a list of column aliases on the relation, or `TABLE name`, a hidden column can be read
 * without its name, and the statement is to be refused.
 */
export function readableColumns(schema: string, name: string): readonly string[] | "all" {
  return readable.get(schema)?.get(name) ?? [];
}

/** The names of the readable relations of a schema, for the nearest names to a refused one. */
export function readableCatalogueRelations(schema: string): Iterable<string> {
  return readable.get(schema)?.keys() ?? [];
}

function readColumns(list: Readonly<Record<string, string>>): ReadonlyMap<string, Columns> {
  return new Map(
    Object.entries(list).map(([name, columns]) =>
      [name, columns === "all" ? "all" : [...splitNames(columns)]] as const
    ),
  );
}
