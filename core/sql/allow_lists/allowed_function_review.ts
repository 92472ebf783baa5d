// The review of PostgreSQL's built-in functions, first half: the names a query may call, by topic.
// Read by the generator of functions.gen.ts, never at run time. A name stands here only after
// someone has read what each of its overloads does: computes from its arguments, touches no
// relation, file, socket, sequence, lock, setting or other session, and runs no SQL held in text.
// What is missing here is refused; function_review.ts says why.

/** Built-in functions that may be called, in PostgreSQL 15 to 18, as blank-separated names by topic. */
export const ALLOWED_FUNCTION_REVIEW: Readonly<Record<string, string>> = {
  mathematics: `
    abs acos acosd acosh asin asind asinh atan atan2 atan2d atand atanh cbrt ceil ceiling cos cosd
    cosh cot cotd degrees div erf erfc exp factorial floor gamma gcd lcm lgamma ln log log10
    min_scale mod pi pow power radians round scale sign sin sind sinh sqrt tan tand tanh trim_scale
    trunc width_bucket`,

  // Volatile by nature, without any lasting effect: see VOLATILE_FUNCTION_REVIEW.
  random: `
    array_sample array_shuffle gen_random_uuid random random_normal uuid_extract_timestamp
    uuid_extract_version uuidv4 uuidv7`,

  text: `
    ascii bit_length btrim casefold char_length character_length chr concat concat_ws crc32 crc32c
    format initcap is_normalized left length like like_escape lower lpad ltrim md5 normalize notlike
    octet_length overlay parse_ident position quote_ident quote_literal quote_nullable repeat
    replace reverse right rpad rtrim sha224 sha256 sha384 sha512 similar_escape similar_to_escape
    split_part starts_with string_to_array string_to_table strip strpos substr substring textlen
    to_ascii to_bin to_hex to_oct translate unicode_assigned unistr upper`,

  "regular expressions": `
    regexp_count regexp_instr regexp_like regexp_match regexp_matches regexp_replace
    regexp_split_to_array regexp_split_to_table regexp_substr`,

  "bytes, bits and encodings": `
    bit_count convert convert_from convert_to decode encode get_bit get_byte set_bit set_byte
    getdatabaseencoding pg_char_to_encoding pg_client_encoding pg_encoding_max_length
    pg_encoding_to_char`,

  "formatting and parsing": `to_char to_date to_number to_timestamp`,

  "date and time": `
    age clock_timestamp date_add date_bin date_part date_subtract date_trunc extract isfinite
    justify_days justify_hours justify_interval make_date make_interval make_time make_timestamp
    make_timestamptz now overlaps pg_timezone_abbrevs pg_timezone_names statement_timestamp timeofday
    timezone transaction_timestamp`,

  // A cast may be written as a call: int4('1'), text(x). The names of allowed types without a
  // function of that name are added by the generator, for the same reason.
  "casts written as calls": `
    bit bool box bpchar bytea char cidr circle date datemultirange daterange float4 float8 int2 int4
    int4multirange int4range int8 int8multirange int8range interval line lseg macaddr macaddr8 money
    multirange name numeric nummultirange numrange oid path pg_lsn point polygon text time timestamp
    timestamptz timetz tsmultirange tsrange tstzmultirange tstzrange varbit varchar xid xml`,

  arrays: `
    array_append array_cat array_dims array_fill array_length array_lower array_ndims array_position
    array_positions array_prepend array_remove array_replace array_reverse array_sort array_to_string
    array_upper cardinality generate_subscripts trim_array unnest`,

  "sets and nulls": `generate_series num_nonnulls num_nulls`,

  "ranges and multiranges": `isempty lower_inc lower_inf range_merge upper_inc upper_inf`,

  enums: `enum_first enum_last enum_range`,

  geometry: `
    area bound_box center diagonal diameter height isclosed ishorizontal isopen isparallel isperp
    isvertical npoints pclose popen radius slope width`,

  network: `
    abbrev broadcast family host hostmask inet_merge inet_same_family macaddr8_set7bit masklen
    netmask network set_masklen`,

  money: `cash_words`,

  json: `
    array_to_json json_array_elements json_array_elements_text json_array_length json_build_array
    json_build_object json_each json_each_text json_extract_path json_extract_path_text json_object
    json_object_keys json_strip_nulls json_to_record json_to_recordset json_to_tsvector json_typeof
    jsonb_array_elements jsonb_array_elements_text jsonb_array_length jsonb_build_array
    jsonb_build_object jsonb_concat jsonb_contained jsonb_contains jsonb_delete jsonb_delete_path
    jsonb_each jsonb_each_text jsonb_exists jsonb_exists_all jsonb_exists_any jsonb_extract_path
    jsonb_extract_path_text jsonb_insert jsonb_object jsonb_object_keys jsonb_path_exists
    jsonb_path_exists_tz jsonb_path_match jsonb_path_match_tz jsonb_path_query
    jsonb_path_query_array jsonb_path_query_array_tz jsonb_path_query_first
    jsonb_path_query_first_tz jsonb_path_query_tz jsonb_pretty jsonb_set jsonb_set_lax
    jsonb_strip_nulls jsonb_to_record jsonb_to_recordset jsonb_to_tsvector jsonb_typeof row_to_json
    to_json to_jsonb`,

  // Only with a cast that names the type: see ROW_TYPED_FUNCTION_REVIEW.
  "JSON as rows": `
    json_populate_record json_populate_recordset jsonb_populate_record jsonb_populate_recordset`,

  // libxml2 runs without its HUGE option and with an entity loader that reads nothing.
  xml: `
    xml_is_well_formed xml_is_well_formed_content xml_is_well_formed_document xmlcomment xmlexists
    xmltext xpath xpath_exists`,

  "full text": `
    array_to_tsvector get_current_ts_config numnode phraseto_tsquery plainto_tsquery querytree
    setweight to_tsquery to_tsvector ts_debug ts_delete ts_filter ts_headline ts_lexize ts_parse
    ts_rank ts_rank_cd ts_token_type tsquery_phrase tsvector_to_array websearch_to_tsquery`,

  aggregates: `
    any_value array_agg avg bit_and bit_or bit_xor bool_and bool_or corr count covar_pop covar_samp
    every json_agg json_agg_strict json_object_agg json_object_agg_strict json_object_agg_unique
    json_object_agg_unique_strict jsonb_agg jsonb_agg_strict jsonb_object_agg
    jsonb_object_agg_strict jsonb_object_agg_unique jsonb_object_agg_unique_strict max min mode
    percentile_cont percentile_disc range_agg range_intersect_agg regr_avgx regr_avgy regr_count
    regr_intercept regr_r2 regr_slope regr_sxx regr_sxy regr_syy stddev stddev_pop stddev_samp
    string_agg sum var_pop var_samp variance xmlagg`,

  "window functions": `
    cume_dist dense_rank first_value lag last_value lead nth_value ntile percent_rank rank
    row_number`,

  // Sampling by hash and comparing row sets: hashtext(id::text) % 100 and the like.
  hashes: `
    hash_array hash_array_extended hash_numeric hash_numeric_extended hash_record
    hash_record_extended hashbpchar hashbpcharextended hashint2 hashint2extended hashint4
    hashint4extended hashint8 hashint8extended hashtext hashtextextended uuid_hash
    uuid_hash_extended`,

  "about a value": `
    pg_collation_for pg_column_compression pg_column_size pg_size_bytes pg_size_pretty pg_typeof
    mxid_age pg_wal_lsn_diff`,

  "about the session and the server": `
    current_database current_schema current_schemas current_setting current_user getpgusername
    icu_unicode_version pg_get_keywords pg_is_in_recovery session_user system_user unicode_version
    version`,

  // By OID or name, in the pg_catalog queries that clients send: see CATALOGUE_FUNCTION_REVIEW.
  catalogue: `
    col_description format_type has_any_column_privilege has_column_privilege has_database_privilege
    has_foreign_data_wrapper_privilege has_function_privilege has_language_privilege
    has_schema_privilege has_sequence_privilege has_server_privilege has_table_privilege
    has_tablespace_privilege has_type_privilege obj_description oidvectortypes
    pg_collation_is_visible pg_conversion_is_visible pg_database_size pg_function_is_visible
    pg_get_constraintdef pg_get_expr pg_get_function_arguments pg_get_function_identity_arguments
    pg_get_function_result pg_get_indexdef pg_get_partkeydef pg_get_serial_sequence
    pg_get_statisticsobjdef_columns pg_get_triggerdef pg_get_userbyid pg_get_viewdef pg_has_role
    pg_indexes_size pg_is_other_temp_schema pg_my_temp_schema pg_opclass_is_visible
    pg_operator_is_visible pg_opfamily_is_visible pg_partition_ancestors pg_partition_root
    pg_partition_tree pg_relation_size pg_statistics_obj_is_visible pg_table_is_visible
    pg_table_size pg_total_relation_size pg_ts_config_is_visible pg_ts_dict_is_visible
    pg_ts_parser_is_visible pg_ts_template_is_visible pg_type_is_visible shobj_description
    to_regclass to_regnamespace to_regproc to_regprocedure to_regrole to_regtype`,
};

/**
 * Allowed although `provolatile` is "v": random numbers, clocks, sizes, partitions, and whether the server is
 * a standby. None of them writes, waits or keeps anything.
 */
export const VOLATILE_FUNCTION_REVIEW =
  `array_sample array_shuffle clock_timestamp gen_random_uuid pg_database_size pg_indexes_size
  pg_is_in_recovery pg_partition_ancestors pg_partition_tree pg_relation_size pg_table_size
  pg_total_relation_size random random_normal
  timeofday uuidv4 uuidv7`;

/**
 * Allowed, but answers about any object whose OID or name is given, so that counting up the OIDs
 * lists names, comments and expressions in every schema. Refused where the schemas are limited.
 */
export const CATALOGUE_FUNCTION_REVIEW = ALLOWED_FUNCTION_REVIEW.catalogue;

/** Make rows of their first argument's type: allowed only where that is a cast. */
export const ROW_TYPED_FUNCTION_REVIEW = ALLOWED_FUNCTION_REVIEW["JSON as rows"];

/** Show the labels of their arguments' type, whatever the values: under a policy only where a cast names it. */
export const LABEL_FUNCTION_REVIEW = ALLOWED_FUNCTION_REVIEW.enums;

/** Read settings by name: allowed only with one literal that `isReadableSetting` admits. */
export const SETTING_FUNCTION_REVIEW = `current_setting`;

/** Take a JSON path, whose text is bounded: see bounded_functions.ts. */
export const JSON_PATH_FUNCTION_REVIEW =
  `jsonb_path_exists jsonb_path_exists_tz jsonb_path_match jsonb_path_match_tz jsonb_path_query
  jsonb_path_query_array jsonb_path_query_array_tz jsonb_path_query_first
  jsonb_path_query_first_tz jsonb_path_query_tz jsonpath`;
