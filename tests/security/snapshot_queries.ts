// The queries of a cluster snapshot. What changes without any statement is left out,
// each with its reason; everything else of the catalogue counts. The test cluster
// runs with autovacuum off, or it would change statistics and free space by itself.

/**
 * One line of SQL a relation with rows, to be joined by UNION ALL.
 *
 * Left out: pg_statistic and pg_statistic_ext_data (ANALYZE is not a change of data).
 * Toast tables need no line: their owner's row changes with them.
 */
export const RELATIONS_SQL = `
SELECT format(
  'SELECT %L AS name, count(*) || '':'' || coalesce(sum(hash_record_extended(ROW(t.ctid, t.xmin, t.xmax), 0)), 0) AS value FROM ONLY %I.%I t',
  'rows of ' || nspname || '.' || relname, nspname, relname)
FROM pg_class c JOIN pg_namespace n ON n.oid = relnamespace
WHERE relkind IN ('r', 'm') AND relpersistence <> 't' AND NOT relisshared
  AND relname NOT IN ('pg_statistic', 'pg_statistic_ext_data')
  AND (relkind <> 'm' OR relispopulated)
UNION ALL
SELECT $$SELECT 'objects', md5(string_agg(concat_ws(':', oid, relname, relnamespace, relkind,
  relowner, relfilenode, relacl::text, reloptions::text, relreplident, relpersistence), ' ' ORDER BY oid))
  FROM pg_class WHERE relpersistence <> 't'$$
UNION ALL
SELECT $$SELECT 'large objects', md5(string_agg(m.oid || ':' || coalesce(lomacl::text, '') || ':' ||
  coalesce((SELECT md5(string_agg(data, ''::bytea ORDER BY pageno)) FROM pg_largeobject p WHERE p.loid = m.oid), ''),
  ' ' ORDER BY m.oid)) FROM pg_largeobject_metadata m$$`;

/** State of sequences: `nextval` moves them mostly without a transaction id. */
export const SEQUENCES_SQL = `
SELECT 'sequence ' || c.oid::regclass, (xpath('//s/text()', query_to_xml(format(
  'SELECT last_value || '':'' || is_called AS s FROM %s', c.oid::regclass), false, true, '')))[1]::text
FROM pg_class c WHERE relkind = 'S'`;

/**
 * What belongs to the cluster and not to one database.
 *
 * $1: the process ids of the snapshot's own connections.
 * Left out: the position in the WAL (background writers log there); the segment's
 * name stays in, as only a switch or 16 MB of writes changes it.
 */
export const SHARED_SQL = `
SELECT 'next transaction id', pg_snapshot_xmax(pg_current_snapshot())::text
UNION ALL SELECT 'WAL segment', pg_walfile_name(pg_current_wal_insert_lsn())
UNION ALL SELECT 'timeline and recovery', pg_is_in_recovery()::text
UNION ALL SELECT 'start time', pg_postmaster_start_time()::text
UNION ALL SELECT 'settings', md5(string_agg(concat_ws('=', name, setting, source), ' ' ORDER BY name))
  FROM pg_settings WHERE source NOT IN ('default', 'session', 'client')
UNION ALL SELECT 'settings by role', string_agg(concat_ws('/', setdatabase, setrole, setconfig::text), ' ') FROM pg_db_role_setting
UNION ALL SELECT 'roles', md5(string_agg(a::text, ' ' ORDER BY oid)) FROM pg_authid a
UNION ALL SELECT 'memberships', md5(string_agg(concat_ws(':', roleid, member, admin_option), ' ' ORDER BY roleid, member)) FROM pg_auth_members
UNION ALL SELECT 'databases', string_agg(concat_ws(':', oid, datname, datdba, datconnlimit, datacl::text, datallowconn), ' ' ORDER BY oid) FROM pg_database
UNION ALL SELECT 'tablespaces', string_agg(concat_ws(':', oid, spcname, spcacl::text), ' ' ORDER BY oid) FROM pg_tablespace
UNION ALL SELECT 'slots', string_agg(slot_name || ':' || active, ' ' ORDER BY slot_name) FROM pg_replication_slots
UNION ALL SELECT 'replication origins', string_agg(roname, ' ' ORDER BY roname) FROM pg_replication_origin
UNION ALL SELECT 'subscriptions', string_agg(subname, ' ' ORDER BY subname) FROM pg_subscription
UNION ALL SELECT 'labels and comments', (SELECT count(*) FROM pg_shseclabel) || ':' || (SELECT count(*) FROM pg_shdescription)
UNION ALL SELECT 'prepared transactions', string_agg(gid, ' ' ORDER BY gid) FROM pg_prepared_xacts
UNION ALL SELECT 'advisory locks', string_agg(concat_ws(':', classid, objid, objsubid, mode), ' ' ORDER BY classid, objid) FROM pg_locks WHERE locktype = 'advisory'
UNION ALL SELECT 'locks on tables', string_agg(concat_ws(':', relation, mode), ' ' ORDER BY relation, mode) FROM pg_locks
  WHERE locktype = 'relation' AND relation >= 16384 AND pid <> ALL ($1)
UNION ALL SELECT 'sessions in a transaction', count(*)::text FROM pg_stat_activity
  WHERE backend_type = 'client backend' AND state <> 'idle' AND pid <> ALL ($1)
UNION ALL SELECT 'background workers', string_agg(DISTINCT backend_type, ' ') FROM pg_stat_activity
  WHERE backend_type NOT IN ('client backend', 'parallel worker', 'autovacuum worker')
UNION ALL SELECT 'notification queue', pg_notification_queue_usage()::text
UNION ALL SELECT 'statistics reset', md5(concat_ws(' ',
  (SELECT string_agg(stats_reset::text, ' ' ORDER BY datid) FROM pg_stat_database),
  (SELECT stats_reset FROM pg_stat_bgwriter), (SELECT stats_reset FROM pg_stat_archiver),
  (SELECT stats_reset FROM pg_stat_wal), (SELECT string_agg(stats_reset::text, ' ' ORDER BY name) FROM pg_stat_slru)))
UNION ALL SELECT 'statement statistics reset', CASE WHEN to_regclass('public.pg_stat_statements_info') IS NULL THEN 'none'
  ELSE (xpath('//stats_reset/text()', query_to_xml('SELECT stats_reset FROM public.pg_stat_statements_info', false, false, '')))[1]::text END
UNION ALL SELECT 'configuration files', md5(pg_read_file('postgresql.auto.conf') || pg_read_file('postgresql.conf') || pg_read_file('pg_hba.conf'))`;

/**
 * Names of files of the data directory, and which of the files in $1 exist.
 *
 * Left out: pg_wal (segments are recycled), pg_stat_tmp and pg_internal.init (caches
 * that any backend writes), pgsql_tmp (sorts on disk), the _fsm and _vm forks (made
 * by the first scan after a load), pg_logical/snapshots and pg_subtrans (background).
 */
export const FILES_SQL = `
SELECT 'files in ' || folder, md5(string_agg(name, ' ' ORDER BY name)) FROM (
  SELECT folder, name FROM unnest(ARRAY['.', 'global', 'pg_replslot', 'pg_tblspc', 'pg_twophase',
    'pg_logical', 'pg_snapshots', 'pg_dynshmem', 'pg_serial', 'pg_commit_ts']) AS folder,
    pg_ls_dir(folder, true, false) AS name
  UNION ALL
  SELECT 'base/' || oid, name FROM pg_database, pg_ls_dir('base/' || oid, true, false) AS name
) AS listed
WHERE name NOT IN ('pg_internal.init') AND name !~ '_(fsm|vm)$|^t[0-9]+_|^pgsql_tmp'
GROUP BY folder
UNION ALL
SELECT 'file ' || path, ((pg_stat_file(path, true)).size IS NOT NULL)::text FROM unnest($1::text[]) AS path`;
