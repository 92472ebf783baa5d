// Quotas in memory: they end with the process.

import type { QuotaAnswer, QuotaRequest, QuotaStore } from "../ports/quota_store.ts";
import { RecentEntries } from "./recent_entries.ts";
import { decideQuota, oldestSlot, type UsedSlot } from "./sliding_window.ts";

/** Makes an empty store; `now` is the clock, in milliseconds since 1970. A new subject is `PGMCP_BUSY` where there are too many. */
export function createMemoryQuotaStore(now: () => number = Date.now): QuotaStore {
  // What was used, by subject and span: slot, amount, slot, amount, …, oldest first. An object
  // for each slot would take three times as much.
  const counts = new RecentEntries<readonly number[]>();

  function decide(subject: string, request: QuotaRequest): QuotaAnswer {
    const nowMs = now();
    const { windowMs } = request;
    const key = `${windowMs} ${subject}`;
    // Also where it is only asked what is left: what is let through upon that has to be counted.
    counts.makeRoom(key, nowMs);
    const used = usedSince(oldestSlot(windowMs, nowMs), counts.get(key) ?? []);
    const { answer, slot, taken } = decideQuota(request, { used, nowMs });
    if (taken > 0) {
      const kept = counted([...used, { slot, used: taken }]);
      counts.set(key, kept, { nowMs, untilMs: nowMs + 2 * windowMs });
    } else if (used.length === 0) counts.delete(key);
    return answer;
  }

  return {
    take: (subject, request) => Promise.try(() => decide(subject, request)),
    [Symbol.asyncDispose]: () => Promise.resolve(),
  };
}

function usedSince(oldest: number, flat: readonly number[]): readonly UsedSlot[] {
  const found: UsedSlot[] = [];
  for (let at = 0; at < flat.length; at += 2) {
    const [slot = 0, used = 0] = flat.slice(at, at + 2);
    if (slot >= oldest) found.push({ slot, used });
  }
  return found;
}

/** Of one slot all together. */
function counted(slots: readonly UsedSlot[]): readonly number[] {
  const bySlot = new Map<number, number>();
  for (const { slot, used } of slots) bySlot.set(slot, (bySlot.get(slot) ?? 0) + used);
  return [...bySlot].flat();
}
