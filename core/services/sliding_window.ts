// How much was used in the last span of time, and whether more fits: the arithmetic of
// quotas, for every store alike. The span is counted in sixtieths, the oldest of them
// whole, so that no span ever sees more than the limit; a bucket that refills would let
// through twice as much in its first span.

import type { QuotaAnswer, QuotaRequest } from "../ports/quota_store.ts";

/** What was used in one slot. */
export interface UsedSlot {
  /** The slot's number since 1970. */
  readonly slot: number;
  readonly used: number;
}

/** What comes of a request, and where what it takes is to be counted. */
export interface WindowDecision {
  readonly answer: QuotaAnswer;
  /** The slot of now. */
  readonly slot: number;
  /** How much to count there. */
  readonly taken: number;
}

/** How many slots a span has. */
const SLOTS = 60;

/** The oldest slot that still counts at `nowMs`. */
export function oldestSlot(windowMs: number, nowMs: number): number {
  return slotAt(windowMs, nowMs) - SLOTS;
}

/** Decides on `request`; `used` holds the slots from {@linkcode oldestSlot} on, oldest first. */
export function decideQuota(
  request: QuotaRequest,
  state: { readonly used: readonly UsedSlot[]; readonly nowMs: number },
): WindowDecision {
  const { windowMs, limit, amount, overdraw = false } = request;
  const slot = slotAt(windowMs, state.nowMs);
  // What was counted far ahead of now was counted by a clock that was wrong.
  const counted = state.used.filter((each) => each.slot <= slot + SLOTS);
  const total = counted.reduce((sum, { used }) => sum + used, 0);
  const allowed = total + amount <= limit;
  const taken = allowed || overdraw ? amount : 0;
  const used = taken === 0 ? counted : [...counted, { slot, used: taken }];
  // What has to go: anything, or as much as was too much; after an overdraft one more.
  const surplus = allowed ? 1 : total + amount - limit + (overdraw ? 1 : 0);
  return {
    answer: {
      allowed,
      remaining: Math.max(0, limit - total - taken),
      resetsAtMs: freeAtMs(used, { surplus, windowMs, nowMs: state.nowMs }),
    },
    slot,
    taken,
  };
}

/** When `surplus` of what is used counts no more; never later than when none of it does. */
function freeAtMs(
  used: readonly UsedSlot[],
  options: { readonly surplus: number; readonly windowMs: number; readonly nowMs: number },
): number {
  let freed = 0;
  let atMs = options.nowMs;
  for (const { slot, used: amount } of used) {
    freed += amount;
    atMs = Math.ceil((slot + SLOTS + 1) * slotMs(options.windowMs));
    if (freed >= options.surplus) break;
  }
  return atMs;
}

function slotAt(windowMs: number, nowMs: number): number {
  return Math.floor(nowMs / slotMs(windowMs));
}

function slotMs(windowMs: number): number {
  return windowMs / SLOTS;
}
