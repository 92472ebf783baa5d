// The demo's reviews: of products that arrived, each customer at most one a product,
// kinder for what sells well.

import { demoEndMs, demoTimestamp } from "./demo_clock.ts";
import type { DemoDelivery } from "./demo_order_rows.ts";
import { demoReviewTexts } from "./demo_review_texts.ts";
import type { DemoRow } from "./demo_row.ts";
import type { SeededRandom } from "./seeded_random.ts";

const REVIEW_PROBABILITY = 0.21;

/** Makes the rows of `reviews`, in the order in which they were written. */
export function demoReviewRows(
  random: SeededRandom,
  deliveries: readonly DemoDelivery[],
): readonly DemoRow[] {
  const written = new Set<string>();
  const reviews: { readonly writtenMs: number; readonly values: DemoRow }[] = [];
  for (const { customerId, product, deliveredMs } of deliveries) {
    const writtenMs = deliveredMs + random.between(10, 30 * 24 * 60) * 60_000;
    const key = `${product.id} ${customerId}`;
    if (!random.chance(REVIEW_PROBABILITY) || writtenMs > demoEndMs() || written.has(key)) continue;
    written.add(key);
    const stars = random.pickWeighted([
      [5, 40 + product.popularity * 4],
      [4, 30],
      [3, 14],
      [2, 8],
      [1, 6],
    ]);
    const texts = demoReviewTexts(stars);
    const body = [texts.openings, texts.details, texts.endings]
      .map((sentences) => random.pick(sentences))
      .filter((sentence) => sentence !== "")
      .join(" ")
      .replaceAll("{name}", product.article);
    const helpful = random.pickWeighted([[0, 6], [random.between(1, 4), 4], [
      random.between(5, 40),
      1,
    ]]);
    reviews.push({
      writtenMs,
      values: [product.id, customerId, stars, random.pick(texts.titles), body, helpful],
    });
  }
  return reviews
    .sort((a, b) => a.writtenMs - b.writtenMs)
    .map(({ writtenMs, values }, index) => [index + 1, ...values, demoTimestamp(writtenMs)]);
}
