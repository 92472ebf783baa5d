// All rows of the demo, table by table in an order that satisfies the foreign keys.

import { demoCustomerRows } from "./demo_customer_rows.ts";
import { demoOrderRows } from "./demo_order_rows.ts";
import { demoReviewRows } from "./demo_review_rows.ts";
import type { DemoTable } from "./demo_row.ts";
import { demoShopRows } from "./demo_shop_rows.ts";
import { seededRandom } from "./seeded_random.ts";

const SEED = 20_261;

/** Makes the demo's tables; the same rows every time. */
export function demoTables(): readonly DemoTable[] {
  const random = seededRandom(SEED);
  const shop = demoShopRows(random);
  const { rows: customers, customers: people } = demoCustomerRows(random);
  const sales = demoOrderRows(random, { customers: people, catalogue: shop.catalogue });
  const reviews = demoReviewRows(random, sales.deliveries);
  return [
    table(
      "users",
      "id username email password_hash role is_active last_login_at created_at",
      shop.users,
    ),
    table("customers", "id name email phone city country ssn tax_id created_at", customers),
    table("categories", "id parent_id name slug description", shop.categories),
    table(
      "products",
      "id sku name category_id description price cost stock is_active tags attributes created_at",
      shop.products,
    ),
    table(
      "orders",
      "id customer_id status created_at shipped_at delivered_at shipping_city shipping_country " +
        "shipping_cost coupon_code handled_by",
      sales.orders,
    ),
    table(
      "order_items",
      "order_id line_number product_id quantity unit_price discount_percent",
      sales.orderItems,
    ),
    table(
      "payments",
      "id order_id method amount refunded_amount card_last4 iban paid_at",
      sales.payments,
    ),
    table(
      "reviews",
      "id product_id customer_id rating title body helpful_count created_at",
      reviews,
    ),
  ];
}

function table(name: string, columns: string, rows: DemoTable["rows"]): DemoTable {
  return { name, columns: columns.split(" "), rows };
}
