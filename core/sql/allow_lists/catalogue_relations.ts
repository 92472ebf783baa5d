// Says which relations of pg_catalog and information_schema a query may read, and which of their
// columns: what tells how tables are made, of whom they are and how much they are used. Refuses what
// holds data (statistics of columns, missing values, partition bounds, large objects), the source of
// functions, passwords, servers and their options, settings, and the activity of others. Everything
// unknown is refused. Where SCHEMAS is limited, or a policy hides something, less is: see
// catalogue_filters.ts and shown_catalogue_filters.ts.

import { splitNames } from "./split_names.ts";

const PG_CATALOG: Readonly<Record<string, string>> = {
  pg_am: "all",
  pg_available_extensions: "all",
  // Column defaults are what information_schema.columns and describe_table show too.
  pg_attrdef: "all",
  // Without attmissingval, which holds a value of the table's rows; attfdwoptions.
  pg_attribute: `attrelid attname atttypid attlen attnum atttypmod attndims attbyval attalign
    attstorage attcompression attnotnull atthasdef atthasmissing attidentity attgenerated
    attisdropped attislocal attinhcount attcollation attstattarget attcacheoff attacl`,
  // Without relpartbound, which holds values.
  pg_class: `oid relname relnamespace reltype reloftype relowner relam relfilenode reltablespace
    relpages reltuples relallvisible relallfrozen reltoastrelid relhasindex relisshared
    relpersistence relkind relnatts relchecks relhasrules relhastriggers relhassubclass
    relrowsecurity relforcerowsecurity relispopulated relreplident relispartition relrewrite
    relfrozenxid relminmxid reloptions relacl xmin`,
  pg_collation: "all",
  pg_constraint: "all",
  pg_database: "all",
  pg_depend: "all",
  pg_description: "all",
  pg_enum: "all",
  pg_extension: "oid extname extowner extnamespace extrelocatable extversion",
  pg_index: "all",
  pg_indexes: "all",
  pg_inherits: "all",
  pg_language: "oid lanname lanowner lanispl lanpltrusted",
  pg_matviews: "all",
  pg_namespace: "all",
  pg_opclass: "all",
  pg_partitioned_table: "all",
  // Without prosrc, probin and prosqlbody, the source; proconfig; proargdefaults.
  pg_proc: `oid proname pronamespace proowner prolang procost prorows provariadic prosupport prokind
    prosecdef proleakproof proisstrict proretset provolatile proparallel pronargs pronargdefaults
    prorettype proargtypes proallargtypes proargmodes proargnames proacl`,
  pg_range: "all",
  // Without ev_qual and ev_action, which are trees.
  pg_rewrite: "oid rulename ev_class ev_type ev_enabled is_instead",
  // Without rolpassword and rolconfig.
  pg_roles: `oid rolname rolsuper rolinherit rolcreaterole rolcreatedb rolcanlogin rolreplication
    rolconnlimit rolvaliduntil rolbypassrls`,
  pg_sequence: "all",
  // Without last_value, which is data.
  pg_sequences: `schemaname sequencename sequenceowner data_type start_value min_value max_value
    increment_by cycle cache_size`,
  // How much tables and indexes are used: numbers and times, no values.
  pg_stat_all_indexes: "all",
  pg_stat_all_tables: "all",
  pg_stat_database: `datid datname numbackends xact_commit xact_rollback blks_read blks_hit
    tup_returned tup_fetched tup_inserted tup_updated tup_deleted conflicts temp_files temp_bytes
    deadlocks stats_reset`,
  pg_stat_user_indexes: "all",
  pg_stat_user_tables: "all",
  pg_statio_all_indexes: "all",
  pg_statio_all_tables: "all",
  pg_statio_user_indexes: "all",
  pg_statio_user_tables: "all",
  // Which columns they are about; what they hold is in pg_statistic_ext_data.
  pg_statistic_ext: "oid stxrelid stxname stxnamespace stxowner stxkeys stxkind stxstattarget",
  pg_tables: "all",
  pg_timezone_abbrevs: "all",
  pg_timezone_names: "all",
  // Without tgargs and tgqual, which hold constants.
  pg_trigger: `oid tgrelid tgparentid tgname tgfoid tgtype tgenabled tgisinternal tgconstrrelid
    tgconstrindid tgconstraint tgdeferrable tginitdeferred tgnargs tgattr tgoldtable tgnewtable`,
  pg_ts_config: "all",
  // Without typacl; a domain's default may call functions of hidden schemas.
  pg_type: `oid typname typnamespace typowner typlen typbyval typtype typcategory typispreferred
    typisdefined typdelim typrelid typsubscript typelem typarray typinput typoutput typreceive
    typsend typmodin typmodout typanalyze typalign typstorage typnotnull typbasetype typtypmod
    typndims typcollation`,
  // A view's text is what EXPLAIN VERBOSE of it shows too.
  pg_views: "all",
};

const INFORMATION_SCHEMA: Readonly<Record<string, string>> = {
  attributes: "all",
  character_sets: "all",
  check_constraints: "all",
  collations: "all",
  column_column_usage: "all",
  column_domain_usage: "all",
  column_privileges: "all",
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
  // Without parameter_default, an expression of the function's author.
  parameters: `specific_catalog specific_schema specific_name ordinal_position parameter_mode
    is_result as_locator parameter_name data_type character_maximum_length numeric_precision
    numeric_scale datetime_precision udt_catalog udt_schema udt_name`,
  referential_constraints: "all",
  role_table_grants: "all",
  // Without routine_definition and external_name, the source.
  routines: `specific_catalog specific_schema specific_name routine_catalog routine_schema
    routine_name routine_type data_type type_udt_catalog type_udt_schema type_udt_name routine_body
    external_language is_deterministic sql_data_access is_null_call security_type`,
  schemata: "all",
  sequences: "all",
  sql_features: "all",
  sql_implementation_info: "all",
  sql_parts: "all",
  sql_sizing: "all",
  table_constraints: "all",
  table_privileges: "all",
  tables: "all",
  // Without action_condition and action_statement, which hold constants.
  triggers: `trigger_catalog trigger_schema trigger_name event_manipulation event_object_catalog
    event_object_schema event_object_table action_order action_orientation action_timing created`,
  user_defined_types: "all",
  view_column_usage: "all",
  view_table_usage: "all",
  views: "all",
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
