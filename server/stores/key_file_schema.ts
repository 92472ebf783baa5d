// The tables of the file that KEYS_FILE names, and how an older file becomes one of now.
// A migration is never changed once it was released: another one is added.

/** `PRAGMA application_id`: "pgmc", so that no other program's file is taken for ours. */
export const APPLICATION_ID = 0x70676d63;

/** What leads from each `PRAGMA user_version` to the next; the first makes an empty file ours. */
export const MIGRATIONS: readonly string[] = [
  `
  CREATE TABLE api_key (
    id TEXT PRIMARY KEY,
    kind TEXT NOT NULL CHECK (kind IN ('agent', 'client')),
    name TEXT NOT NULL,
    databases TEXT NOT NULL,
    role TEXT,
    team TEXT,
    attributes TEXT NOT NULL,
    rate_amount INTEGER,
    rate_window_ms INTEGER,
    created_at_ms INTEGER NOT NULL,
    expires_at_ms INTEGER,
    revoked_at_ms INTEGER,
    used_at_ms INTEGER
  ) STRICT;
  CREATE TABLE api_key_secret (
    key_id TEXT NOT NULL REFERENCES api_key (id),
    hash BLOB NOT NULL CHECK (length(hash) = 32),
    expires_at_ms INTEGER,
    PRIMARY KEY (key_id, hash)
  ) STRICT;
  CREATE TABLE server_state (
    id INTEGER PRIMARY KEY CHECK (id = 1),
    version INTEGER NOT NULL,
    locked_since_ms INTEGER,
    locked_reason TEXT
  ) STRICT;
  INSERT INTO server_state VALUES (1, 0, NULL, NULL);
  CREATE TABLE quota (
    subject TEXT NOT NULL,
    window_ms INTEGER NOT NULL,
    slot INTEGER NOT NULL,
    used INTEGER NOT NULL,
    PRIMARY KEY (subject, window_ms, slot)
  ) STRICT, WITHOUT ROWID;
  `,
];
