// Quotas in memory, beside the stores that keep them; the agent counts with the same one.

export { createMemoryQuotaStore } from "../../core/services/memory_quota_store.ts";
