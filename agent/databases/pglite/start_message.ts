// What a fresh Worker is told: the database, its files, and the data it starts
// from. The big modules are imported here and nowhere else, when a database is started.

import { demoShiftDays } from "../../demo_data/demo_clock.ts";
import { demoShiftSql } from "../../demo_data/demo_sql.ts";
import type { StartMessage } from "./pglite_messages.ts";

/** Which data to start with. */
export interface StartOptions {
  /** An absolute path; null for a database in memory. */
  readonly dataDir: string | null;
  /** Whether the data directory is still to be made; always so in memory. */
  readonly fresh: boolean;
  /** Whether a fresh one holds the demo; otherwise it is empty. */
  readonly demo: boolean;
  /** Today: the demo's dates are moved to end shortly before it. */
  readonly now: Date;
}

/** The prepared dump is the demo's; without its schema it is an empty database. */
const EMPTY_SQL =
  "DROP SCHEMA public CASCADE; CREATE SCHEMA public AUTHORIZATION pg_database_owner; " +
  "GRANT USAGE ON SCHEMA public TO PUBLIC; COMMENT ON SCHEMA public IS 'standard public schema';";

/** Gathers it; takes some tens of milliseconds. */
export async function createStartMessage(options: StartOptions): Promise<StartMessage> {
  const [{ PGLITE_WASM_BROTLI_BASE64 }, { PGLITE_FILES_BROTLI_BASE64 }, dump] = await Promise.all([
    import("./pglite_wasm.gen.ts"),
    import("./pglite_files.gen.ts"),
    options.fresh ? import("../../demo_data/demo_dump.gen.ts") : null,
  ]);
  return {
    kind: "start",
    wasm: PGLITE_WASM_BROTLI_BASE64,
    files: PGLITE_FILES_BROTLI_BASE64,
    dump: dump?.DEMO_DUMP_BROTLI_BASE64 ?? null,
    dataDir: options.dataDir,
    setUpSql: options.fresh ? setUpSql(options) : "",
  };
}

function setUpSql(options: StartOptions): string {
  if (!options.demo) return EMPTY_SQL;
  const days = demoShiftDays(options.now);
  return days === 0 ? "" : demoShiftSql(days);
}
