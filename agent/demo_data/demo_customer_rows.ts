// The demo's customers: registered over the years, of eight countries. Addresses are
// of the example domains (RFC 2606), phone numbers of ranges kept for fiction, social
// security numbers start with 9 and tax numbers with zeros: none was ever issued.

import { DEMO_ORDER_DAYS, demoDayMs, demoTimestamp } from "./demo_clock.ts";
import { DEMO_COUNTRIES, DEMO_NAMES } from "./demo_people.ts";
import type { DemoRow } from "./demo_row.ts";
import type { SeededRandom } from "./seeded_random.ts";

/** How many customers there are. */
const DEMO_CUSTOMER_COUNT = 400;

/** A customer as the rows of orders need it. */
export interface DemoCustomer {
  readonly id: number;
  readonly city: string;
  readonly country: string;
  readonly countryCode: string;
  /** When they registered, in milliseconds since 1970. */
  readonly createdMs: number;
}

/** The rows of `customers`, and the customers for those who need them. */
export interface DemoCustomers {
  readonly rows: readonly DemoRow[];
  readonly customers: readonly DemoCustomer[];
}

/** Makes the customers, in the order in which they registered. */
export function demoCustomerRows(random: SeededRandom): DemoCustomers {
  const registered = Array.from(
    { length: DEMO_CUSTOMER_COUNT },
    () =>
      demoDayMs(random.between(1, DEMO_ORDER_DAYS + 180)) +
      random.between(6 * 3600, 23 * 3600) * 1000,
  ).sort((a, b) => a - b);
  const addresses = new Set<string>();
  const rows: DemoRow[] = [];
  const customers: DemoCustomer[] = [];
  for (const [index, createdMs] of registered.entries()) {
    const id = index + 1;
    const origin = random.pick(DEMO_NAMES);
    const given = random.pick(origin.given);
    const family = random.pick(origin.family);
    const country = random.pickWeighted(DEMO_COUNTRIES);
    const city = random.pick(country.cities);
    const isUs = country.code === "US";
    customers.push({ id, city, country: country.name, countryCode: country.code, createdMs });
    rows.push([
      id,
      `${given} ${family}`,
      freshAddress(random, addresses, `${given}.${family}`),
      random.chance(0.88) ? country.phone.replaceAll("#", () => random.digits(1)) : null,
      city,
      country.name,
      isUs
        ? `9${random.digits(2)}-${String(random.between(1, 49)).padStart(2, "0")}-${
          random.digits(4)
        }`
        : null,
      !isUs && random.chance(0.6) ? `${country.code}-000-${random.digits(6)}` : null,
      demoTimestamp(createdMs),
    ]);
  }
  return { rows, customers };
}

function freshAddress(random: SeededRandom, taken: Set<string>, name: string): string {
  const local = name.toLowerCase()
    .replaceAll("ß", "ss").replaceAll("ł", "l").replaceAll("ı", "i").replaceAll("ø", "o")
    .normalize("NFD").replaceAll(/[^a-z.]/g, "");
  const domain = random.pickWeighted([["example.com", 5], ["example.org", 3], ["example.net", 2]]);
  let address = `${local}@${domain}`;
  for (let number = 2; taken.has(address); number++) address = `${local}${number}@${domain}`;
  taken.add(address);
  return address;
}
