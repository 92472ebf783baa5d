// The demo's orders with their lines and payments, day by day: more of them in
// November and December, on Sundays and Mondays, and from year to year. Amounts are
// whole cents throughout, so that every payment equals its lines plus shipping.

import { DEMO_ORDER_DAYS, demoDayMs, demoEndMs, demoTimestamp } from "./demo_clock.ts";
import type { DemoCustomer } from "./demo_customer_rows.ts";
import type { DemoRow } from "./demo_row.ts";
import { demoMoney, type DemoProduct } from "./demo_shop_rows.ts";
import type { SeededRandom } from "./seeded_random.ts";

const DAY_MS = 86_400_000;
const HOUR_MS = 3_600_000;
/** Orders on an ordinary day in the middle of the period. */
const ORDERS_A_DAY = 2;
/** January to December. */
const MONTH_WEIGHTS = [0.9, 0.8, 0.95, 0.9, 1, 0.95, 0.85, 0.8, 1, 1.1, 1.6, 1.8];
/** Sunday to Saturday. */
const WEEKDAY_WEIGHTS = [1.25, 1.15, 1, 0.95, 0.95, 0.85, 0.9];
/** The staff accounts of the warehouse, which pack. */
const PACKERS = [8, 9, 10, 11, 12, 13];

/** What was bought and has arrived: who may review what, and since when. */
export interface DemoDelivery {
  readonly customerId: number;
  readonly product: DemoProduct;
  readonly deliveredMs: number;
}

/** The rows of `orders`, `order_items` and `payments`. */
export interface DemoOrders {
  readonly orders: readonly DemoRow[];
  readonly orderItems: readonly DemoRow[];
  readonly payments: readonly DemoRow[];
  readonly deliveries: readonly DemoDelivery[];
}

interface Progress {
  readonly status: string;
  readonly shippedMs: number | null;
  readonly deliveredMs: number | null;
}

/** Makes the orders of these customers and products. */
export function demoOrderRows(
  random: SeededRandom,
  of: { readonly customers: readonly DemoCustomer[]; readonly catalogue: readonly DemoProduct[] },
): DemoOrders {
  const orders: DemoRow[] = [];
  const orderItems: DemoRow[] = [];
  const payments: DemoRow[] = [];
  const deliveries: DemoDelivery[] = [];
  const choices = of.catalogue.map((product) => [product, product.popularity] as const);

  for (const orderedMs of orderTimes(random)) {
    const known = of.customers.filter((customer) => customer.createdMs < orderedMs);
    // Of two picks the earlier: those who came first order more often.
    const customer =
      known[Math.min(random.between(0, known.length - 1), random.between(0, known.length - 1))];
    if (customer === undefined) continue;
    const id = orders.length + 1;
    const progress = orderProgress(random, orderedMs);
    const coupon = random.chance(0.08) ? random.pick(["WELCOME10", "SPRING15", "THANKYOU5"]) : null;
    const discount = coupon === null ? 0 : Number(coupon.replace(/\D+/, ""));
    const products = new Set<DemoProduct>();
    const lines = random.pickWeighted([[1, 40], [2, 28], [3, 17], [4, 9], [5, 6]]);
    while (products.size < lines) products.add(random.pickWeighted(choices));

    let goodsCents = 0;
    let lineNumber = 0;
    for (const product of products) {
      lineNumber++;
      const quantity = product.priceCents > 20_000
        ? 1
        : random.pickWeighted([[1, 12], [2, 4], [3, 1]]);
      // Prices rose by some percent over the two years.
      const paidCents = orderedMs < demoDayMs(365)
        ? Math.floor(product.priceCents * 0.95)
        : product.priceCents;
      goodsCents += Math.floor((quantity * paidCents * (100 - discount) + 50) / 100);
      orderItems.push([id, lineNumber, product.id, quantity, demoMoney(paidCents), discount]);
      if (progress.deliveredMs !== null && progress.status === "delivered") {
        deliveries.push({ customerId: customer.id, product, deliveredMs: progress.deliveredMs });
      }
    }
    const shippingCents = goodsCents >= 7500 ? 0 : customer.countryCode === "DE" ? 490 : 890;
    orders.push([
      id,
      customer.id,
      progress.status,
      demoTimestamp(orderedMs),
      progress.shippedMs === null ? null : demoTimestamp(progress.shippedMs),
      progress.deliveredMs === null ? null : demoTimestamp(progress.deliveredMs),
      customer.city,
      customer.country,
      demoMoney(shippingCents),
      coupon,
      progress.shippedMs === null ? null : random.pick(PACKERS),
    ]);
    if (progress.status !== "pending" && progress.status !== "cancelled") {
      const amountCents = goodsCents + shippingCents;
      payments.push(paymentRow(random, payments.length + 1, {
        orderId: id,
        amountCents,
        refunded: progress.status === "refunded",
        countryCode: customer.countryCode,
        orderedMs,
      }));
    }
  }
  return { orders, orderItems, payments, deliveries };
}

function orderTimes(random: SeededRandom): readonly number[] {
  const times: number[] = [];
  for (let daysBefore = DEMO_ORDER_DAYS - 1; daysBefore >= 0; daysBefore--) {
    const dayMs = demoDayMs(daysBefore);
    const day = new Date(dayMs);
    const growth = 0.65 + 0.7 * (1 - daysBefore / DEMO_ORDER_DAYS);
    const expected = ORDERS_A_DAY * growth * (MONTH_WEIGHTS[day.getUTCMonth()] ?? 1) *
      (WEEKDAY_WEIGHTS[day.getUTCDay()] ?? 1) * (0.6 + 0.8 * random.fraction());
    const count = Math.floor(expected) + (random.chance(expected % 1) ? 1 : 0);
    for (let order = 0; order < count; order++) {
      times.push(dayMs + random.between(6 * 3600, 24 * 3600 - 1) * 1000);
    }
  }
  return times.sort((a, b) => a - b);
}

function orderProgress(random: SeededRandom, orderedMs: number): Progress {
  if (random.chance(0.04)) return { status: "cancelled", shippedMs: null, deliveredMs: null };
  const shippedMs = orderedMs + random.between(5 * 60, 70 * 60) * 60_000;
  const deliveredMs = shippedMs + random.between(20, 130) * HOUR_MS;
  const endMs = demoEndMs();
  if (deliveredMs < endMs) {
    return { status: random.chance(0.03) ? "refunded" : "delivered", shippedMs, deliveredMs };
  }
  if (shippedMs < endMs) return { status: "shipped", shippedMs, deliveredMs: null };
  const status = orderedMs > endMs - DAY_MS / 2 ? "pending" : "paid";
  return { status, shippedMs: null, deliveredMs: null };
}

function paymentRow(
  random: SeededRandom,
  id: number,
  order: {
    readonly orderId: number;
    readonly amountCents: number;
    readonly refunded: boolean;
    readonly countryCode: string;
    readonly orderedMs: number;
  },
): DemoRow {
  const method = random.pickWeighted([["card", 58], ["wallet", 24], ["bank_transfer", 14], [
    "gift_card",
    4,
  ]]);
  return [
    id,
    order.orderId,
    method,
    demoMoney(order.amountCents),
    demoMoney(order.refunded ? order.amountCents : 0),
    method === "card" ? random.digits(4) : null,
    // Check digits 00 never occur in an IBAN (ISO 13616: 02 to 98).
    method === "bank_transfer" ? `${order.countryCode}00${random.digits(18)}` : null,
    demoTimestamp(order.orderedMs + random.between(1, 240) * 1000),
  ];
}
