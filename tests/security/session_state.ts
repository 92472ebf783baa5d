// What one session holds that would outlive a statement: asked on the very
// connection that ran it, because no other session can see most of it.

/** One row, one text column: everything that a pooled connection must not carry on. */
export const SESSION_STATE_SQL = `
SELECT pg_catalog.concat_ws(E'\\n',
  'listening: ' || (SELECT pg_catalog.string_agg(c, ' ' ORDER BY c) FROM pg_catalog.pg_listening_channels() AS c),
  'prepared: ' || (SELECT pg_catalog.string_agg(name, ' ' ORDER BY name) FROM pg_catalog.pg_prepared_statements WHERE from_sql),
  'cursors: ' || (SELECT pg_catalog.string_agg(name, ' ' ORDER BY name) FROM pg_catalog.pg_cursors WHERE is_holdable),
  'locks: ' || (SELECT pg_catalog.string_agg(concat_ws(':', locktype, relation, mode), ' ' ORDER BY locktype, relation, mode)
    FROM pg_catalog.pg_locks WHERE pid = pg_catalog.pg_backend_pid()
    AND (locktype = 'advisory' OR (locktype = 'relation' AND relation >= 16384))),
  'temporary: ' || (SELECT pg_catalog.string_agg(relname, ' ' ORDER BY relname) FROM pg_catalog.pg_class
    WHERE relnamespace = pg_catalog.pg_my_temp_schema()),
  'user: ' || current_user || ' ' || session_user,
  'settings: ' || (SELECT pg_catalog.string_agg(name || '=' || setting, ' ' ORDER BY name) FROM pg_catalog.pg_settings
    WHERE source = 'session' OR name IN ('transaction_read_only', 'transaction_isolation', 'role', 'session_authorization'))
) AS state`;
