// Says which server settings SHOW and current_setting('…') may read: what helps to write and to
// understand a query. Refuses whatever names paths, commands, libraries, hosts, certificates,
// connection strings or roles, and every setting nobody has reviewed, extensions' included.

import { splitNames } from "./split_names.ts";

const readable = splitNames(`
  server_version server_version_num server_encoding client_encoding
  timezone datestyle intervalstyle lc_collate lc_ctype lc_messages lc_monetary lc_numeric lc_time
  bytea_output extra_float_digits xmlbinary xmloption
  search_path default_text_search_config standard_conforming_strings backslash_quote array_nulls
  transform_null_equals quote_all_identifiers
  default_transaction_isolation default_transaction_read_only default_transaction_deferrable
  transaction_isolation transaction_read_only transaction_deferrable in_hot_standby row_security
  statement_timeout lock_timeout idle_in_transaction_session_timeout transaction_timeout
  block_size max_identifier_length max_index_keys max_function_args integer_datetimes
  work_mem hash_mem_multiplier temp_buffers maintenance_work_mem shared_buffers
  effective_cache_size effective_io_concurrency max_connections max_parallel_workers
  max_parallel_workers_per_gather max_worker_processes parallel_leader_participation
  random_page_cost seq_page_cost cpu_tuple_cost cpu_index_tuple_cost cpu_operator_cost
  parallel_setup_cost parallel_tuple_cost min_parallel_table_scan_size min_parallel_index_scan_size
  default_statistics_target constraint_exclusion from_collapse_limit join_collapse_limit
  cursor_tuple_fraction plan_cache_mode geqo geqo_threshold jit jit_above_cost
  jit_inline_above_cost jit_optimize_above_cost recursive_worktable_factor
  enable_async_append enable_bitmapscan enable_distinct_reordering enable_gathermerge
  enable_group_by_reordering enable_hashagg enable_hashjoin enable_incremental_sort
  enable_indexonlyscan enable_indexscan enable_material enable_memoize enable_mergejoin
  enable_nestloop enable_parallel_append enable_parallel_hash enable_partition_pruning
  enable_partitionwise_aggregate enable_partitionwise_join enable_presorted_aggregate
  enable_self_join_elimination enable_seqscan enable_sort enable_tidscan
`);

/** Whether the setting may be read; in any letter case, as PostgreSQL takes it. */
export function isReadableSetting(name: string): boolean {
  return readable.has(name.toLowerCase());
}

/** The settings that may be read, for the nearest names to a refused one. */
export function readableSettings(): Iterable<string> {
  return readable;
}
