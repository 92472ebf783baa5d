// Quotas in memory: they end with the process.

import type { QuotaStore } from "../ports/quota_store.ts";
import { decideQuota, oldestSlot } from "./sliding_window.ts";

/** Makes an empty store; `now` is the clock, in milliseconds since 1970. */
export function createMemoryQuotaStore(now: () => number = Date.now): QuotaStore {
  // Slot by slot what was used, by subject and span.
  const counts = new Map<string, Map<number, number>>();

  return {
    take(subject, request) {
      const nowMs = now();
      const key = `${request.windowMs} ${subject}`;
      const slots = counts.get(key) ?? new Map<number, number>();
      const oldest = oldestSlot(request.windowMs, nowMs);
      for (const slot of slots.keys()) if (slot < oldest) slots.delete(slot);
      const used = [...slots].map(([slot, amount]) => ({ slot, used: amount }));
      const { answer, slot, taken } = decideQuota(request, { used, nowMs });
      if (taken > 0) slots.set(slot, (slots.get(slot) ?? 0) + taken);
      if (slots.size > 0) counts.set(key, slots);
      else counts.delete(key);
      return Promise.resolve(answer);
    },
    [Symbol.asyncDispose]: () => Promise.resolve(),
  };
}
