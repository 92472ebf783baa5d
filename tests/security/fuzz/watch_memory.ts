// How much memory the guard holds after many statements, all of them different: as sent by
// analysts, refused, broken, and too deep for the parser now and then.

import { createGuard } from "../../../core/services/guard.ts";

/** Options of {@linkcode watchMemory}. */
export interface MemoryOptions {
  /** How many statements. */
  readonly statements: number;
  /** The statements to send, each with a number of its own in it. */
  readonly sql: readonly string[];
  /** How often memory is read, in statements. */
  readonly every: number;
  /** Hears each reading. */
  readonly onReading?: (reading: MemoryReading) => void;
}

/** Memory after some statements. */
export interface MemoryReading {
  readonly statements: number;
  /** What the process holds, in bytes. */
  readonly residentBytes: number;
  /** What the JavaScript heap holds, garbage included, in bytes. */
  readonly heapBytes: number;
}

const DEEP = `SELECT ${"(".repeat(16_000)}1${")".repeat(16_000)}`;
const DEEP_EVERY = 5_000;

/** Sends them one after the other to one guard. */
export async function watchMemory(options: MemoryOptions): Promise<readonly MemoryReading[]> {
  const guard = createGuard();
  const readings: MemoryReading[] = [];
  for (let sent = 1; sent <= options.statements; sent++) {
    const sql = options.sql[sent % options.sql.length] ?? "SELECT 1";
    await guard.check(sent % DEEP_EVERY === 0 ? DEEP : `${sql} -- ${sent}`);
    if (sent % options.every !== 0) continue;
    const { rss, heapUsed } = Deno.memoryUsage();
    const reading = { statements: sent, residentBytes: rss, heapBytes: heapUsed };
    readings.push(reading);
    options.onReading?.(reading);
  }
  return readings;
}
