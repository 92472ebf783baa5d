// What is remembered of callers is bounded, however many there are, and forgets nobody who is
// known for one who is new.

import assert from "node:assert/strict";
import { PgmcpError } from "../../../core/errors.ts";
import { createMemoryQuotaStore } from "../../../core/services/memory_quota_store.ts";
import { RecentEntries } from "../../../core/services/recent_entries.ts";
import { UntrustedReads } from "../../../core/services/untrusted_reads.ts";
import { parsePolicy } from "../../../core/policy/parse_policy.ts";

const HOUR_MS = 3_600_000;
const BUSY = { code: "PGMCP_BUSY" };

/** How many new subjects are counted before one is refused. */
async function fill(take: (id: number) => Promise<unknown>): Promise<number> {
  for (let id = 0; id < 200_000; id++) {
    try {
      await take(id);
    } catch (error) {
      assert.ok(error instanceof PgmcpError && error.code === "PGMCP_BUSY", String(error));
      return id;
    }
  }
  return Infinity;
}

Deno.test("quotas in memory have room for thousands of callers and no end of memory for none", async () => {
  let nowMs = Date.parse("2026-11-22T10:00:00Z");
  const store = createMemoryQuotaStore(() => nowMs);
  const hourly = { windowMs: HOUR_MS, limit: 2, amount: 1 };
  const counted = await fill((id) => store.take(`policy:p.yaml:${id}`, hourly));
  assert.ok(counted > 20_000 && counted < 40_000, String(counted));
  // Whoever is known goes on, up to the limit; who is new is not even told what is left.
  assert.equal((await store.take("policy:p.yaml:7", hourly)).remaining, 0);
  assert.equal((await store.take("policy:p.yaml:7", hourly)).allowed, false);
  await assert.rejects(store.take("policy:p.yaml:new", { ...hourly, amount: 0 }), BUSY);
  nowMs += 3 * HOUR_MS;
  assert.equal((await store.take("policy:p.yaml:new", hourly)).remaining, 1);
  assert.equal((await store.take("policy:p.yaml:7", hourly)).remaining, 1);
});

Deno.test("long names take the room of many", async () => {
  const store = createMemoryQuotaStore();
  const hourly = { windowMs: HOUR_MS, limit: 2, amount: 1 };
  const counted = await fill((id) => store.take(`${id} ${"x".repeat(10_000)}`, hourly));
  assert.ok(counted < 2_000, String(counted));
});

Deno.test("who has read outsiders' text is remembered for the hour, however many others read it", async () => {
  const parsed = await parsePolicy(
    "policy:\n  combine_untrusted: false\n  tables: {tickets: {untrusted: true}}\n",
  );
  assert.ok(parsed.kind === "policy");
  const { policy } = parsed;
  let nowMs = 0;
  const reads = new UntrustedReads(() => nowMs);
  const reach = (name: string) => [{
    named: { schema: "public", name },
    tables: [{ schema: "public", name }],
  }];
  const read = (id: string, name: string) =>
    reads.admit(id, { policy, role: null, relations: reach(name) });
  read("ada", "tickets");
  const others = await fill((id) => Promise.resolve().then(() => read(`${id}`, "tickets")));
  assert.ok(others > 20_000 && others < 40_000, String(others));
  assert.throws(() => read("ada", "orders"), { code: "PGMCP_UNTRUSTED_COMBINATION" });
  read("new", "orders");
  assert.throws(() => read("new", "tickets"), BUSY);
  nowMs += 2 * HOUR_MS;
  read("new", "tickets");
  read("ada", "orders");
});

Deno.test("an entry is kept until its time is over, and only then makes room", () => {
  const entries = new RecentEntries<string>(4_000);
  for (const key of ["a", "b", "c"]) entries.set(key, key, { nowMs: 0, untilMs: 100_000 });
  assert.throws(() => entries.set("d", "d", { nowMs: 0, untilMs: 1 }), BUSY);
  entries.set("a", "again", { nowMs: 0, untilMs: 300_000 });
  assert.throws(() => entries.makeRoom("d", 99_999), BUSY);
  entries.set("d", "d", { nowMs: 200_000, untilMs: 300_000 });
  assert.deepEqual(["a", "b", "d"].map((key) => entries.get(key)), ["again", undefined, "d"]);
  entries.delete("a");
  assert.equal(entries.get("a"), undefined);
});
