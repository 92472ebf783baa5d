// The review of PostgreSQL's built-in functions, second half: what may not be called, and why.
// Read by the generator of functions.gen.ts, never at run time except for the reasons' wording.
// Each refused name is refused by a reason: by what its signature or its place in the catalogue
// says (structural), by a pattern, or by name. A function that no reason and no allowed topic
// covers stops the generator until someone has reviewed it.

/** What the generator knows about a name: its overloads taken together. */
export interface ReviewedFunction {
  readonly name: string;
  /** Some overload takes or returns `internal`, `cstring`, a trigger or a handler type. */
  readonly internalTypes: boolean;
  /** Some overload is the input, output, receive, send or modifier function of a type. */
  readonly typeSupport: boolean;
  /** Some overload implements an operator. */
  readonly operator: boolean;
  /** Some overload supports an index operator class, an aggregate, or estimates selectivity. */
  readonly support: boolean;
}

/** A reason to refuse functions. */
export interface RefusalReason {
  /** Completes "NAME may not be called: it …". */
  readonly reason: string;
  /** Blank-separated names; a trailing `*` stands for any rest of the name. */
  readonly names: string;
}

/** Refused by name or by pattern. The first reason that matches is the one shown. */
export const REFUSED_FUNCTION_REVIEW: readonly RefusalReason[] = [
  {
    reason: "runs SQL held in text",
    names: `cursor_to_xml* database_to_xml* query_to_xml* schema_to_xml* table_to_xml* ts_rewrite
      ts_stat`,
  },
  {
    reason: "reads or lists files of the server",
    names: `pg_current_logfile pg_ls_* pg_read_* pg_stat_file pg_hba_file_rules
      pg_ident_file_mappings pg_show_all_file_settings pg_relation_filenode pg_relation_filepath
      pg_filenode_relation pg_tablespace_location pg_config pg_available_extension*
      pg_extension_update_paths pg_get_loaded_modules pg_available_wal_summaries
      pg_wal_summary_contents`,
  },
  { reason: "reads or writes large objects", names: `lo_* loread lowrite` },
  {
    reason: "waits",
    names: `pg_sleep pg_sleep_for pg_sleep_until`,
  },
  {
    reason: "takes or frees advisory locks, which outlive a rollback",
    names: `pg_advisory_* pg_try_advisory_*`,
  },
  {
    reason: "reads or moves a sequence",
    names: `currval lastval nextval pg_sequence_last_value pg_sequence_parameters
      pg_get_sequence_data setval pg_nextoid`,
  },
  {
    reason: "changes the session's state",
    names: `set_config setseed pg_export_snapshot pg_stat_clear_snapshot pg_stat_force_next_flush`,
  },
  {
    reason: "assigns or looks up transaction ids",
    names: `pg_current_snapshot pg_current_xact_id* pg_snapshot_* pg_visible_in_snapshot txid_*
      pg_xact_* pg_last_committed_xact pg_get_multixact_members`,
  },
  {
    reason: "signals, configures or maintains the server",
    names: `pg_cancel_backend pg_terminate_backend pg_reload_conf pg_rotate_logfile* pg_promote
      pg_switch_wal pg_wal_replay_* pg_create_restore_point pg_backup_* pg_log_* pg_notify
      pg_listening_channels pg_notification_queue_usage pg_import_system_collations
      brin_desummarize_range brin_summarize_* gin_clean_pending_list pg_clear_attribute_stats
      pg_clear_relation_stats pg_restore_attribute_stats pg_restore_relation_stats
      pg_stop_making_pinned_objects pg_extension_config_dump binary_upgrade_*
      pg_isolation_test_session_is_blocked`,
  },
  {
    reason: "belongs to replication, backup or the write-ahead log",
    names: `pg_copy_*_replication_slot pg_copy_logical_replication_slot
      pg_copy_physical_replication_slot pg_create_logical_replication_slot
      pg_create_physical_replication_slot pg_drop_replication_slot pg_logical_* pg_replication_*
      pg_sync_replication_slots pg_get_replication_slots pg_get_publication_tables
      pg_get_replica_identity_index pg_show_replication_origin_status pg_current_wal_* pg_last_wal_*
      pg_last_xact_replay_timestamp pg_is_wal_replay_paused pg_get_wal_* pg_split_walfile_name
      pg_walfile_name pg_walfile_name_offset pg_relation_is_publishable`,
  },
  {
    reason: "shows statistics, which hold values and the activity of others",
    names: `pg_stat_get_* pg_stat_have_stats pg_stat_reset* pg_mcv_list_items
      pg_get_statisticsobjdef pg_get_statisticsobjdef_expressions`,
  },
  {
    reason: "shows the server's settings, processes or memory",
    names: `pg_show_all_settings pg_settings_get_flags pg_backend_pid pg_blocking_pids
      pg_safe_snapshot_blocking_pids pg_lock_status pg_conf_load_time pg_control_* pg_cursor
      pg_prepared_statement pg_prepared_xact pg_get_aios pg_get_backend_memory_contexts
      pg_get_shmem_allocations* pg_get_wait_events pg_numa_available pg_postmaster_start_time
      pg_jit_available inet_client_addr inet_client_port inet_server_addr inet_server_port
      pg_trigger_depth`,
  },
  {
    reason: "shows the definition of an object, which can hold data and hidden names",
    names: `pg_get_functiondef pg_get_function_arg_default pg_get_function_sqlbody pg_get_ruledef
      pg_get_partition_constraintdef pg_get_acl pg_get_catalog_foreign_keys`,
  },
  {
    reason: "finds objects by a name in text, and so tells which hidden ones exist",
    names: `to_regcollation to_regoper to_regoperator to_regtypemod regclass pg_basetype
      pg_get_object_address
      pg_describe_object pg_identify_object* pg_tablespace_size pg_tablespace_databases
      pg_relation_is_updatable pg_column_is_updatable pg_index_has_property
      pg_index_column_has_property pg_indexam_has_property pg_indexam_progress_phasename
      pg_collation_actual_version pg_database_collation_actual_version pg_replication_origin_oid
      currtid* has_largeobject_privilege has_parameter_privilege row_security_active
      satisfies_hash_partition`,
  },
  {
    reason: "reads a type's name from text and runs its checks",
    names: `pg_input_is_valid pg_input_error_info`,
  },
  {
    reason: "makes rows of a type that no cast names, and so runs its domains' checks",
    names: `jsonb_populate_record_valid`,
  },
  {
    reason: "shows the statement as it was sent to the server",
    names: `current_query`,
  },
  {
    reason: "works on access control lists",
    names: `acldefault aclexplode makeaclitem`,
  },
  {
    reason: "is internal to PostgreSQL",
    names: `*_validator amvalidate pg_event_trigger_* pg_options_to_table pg_column_toast_chunk_id
      pg_timezone_abbrevs_* enum_send nameconcatoid *_subdiff *_canonical dexp dlog1 dlog10 dround
      dtrunc int4inc int8_sum numeric_div_trunc numeric_exp numeric_inc numeric_ln numeric_log
      numeric_sqrt xmlvalidate`,
  },
];

/** Refused by what the catalogue says of the function, where no name or pattern matched. */
export const STRUCTURAL_REFUSALS: readonly {
  readonly reason: string;
  readonly applies: (found: ReviewedFunction) => boolean;
}[] = [
  { reason: "is internal to PostgreSQL", applies: (found) => found.internalTypes },
  { reason: "is internal to PostgreSQL", applies: (found) => found.typeSupport },
  { reason: "stands behind an operator; write the operator", applies: (found) => found.operator },
  { reason: "is internal to PostgreSQL", applies: (found) => found.support },
];
