// The guard alone, in this process and without a catalogue: small, medium and large
// SQL, as a new text each time and as one seen before.

import { createGuard } from "../../core/services/guard.ts";
import type { Measurement } from "./measurement.ts";
import { median } from "./median.ts";

const MEDIUM = `SELECT c.country, date_trunc('month', o.created_at) AS month, count(*) AS orders,
  sum(o.total_cents) / 100.0 AS revenue, avg(o.total_cents) FILTER (WHERE o.status = 'paid') AS paid
FROM orders o JOIN customers c ON c.id = o.customer_id
WHERE o.created_at >= now() - interval '1 year' AND o.status IN ('paid', 'shipped') AND c.active
  AND EXISTS (SELECT 1 FROM order_items i WHERE i.order_id = o.id AND i.quantity > 2)
GROUP BY c.country, month HAVING count(*) > 10 ORDER BY revenue DESC NULLS LAST LIMIT 50`;

const TEXTS: Readonly<Record<string, string>> = {
  "small SQL (43 characters)": "SELECT id, body FROM points WHERE id = 4242",
  [`medium SQL (${MEDIUM.length} characters)`]: MEDIUM,
  "large SQL (8 KB)": `SELECT id FROM points WHERE id IN (${
    Array.from({ length: 1_150 }, (_, number) => 100_000 + number).join(",")
  })`,
};

/** Checks of each text before any is measured: a server's engine has long compiled the guard. */
const WARM_CHECKS = 1_000;

/** Measures checks. */
export async function measureGuard(rounds: number): Promise<readonly Measurement[]> {
  const guard = createGuard();
  await guard.load();
  const measurements: Measurement[] = [];
  for (const [name, sql] of Object.entries(TEXTS)) {
    const samples = new Map<string, number[]>([["new text", []], ["text seen before", []]]);
    await check(sql);
    for (let round = -Math.max(rounds, WARM_CHECKS); round < rounds; round++) {
      // Another text to the guard, whose decisions are kept by text.
      const fresh = await check(`${sql} -- ${round}`);
      const known = await check(sql);
      if (round < 0) continue;
      samples.get("new text")?.push(fresh);
      samples.get("text seen before")?.push(known);
    }
    for (const [kind, values] of samples) {
      measurements.push({
        section: "guard",
        name: `${name}, ${kind}`,
        unit: "µs",
        ...median(values),
      });
    }
  }
  return measurements;

  async function check(sql: string): Promise<number> {
    const started = performance.now();
    const verdict = await guard.check(sql);
    if (verdict.kind === "refuse") throw new Error(`Cannot measure: ${verdict.message}`);
    return (performance.now() - started) * 1000;
  }
}
