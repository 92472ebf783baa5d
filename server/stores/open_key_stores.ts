// The stores of keys and quotas that a configuration asks for: a file, or memory.

import type { ApiKeyStore } from "../../core/ports/api_key_store.ts";
import type { QuotaStore } from "../../core/ports/quota_store.ts";
import { createMemoryApiKeyStore } from "./memory_api_key_store.ts";
import { createMemoryQuotaStore } from "../../core/services/memory_quota_store.ts";

/** Both stores; disposing of them closes them. */
export interface KeyStores extends AsyncDisposable {
  readonly keys: ApiKeyStore;
  readonly quotas: QuotaStore;
}

/** Opens the file at `path`, made where there is none; null for memory. Throws `PGMCP_INVALID_CONFIGURATION` and `PGMCP_KEYS_UNAVAILABLE`. */
export async function openKeyStores(path: string | null): Promise<KeyStores> {
  const { keys, quotas } = path === null ? inMemory() : await inFile(path);
  return {
    keys,
    quotas,
    async [Symbol.asyncDispose]() {
      await quotas[Symbol.asyncDispose]();
      await keys[Symbol.asyncDispose]();
    },
  };
}

function inMemory(): Pick<KeyStores, "keys" | "quotas"> {
  return { keys: createMemoryApiKeyStore(), quotas: createMemoryQuotaStore() };
}

// SQLite is loaded only where there is a file.
async function inFile(path: string): Promise<Pick<KeyStores, "keys" | "quotas">> {
  const { openSqliteApiKeyStore } = await import("./sqlite_api_key_store.ts");
  const { openSqliteQuotaStore } = await import("./sqlite_quota_store.ts");
  return { keys: openSqliteApiKeyStore(path), quotas: openSqliteQuotaStore(path) };
}
