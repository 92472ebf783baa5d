// The shop's own side of the demo: staff accounts, categories and products.

import { DEMO_COLOURS, DEMO_DEPARTMENTS } from "./demo_catalogue.ts";
import { DEMO_ORDER_DAYS, demoDayMs, demoEndMs, demoTimestamp } from "./demo_clock.ts";
import { DEMO_STAFF } from "./demo_people.ts";
import type { DemoRow } from "./demo_row.ts";
import type { SeededRandom } from "./seeded_random.ts";

/** A product as the rows of orders and reviews need it. */
export interface DemoProduct {
  readonly id: number;
  /** The article's name without the brand. */
  readonly article: string;
  readonly priceCents: number;
  /** How often it sells, against the others. */
  readonly popularity: number;
}

/** The rows of `users`, `categories` and `products`, and the products for those who need them. */
export interface DemoShop {
  readonly users: readonly DemoRow[];
  readonly categories: readonly DemoRow[];
  readonly products: readonly DemoRow[];
  readonly catalogue: readonly DemoProduct[];
}

const HASH_LETTERS = "./ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";

/** Cents as PostgreSQL reads a `numeric`. */
export function demoMoney(cents: number): string {
  return `${Math.floor(cents / 100)}.${String(cents % 100).padStart(2, "0")}`;
}

/** Makes the shop; the same for the same `random`. */
export function demoShopRows(random: SeededRandom): DemoShop {
  const users = DEMO_STAFF.map(([username, role], index) => userRow(random, index, username, role));
  const categories: DemoRow[] = [];
  const products: DemoRow[] = [];
  const catalogue: DemoProduct[] = [];
  for (const department of DEMO_DEPARTMENTS) {
    const parentId = categories.length + 1;
    categories.push([
      parentId,
      null,
      department.name,
      slug(department.name),
      department.description,
    ]);
    for (const category of department.categories) {
      const categoryId = categories.length + 1;
      categories.push([
        categoryId,
        parentId,
        category.name,
        slug(category.name),
        `${category.name} of the ${department.name.toLowerCase()} department`,
      ]);
      for (const [article, what, priceCents, weightGrams] of category.articles) {
        const brands = department.brands.filter(() => random.chance(0.55));
        for (const brand of brands.length > 0 ? brands : [random.pick(department.brands)]) {
          const id = products.length + 1;
          const price = variedPrice(random, priceCents);
          const popularity = random.pickWeighted([[1, 5], [2, 4], [4, 2], [9, 1]]);
          catalogue.push({ id, article, priceCents: price, popularity });
          const addedMs = demoDayMs(random.between(20, DEMO_ORDER_DAYS + 260));
          const tags = productTags(random, popularity, addedMs);
          const active = random.chance(0.94);
          products.push([
            id,
            `${slug(category.name).slice(0, 3).toUpperCase()}-${String(1000 + id * 7)}`,
            `${brand} ${article}`,
            categoryId,
            `${what}. Made by ${brand}.`,
            demoMoney(price),
            demoMoney(Math.floor(price * random.between(38, 67) / 100)),
            active
              ? random.pickWeighted([[0, 1], [random.between(1, 15), 3], [
                random.between(16, 240),
                8,
              ]])
              : 0,
            active,
            `{${tags.join(",")}}`,
            JSON.stringify({
              brand,
              colour: random.pickWeighted(DEMO_COLOURS),
              weight_g: weightGrams,
              ...(department.warrantyMonths > 0
                ? { warranty_months: department.warrantyMonths }
                : {}),
            }),
            demoTimestamp(addedMs + random.between(8, 17) * 3_600_000),
          ]);
        }
      }
    }
  }
  return { users, categories, products, catalogue };
}

function userRow(random: SeededRandom, index: number, username: string, role: string): DemoRow {
  const active = index < 2 || random.chance(0.85);
  const createdMs = demoDayMs(random.between(300, DEMO_ORDER_DAYS + 300)) +
    random.between(8, 17) * 3_600_000;
  const lastLoginMs = demoEndMs() - random.between(1, active ? 200 : 7000) * 3_600_000;
  const hash = Array.from({ length: 53 }, () => random.pick([...HASH_LETTERS])).join("");
  return [
    index + 1,
    username,
    `${username}@shop.example.com`,
    `$2b$12$${hash}`,
    role,
    active,
    lastLoginMs > createdMs ? demoTimestamp(lastLoginMs) : null,
    demoTimestamp(createdMs),
  ];
}

function variedPrice(random: SeededRandom, priceCents: number): number {
  const varied = Math.round(priceCents * random.between(88, 118) / 10_000) * 100;
  return Math.max(295, varied - random.pick([1, 5, 10, 50, 100]));
}

function productTags(random: SeededRandom, popularity: number, addedMs: number): readonly string[] {
  const tags: string[] = [];
  if (popularity >= 9) tags.push("bestseller");
  if (addedMs > demoDayMs(120)) tags.push("new");
  if (random.chance(0.15)) tags.push("sale");
  if (random.chance(0.12)) tags.push("organic");
  if (random.chance(0.1)) tags.push("gift");
  return tags;
}

function slug(name: string): string {
  return name.toLowerCase().replaceAll(/[^a-z0-9]+/g, "-");
}
