import assert from "node:assert/strict";
import {
  functionRefusalReason,
  isAllowedFunction,
  isBuiltinFunction,
  isCatalogueFunction,
  isInformationSchemaFunction,
  isJsonPathFunction,
  isRefusedOneArgument,
  isSettingFunction,
} from "../../../../core/sql/allow_lists/functions.ts";

const REFUSED = `
  query_to_xml query_to_xmlschema query_to_xml_and_xmlschema cursor_to_xml cursor_to_xmlschema
  table_to_xml schema_to_xml database_to_xml database_to_xml_and_xmlschema ts_stat ts_rewrite
  pg_read_file pg_read_binary_file pg_read_file_old pg_stat_file pg_ls_dir pg_ls_logdir pg_ls_waldir
  pg_ls_tmpdir pg_current_logfile pg_hba_file_rules pg_show_all_file_settings
  lo_open lo_get lo_put lo_import lo_export lo_from_bytea lo_create lo_creat lo_unlink lo_truncate64
  loread lowrite pg_sleep pg_sleep_for pg_sleep_until
  pg_advisory_lock pg_advisory_xact_lock pg_try_advisory_lock pg_advisory_unlock_all
  nextval setval currval lastval pg_sequence_last_value pg_get_sequence_data
  set_config setseed pg_export_snapshot pg_notify pg_listening_channels txid_current
  pg_current_xact_id txid_status pg_terminate_backend pg_cancel_backend pg_reload_conf
  pg_rotate_logfile pg_promote pg_switch_wal pg_create_restore_point pg_backup_start pg_backup_stop
  pg_create_physical_replication_slot pg_create_logical_replication_slot
  pg_logical_slot_get_changes pg_logical_emit_message pg_replication_origin_create
  pg_drop_replication_slot pg_stat_reset pg_stat_get_activity pg_stat_get_live_tuples
  pg_stat_get_backend_activity pg_mcv_list_items gin_clean_pending_list brin_summarize_new_values
  pg_import_system_collations pg_clear_relation_stats pg_restore_attribute_stats
  binary_upgrade_set_next_pg_type_oid pg_get_functiondef pg_get_ruledef
  pg_get_partition_constraintdef to_regoper regclass pg_tablespace_size pg_relation_filepath
  has_parameter_privilege row_security_active
  pg_input_is_valid pg_input_error_info jsonb_populate_record_valid
  inet_server_addr inet_client_addr pg_backend_pid pg_postmaster_start_time pg_control_system
  pg_show_all_settings pg_lock_status pg_prepared_statement pg_cursor pg_config current_query
  currtid2 textin byteaout int4recv regclassin numeric_power numeric_exp textcat int4pl eqsel
  bthandler plpgsql_call_handler suppress_redundant_updates_trigger aclexplode`;

const ALLOWED = `
  abs acos asin atan atan2 cbrt ceil ceiling cos cot degrees div exp factorial floor gcd lcm ln log
  log10 mod pi pow power radians round sign sin sqrt tan trunc width_bucket
  ascii bit_length btrim char_length character_length chr concat concat_ws format initcap left length
  lower lpad ltrim md5 octet_length overlay position quote_ident quote_literal quote_nullable
  regexp_count regexp_instr regexp_like regexp_match regexp_matches regexp_replace
  regexp_split_to_array regexp_split_to_table regexp_substr repeat replace reverse right rpad rtrim
  sha256 sha512 split_part starts_with string_to_array string_to_table strpos substr substring
  to_ascii to_hex translate unistr upper normalize
  to_char to_date to_number to_timestamp age clock_timestamp date_bin date_part date_trunc extract
  isfinite justify_days justify_hours justify_interval make_date make_interval make_time
  make_timestamp make_timestamptz now overlaps statement_timestamp timeofday timezone
  transaction_timestamp
  array_append array_cat array_dims array_fill array_length array_lower array_ndims array_position
  array_positions array_prepend array_remove array_replace array_to_string array_upper cardinality
  generate_series generate_subscripts unnest trim_array array_agg
  json_agg jsonb_agg json_object_agg jsonb_object_agg to_json to_jsonb row_to_json array_to_json
  json_build_object jsonb_build_object json_build_array jsonb_build_array json_each jsonb_each
  jsonb_each_text json_array_elements jsonb_array_elements jsonb_array_elements_text
  jsonb_array_length json_extract_path_text jsonb_extract_path jsonb_object_keys jsonb_path_query
  jsonb_path_query_array jsonb_path_query_first jsonb_path_exists jsonb_path_match jsonb_pretty
  jsonb_set jsonb_insert jsonb_strip_nulls jsonb_to_record jsonb_to_recordset json_to_recordset
  jsonb_typeof jsonb_exists
  avg bit_and bit_or bool_and bool_or corr count covar_pop covar_samp every max min mode
  percentile_cont percentile_disc range_agg regr_slope regr_r2 stddev stddev_pop stddev_samp
  string_agg sum var_pop var_samp variance any_value xmlagg
  cume_dist dense_rank first_value lag last_value lead nth_value ntile percent_rank rank row_number
  to_tsvector to_tsquery plainto_tsquery phraseto_tsquery websearch_to_tsquery ts_rank ts_rank_cd
  ts_headline setweight numnode querytree tsvector_to_array
  int4range numrange daterange tstzrange isempty lower_inc upper_inf range_merge
  host network masklen broadcast inet_same_family area center point polygon
  gen_random_uuid random uuidv7 hashtext pg_typeof pg_column_size pg_size_pretty version
  current_database current_schema current_schemas session_user current_setting
  encode decode convert_from get_byte bit_count
  int4 int8 text numeric date timestamptz varchar uuid jsonb
  obj_description col_description format_type pg_get_constraintdef pg_get_indexdef pg_get_expr
  pg_table_is_visible pg_get_userbyid xpath xmlcomment`;

function words(text: string): readonly string[] {
  return text.trim().split(/\s+/);
}

Deno.test("functions that run text, touch files, wait, lock, signal or reveal are refused", () => {
  const names = words(REFUSED);
  assert.ok(names.length >= 60);
  for (const name of names) {
    assert.equal(isAllowedFunction(name), false, name);
    assert.equal(isBuiltinFunction(name), true, name);
    assert.notEqual(functionRefusalReason(name), null, name);
  }
});

Deno.test("functions that analysts use are allowed", () => {
  const names = words(ALLOWED);
  assert.ok(names.length >= 150);
  for (const name of names) {
    assert.equal(isAllowedFunction(name), true, name);
    assert.equal(isBuiltinFunction(name), true, name);
    assert.equal(isRefusedOneArgument(name), false, name);
    assert.equal(functionRefusalReason(name), null, name);
  }
});

Deno.test("a name that PostgreSQL does not have is neither allowed nor built in", () => {
  for (const name of ["dblink", "crosstab", "levenshtein", "st_area", "Count", "", "constructor"]) {
    assert.equal(isAllowedFunction(name), false, name);
    assert.equal(isBuiltinFunction(name), false, name);
    assert.equal(isRefusedOneArgument(name), false, name);
  }
});

Deno.test("attribute notation is known to reach refused functions of one argument, and reg types", () => {
  const reached = `pg_sleep pg_read_file pg_ls_dir ts_stat to_regoper regclass regproc regrole
    pg_advisory_lock nextval currval setseed lo_get pg_get_functiondef pg_tablespace_size
    pg_terminate_backend`;
  for (const name of words(reached)) {
    assert.equal(isRefusedOneArgument(name), true, name);
  }
});

Deno.test("ordinary column names are not mistaken for functions of one argument", () => {
  const columns =
    `name date time text path version length count system record trigger any type status
    id order state box point line circle family host mode rank age scale`;
  for (const name of words(columns)) assert.equal(isRefusedOneArgument(name), false, name);
});

Deno.test("functions with a condition are marked", () => {
  assert.equal(isSettingFunction("current_setting"), true);
  assert.equal(isSettingFunction("current_database"), false);
  assert.equal(isCatalogueFunction("format_type"), true);
  for (
    const name of words(
      `pg_get_constraintdef pg_get_viewdef pg_get_triggerdef to_regclass to_regrole
      pg_relation_size pg_total_relation_size pg_database_size pg_partition_tree has_table_privilege
      pg_has_role pg_get_serial_sequence pg_get_function_result`,
    )
  ) {
    assert.equal(isAllowedFunction(name) && isCatalogueFunction(name), true, name);
  }
  assert.equal(isCatalogueFunction("lower"), false);
  assert.equal(isJsonPathFunction("jsonb_path_query"), true);
  assert.equal(isJsonPathFunction("jsonb_set"), false);
});

Deno.test("of information_schema one function may be called, and only as its own", () => {
  const call = { schema: "information_schema", name: "_pg_expandarray" };
  assert.equal(isInformationSchemaFunction(call), true);
  for (const schema of ["app", null]) {
    assert.equal(isInformationSchemaFunction({ ...call, schema }), false);
  }
  assert.equal(isInformationSchemaFunction({ ...call, name: "_pg_truetypid" }), false);
});
