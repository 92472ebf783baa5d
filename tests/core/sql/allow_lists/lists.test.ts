import assert from "node:assert/strict";
import {
  isReadableCatalogueRelation,
  readableColumns,
} from "../../../../core/sql/allow_lists/catalogue_relations.ts";
import { isBuiltinOperator } from "../../../../core/sql/allow_lists/operators.ts";
import { isReadableSetting } from "../../../../core/sql/allow_lists/settings.ts";
import {
  isAllowedInformationSchemaType,
  isAllowedType,
  isBuiltinType,
  typeRefusalReason,
} from "../../../../core/sql/allow_lists/types.ts";

Deno.test("PostgreSQL's own operators are known, others are not", () => {
  for (const symbol of ["=", "<>", "!=", "||", "->>", "@>", "~~*", "&&", "<->", "@@", "^@", "?|"]) {
    assert.equal(isBuiltinOperator(symbol), true, symbol);
  }
  for (const symbol of ["===", "<=>", "%>", "~>", "=>", ""]) {
    assert.equal(isBuiltinOperator(symbol), false, symbol);
  }
});

Deno.test("types that only hold values may be named", () => {
  const names =
    `bool int2 int4 int8 float8 numeric text varchar bpchar char name bytea uuid json jsonb jsonpath
    date time timetz timestamp timestamptz interval inet cidr point tsvector tsquery int4range
    tstzmultirange bit varbit money xml oid regconfig _int4 _text`.split(/\s+/);
  for (const name of names) {
    assert.equal(isAllowedType(name), true, name);
    assert.equal(isBuiltinType(name), true, name);
    assert.equal(typeRefusalReason(name), null, name);
  }
});

Deno.test("types that find objects, pseudo-types and catalogue rows may not be named", () => {
  const names = `regclass regproc regprocedure regoper regoperator regtype regrole regnamespace
    regcollation regdictionary _regclass cstring internal record unknown anyelement trigger
    pg_node_tree aclitem refcursor pg_class pg_authid _pg_statistic pg_stats`.split(/\s+/);
  for (const name of names) {
    assert.equal(isAllowedType(name), false, name);
    assert.equal(isBuiltinType(name), true, name);
    assert.notEqual(typeRefusalReason(name), null, name);
  }
  for (const name of ["citext", "vector", "geometry", "int", "sql_identifier", "toString"]) {
    assert.equal(isBuiltinType(name), false, name);
    assert.equal(isAllowedType(name), false, name);
  }
  assert.equal(isAllowedInformationSchemaType("sql_identifier"), true);
  assert.equal(isAllowedInformationSchemaType("tables"), false);
});

Deno.test("harmless settings may be read in any letter case", () => {
  const names = `server_version server_version_num TimeZone DateStyle intervalstyle search_path
    client_encoding lc_collate standard_conforming_strings default_transaction_isolation
    transaction_read_only statement_timeout work_mem max_connections`.split(/\s+/);
  for (const name of names) assert.equal(isReadableSetting(name), true, name);
});

Deno.test("settings with paths, commands, hosts, roles or secrets may not be read", () => {
  const names = `all data_directory config_file hba_file ident_file primary_conninfo
    archive_command restore_command ssl_key_file ssl_passphrase_command krb_server_keyfile
    listen_addresses port unix_socket_directories shared_preload_libraries dynamic_library_path
    session_preload_libraries log_directory log_filename external_pid_file synchronous_standby_names
    role session_authorization is_superuser cluster_name application_name password_encryption
    cron.host app.secret pgcrypto.key`.split(/\s+/);
  for (const name of names) assert.equal(isReadableSetting(name), false, name);
});

Deno.test("the catalogue relations that describe tables may be read", () => {
  const names = `pg_class pg_namespace pg_attribute pg_type pg_index pg_constraint pg_enum
    pg_description pg_tables pg_views pg_indexes pg_matviews pg_database pg_extension`.split(/\s+/);
  for (const name of names) {
    assert.equal(isReadableCatalogueRelation("pg_catalog", name), true, name);
    assert.notEqual(readableColumns("pg_catalog", name).length, 0, name);
  }
  for (const name of ["tables", "columns", "schemata", "key_column_usage", "table_constraints"]) {
    assert.equal(isReadableCatalogueRelation("information_schema", name), true, name);
    assert.equal(readableColumns("information_schema", name), "all", name);
  }
});

Deno.test("catalogue relations that hold data, code, accounts or activity may not be read", () => {
  const closed =
    `pg_stats pg_stats_ext pg_statistic pg_statistic_ext_data pg_authid pg_shadow pg_user
    pg_group pg_auth_members pg_user_mapping pg_user_mappings pg_foreign_server
    pg_foreign_table pg_stat_activity pg_stat_statements pg_stat_replication pg_stat_ssl
    pg_settings pg_rules pg_policy pg_policies pg_largeobject
    pg_largeobject_metadata pg_file_settings pg_hba_file_rules pg_replication_slots
    pg_replication_origin pg_subscription pg_publication pg_config pg_cursors pg_locks
    pg_prepared_statements pg_prepared_xacts pg_backend_memory_contexts pg_db_role_setting
    pg_seclabels pg_shdepend pg_tablespace toString`.split(/\s+/);
  for (const name of closed) {
    assert.equal(isReadableCatalogueRelation("pg_catalog", name), false, name);
    assert.deepEqual(readableColumns("pg_catalog", name), [], name);
  }
  for (const name of ["user_mapping_options", "foreign_server_options", "user_mappings"]) {
    assert.equal(isReadableCatalogueRelation("information_schema", name), false, name);
  }
  assert.equal(isReadableCatalogueRelation("public", "pg_class"), false);
  assert.equal(isReadableCatalogueRelation("pg_toast", "pg_toast_1255"), false);
});

Deno.test("the columns that hold values or definitions stay closed in open relations", () => {
  const closed = [
    ["pg_class", "relpartbound"],
    ["pg_attribute", "attmissingval"],
    ["pg_attribute", "attfdwoptions"],
    ["pg_proc", "prosrc"],
    ["pg_proc", "proconfig"],
    ["pg_proc", "proargdefaults"],
    ["pg_rewrite", "ev_action"],
    ["pg_trigger", "tgargs"],
    ["pg_roles", "rolpassword"],
    ["pg_roles", "rolconfig"],
    ["pg_statistic_ext", "stxexprs"],
    ["pg_sequences", "last_value"],
  ] as const;
  for (const [relation, column] of closed) {
    const columns = readableColumns("pg_catalog", relation);
    assert.ok(columns !== "all" && !columns.includes(column), `${relation}.${column}`);
  }
  assert.ok(!readableColumns("information_schema", "routines").includes("routine_definition"));
  assert.ok(!readableColumns("information_schema", "triggers").includes("action_statement"));
});
