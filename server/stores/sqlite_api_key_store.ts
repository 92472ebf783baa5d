// API keys in a SQLite file, which several processes may have open: the server, and the
// `pgmcp keys` that somebody runs beside it. What was written is on the disk (WAL,
// synchronous=FULL) before a call returns: a revoked key must not come back after a crash.

import type { SQLInputValue } from "node:sqlite";
import { PgmcpError } from "../../core/errors.ts";
import type { ApiKeyStore, StoredApiKey } from "../../core/ports/api_key_store.ts";
import { inTransaction } from "./in_transaction.ts";
import { keyOfRow, number, numberOrNull, type Row } from "./key_rows.ts";
import { openKeyFile } from "./open_key_file.ts";
import { watchIdentity } from "./watch_identity.ts";

/** Opens the store in the file at `path`, which it makes where there is none. Throws what {@linkcode openKeyFile} throws. */
export function openSqliteApiKeyStore(path: string): ApiKeyStore {
  const database = openKeyFile(path, { durable: "full" });
  const checkIdentity = watchIdentity(path);
  const statements = {
    find: database.prepare("SELECT * FROM api_key WHERE id = ?"),
    list: database.prepare("SELECT * FROM api_key ORDER BY created_at_ms, id"),
    secrets: database.prepare("SELECT * FROM api_key_secret WHERE key_id = ? ORDER BY rowid"),
    add: database.prepare(
      `INSERT INTO api_key (id, kind, name, databases, role, team, attributes, rate_amount,
        rate_window_ms, created_at_ms, expires_at_ms, revoked_at_ms, used_at_ms)
      VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
    ),
    addSecret: database.prepare(
      "INSERT INTO api_key_secret (key_id, hash, expires_at_ms) VALUES (?, ?, ?)",
    ),
    endSecrets: database.prepare(
      "UPDATE api_key_secret SET expires_at_ms = min(coalesce(expires_at_ms, ?1), ?1) WHERE key_id = ?2",
    ),
    living: database.prepare("SELECT 1 FROM api_key WHERE id = ? AND revoked_at_ms IS NULL"),
    revoke: database.prepare(
      "UPDATE api_key SET revoked_at_ms = ? WHERE id = ? AND revoked_at_ms IS NULL",
    ),
    noteUse: database.prepare("UPDATE api_key SET used_at_ms = ? WHERE id = ?"),
    state: database.prepare("SELECT * FROM server_state"),
    version: database.prepare("SELECT version FROM server_state"),
    stop: database.prepare("UPDATE server_state SET locked_since_ms = ?, locked_reason = ?"),
    changed: database.prepare("UPDATE server_state SET version = version + 1"),
  };

  function attempt<T>(body: () => T): Promise<T> {
    try {
      return Promise.resolve(body());
    } catch (cause) {
      const reason = cause instanceof Error ? cause.message : "unknown error";
      return Promise.reject(
        new PgmcpError("PGMCP_KEYS_UNAVAILABLE", {
          message: `Cannot use KEYS_FILE ${JSON.stringify(path)}: ${reason}.`,
          cause,
        }),
      );
    }
  }

  /** Changes something, and says so to every process that has the file open. */
  function change<T>(body: () => T): Promise<T> {
    return attempt(() =>
      inTransaction(database, () => {
        statements.changed.run();
        return body();
      })
    );
  }

  function key(row: Row): StoredApiKey {
    return keyOfRow(row, statements.secrets.all(String(row.id)));
  }

  return {
    add: (added) =>
      change(() => {
        statements.add.run(...columnsOf(added));
        for (const { hash, expiresAtMs } of added.secrets) {
          statements.addSecret.run(added.id, hash, expiresAtMs);
        }
      }),
    find: (id) =>
      attempt(() => {
        const row = statements.find.get(id);
        return row === undefined ? null : key(row);
      }),
    list: () => attempt(() => statements.list.all().map(key)),
    revoke: (id, atMs) => change(() => statements.revoke.run(atMs, id).changes === 1),
    rotate: (id, { secret, oldUntilMs }) =>
      change(() => {
        if (statements.living.get(id) === undefined) return false;
        statements.endSecrets.run(oldUntilMs, id);
        statements.addSecret.run(id, secret.hash, secret.expiresAtMs);
        return true;
      }),
    noteUse: (id, atMs) =>
      attempt(() => {
        // A server notes it between calls, and it is not worth waiting for the disk.
        database.exec("PRAGMA synchronous = NORMAL");
        try {
          statements.noteUse.run(atMs, id);
        } finally {
          database.exec("PRAGMA synchronous = FULL");
        }
      }),
    lockdown: () =>
      attempt(() => {
        const row = statements.state.get() ?? {};
        const sinceMs = numberOrNull(row, "locked_since_ms");
        const reason = row.locked_reason;
        return sinceMs === null
          ? null
          : { sinceMs, reason: typeof reason === "string" ? reason : null };
      }),
    setLockdown: (lockdown) =>
      change(() => void statements.stop.run(lockdown?.sinceMs ?? null, lockdown?.reason ?? null)),
    version: () =>
      attempt(() => {
        checkIdentity();
        return number(statements.version.get() ?? {}, "version");
      }),
    [Symbol.asyncDispose]: () => attempt(() => database.close()),
  };
}

/** A key's values, in the order of the columns. */
function columnsOf(key: StoredApiKey): SQLInputValue[] {
  return [
    key.id,
    key.kind,
    key.name,
    JSON.stringify(key.databases),
    key.role,
    key.team,
    JSON.stringify(key.attributes),
    key.rate?.amount ?? null,
    key.rate?.windowMs ?? null,
    key.createdAtMs,
    key.expiresAtMs,
    key.revokedAtMs,
    key.usedAtMs,
  ];
}
