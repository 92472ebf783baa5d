import { strictEqual } from "node:assert/strict";
import { createDecisionCache } from "../../../core/sql/decision_cache.ts";

Deno.test("a decision is kept for exactly its text", () => {
  const cache = createDecisionCache<number>(100);
  cache.set("SELECT 1", 1);
  strictEqual(cache.get("SELECT 1"), 1);
  strictEqual(cache.get("SELECT 1 "), undefined);
  strictEqual(cache.get("select 1"), undefined);
});

Deno.test("the least recently used text goes first when the cache is full", () => {
  const cache = createDecisionCache<number>(6);
  cache.set("aa", 1);
  cache.set("bb", 2);
  cache.set("cc", 3);
  strictEqual(cache.get("aa"), 1);
  cache.set("dd", 4);
  strictEqual(cache.get("bb"), undefined);
  strictEqual(cache.get("aa"), 1);
  strictEqual(cache.get("cc"), 3);
});

Deno.test("a text larger than the cache is not kept, and drives nothing out", () => {
  const cache = createDecisionCache<number>(4);
  cache.set("aa", 1);
  cache.set("aaaaa", 2);
  strictEqual(cache.get("aaaaa"), undefined);
  strictEqual(cache.get("aa"), 1);
});

Deno.test("what a decision holds counts too, and goes with it", () => {
  const cache = createDecisionCache<number>(10);
  cache.set("aa", 1, 4);
  cache.set("bb", 2);
  cache.set("cc", 3, 6);
  strictEqual(cache.get("aa"), undefined);
  strictEqual(cache.get("bb"), 2);
  strictEqual(cache.get("cc"), 3);
  cache.set("dd", 4, 9);
  strictEqual(cache.get("dd"), undefined);
  strictEqual(cache.get("cc"), 3);
});

Deno.test("a text set twice counts once", () => {
  const cache = createDecisionCache<number>(4);
  cache.set("aa", 1);
  cache.set("aa", 2);
  cache.set("bb", 3);
  strictEqual(cache.get("aa"), 2);
  strictEqual(cache.get("bb"), 3);
});

Deno.test("no more decisions are kept than allowed, however short the texts", () => {
  const cache = createDecisionCache<number>(100, 2);
  for (const [value, text] of ["a", "b", "c"].entries()) cache.set(text, value);
  strictEqual(cache.get("a"), undefined);
  strictEqual(cache.get("b"), 1);
  strictEqual(cache.get("c"), 2);
});

Deno.test("a cache for little text keeps few decisions, however short the texts", () => {
  const cache = createDecisionCache<number>(128 * 1024);
  for (let value = 0; value < 1_000; value++) cache.set(`SELECT ${value}`, value);
  const kept = Array.from({ length: 1_000 }, (_, value) => cache.get(`SELECT ${value}`));
  strictEqual(kept.filter((value) => value !== undefined).length, 320);
  strictEqual(kept.at(-1), 999);
});
