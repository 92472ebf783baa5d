// deno task fuzz:memory: 200,000 different statements through one guard, and what it holds
// after each 20,000. Ends with 1 where memory grows.

import { ANALYST_STATEMENTS } from "../../core/sql/analyst_statements.ts";
import { allAttacks } from "../ledger.ts";
import { watchMemory } from "./watch_memory.ts";

const STATEMENTS = 200_000;
const EVERY = 20_000;
const MEGABYTE = 1024 * 1024;
/** What the resident size may grow by after the first readings, when caches are full. */
const GROWTH_BYTES = 64 * MEGABYTE;

const sql = [
  ...ANALYST_STATEMENTS.filter((statement) => !/^SHOW|--/.test(statement)),
  ...allAttacks.map((attack) => attack.sql).filter((text) => text.length < 500),
];
const readings = await watchMemory({
  statements: STATEMENTS,
  sql,
  every: EVERY,
  onReading({ statements, residentBytes, heapBytes }) {
    console.log(
      `${statements} statements: ${(residentBytes / MEGABYTE).toFixed(0)} MB resident, ` +
        `${(heapBytes / MEGABYTE).toFixed(0)} MB heap`,
    );
  },
});
const early = Math.max(...readings.slice(0, 3).map((reading) => reading.residentBytes));
const late = Math.min(...readings.slice(-3).map((reading) => reading.residentBytes));
console.log(`${((late - early) / MEGABYTE).toFixed(0)} MB grown since the first ${3 * EVERY}`);
if (late - early > GROWTH_BYTES) Deno.exit(1);
