// API keys in memory: for tests, for trying the tunnel out, and for a server without keys,
// which has only a stop to keep. They end with the process.

import type {
  ApiKeyRotation,
  ApiKeyStore,
  Lockdown,
  StoredApiKey,
} from "../../core/ports/api_key_store.ts";
import { PgmcpError } from "../../core/errors.ts";

/** Makes an empty store. */
export function createMemoryApiKeyStore(): ApiKeyStore {
  const keys = new Map<string, StoredApiKey>();
  let stop: Lockdown | null = null;
  let changes = 0;

  /** The key, where it is there and not revoked. */
  function living(id: string): StoredApiKey | null {
    const key = keys.get(id);
    return key === undefined || key.revokedAtMs !== null ? null : key;
  }

  function rotated(key: StoredApiKey, { secret, oldUntilMs }: ApiKeyRotation): StoredApiKey {
    const old = key.secrets.map(({ hash, expiresAtMs }) => ({
      hash,
      expiresAtMs: Math.min(expiresAtMs ?? Infinity, oldUntilMs),
    }));
    return { ...key, secrets: [...old, secret] };
  }

  return {
    add(key) {
      if (keys.has(key.id)) {
        const taken = { message: `Cannot keep the key ${key.id}: there is one of that id.` };
        return Promise.reject(new PgmcpError("PGMCP_KEYS_UNAVAILABLE", taken));
      }
      keys.set(key.id, key);
      changes++;
      return Promise.resolve();
    },
    find: (id) => Promise.resolve(keys.get(id) ?? null),
    list: () => Promise.resolve([...keys.values()]),
    revoke(id, atMs) {
      const key = living(id);
      if (key === null) return Promise.resolve(false);
      keys.set(id, { ...key, revokedAtMs: atMs });
      changes++;
      return Promise.resolve(true);
    },
    rotate(id, rotation) {
      const key = living(id);
      if (key === null) return Promise.resolve(false);
      keys.set(id, rotated(key, rotation));
      changes++;
      return Promise.resolve(true);
    },
    noteUse(id, atMs) {
      const key = keys.get(id);
      if (key !== undefined) keys.set(id, { ...key, usedAtMs: atMs });
      return Promise.resolve();
    },
    lockdown: () => Promise.resolve(stop),
    setLockdown(lockdown) {
      stop = lockdown;
      changes++;
      return Promise.resolve();
    },
    version: () => Promise.resolve(changes),
    [Symbol.asyncDispose]: () => Promise.resolve(),
  };
}
