// Revokes a key, stops everything and counts, then waits to be killed. A program of its
// own, so that it ends without closing anything.

import { openSqliteApiKeyStore } from "../../../server/stores/sqlite_api_key_store.ts";
import { openSqliteQuotaStore } from "../../../server/stores/sqlite_quota_store.ts";

const [path = "", id = ""] = Deno.args;
const store = openSqliteApiKeyStore(path);
const quotas = openSqliteQuotaStore(path);
await store.revoke(id, 5_000);
await store.setLockdown({ sinceMs: 6_000, reason: "killed soon" });
await quotas.take("ada", { windowMs: 86_400_000, limit: 100, amount: 7 });
console.log("written");
setTimeout(() => Deno.exit(3), 60_000);
