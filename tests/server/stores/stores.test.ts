// The contracts of the stores on each adapter.

import { apiKeyStoreContract } from "../../contracts/api_key_store_contract.ts";
import { quotaStoreContract } from "../../contracts/quota_store_contract.ts";
import { createMemoryApiKeyStore } from "../../../server/stores/memory_api_key_store.ts";
import { createMemoryQuotaStore } from "../../../core/services/memory_quota_store.ts";
import { openSqliteApiKeyStore } from "../../../server/stores/sqlite_api_key_store.ts";
import { openSqliteQuotaStore } from "../../../server/stores/sqlite_quota_store.ts";
import { temporaryFolder } from "../../support/temporary_folder.ts";

apiKeyStoreContract("keys in memory", async (body) => {
  await using store = createMemoryApiKeyStore();
  await body(store);
});

apiKeyStoreContract("keys in SQLite", async (body) => {
  await using folder = await temporaryFolder();
  await using store = openSqliteApiKeyStore(`${folder.path}/keys.sqlite`);
  await body(store);
});

quotaStoreContract("quotas in memory", async (now, body) => {
  await using store = createMemoryQuotaStore(now);
  await body(store);
});

quotaStoreContract("quotas in SQLite", async (now, body) => {
  await using folder = await temporaryFolder();
  await using store = openSqliteQuotaStore(`${folder.path}/keys.sqlite`, now);
  await body(store);
});
