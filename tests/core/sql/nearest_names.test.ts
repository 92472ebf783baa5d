import { deepStrictEqual, strictEqual } from "node:assert/strict";
import { nearestNames } from "../../../core/sql/nearest_names.ts";

Deno.test("nearest names come nearest first, and only as many as asked for", () => {
  const candidates = ["orders", "customers", "customer_orders", "order_items", "payments"];
  deepStrictEqual(nearestNames("custmers", candidates), ["customers"]);
  strictEqual(nearestNames("order", candidates)[0], "orders");
  strictEqual(nearestNames("order", candidates, 1).length, 1);
});

Deno.test("nearest names ignore letter case and see a swap of neighbours as one edit", () => {
  deepStrictEqual(nearestNames("ODRERS", ["orders"]), ["orders"]);
});

Deno.test("nearest names offer nothing where nothing is near", () => {
  deepStrictEqual(nearestNames("zebra", ["orders", "customers"]), []);
  deepStrictEqual(nearestNames("", ["orders"]), []);
  deepStrictEqual(nearestNames("orders", []), []);
  deepStrictEqual(nearestNames("orders", ["orders"], 0), []);
});

Deno.test("nearest names name a candidate once", () => {
  deepStrictEqual(nearestNames("orders", ["orders", "orders"]), ["orders"]);
});
