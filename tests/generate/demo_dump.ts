// Writes agent/demo_data/demo_dump.gen.ts: a data directory of the embedded database
// with the demo loaded, cleanly shut down, packed small. Two runs never give the same
// bytes (PostgreSQL writes clocks and random identifiers into it), so tests compare
// what is in it with what demo_sql.ts makes.
//
// deno run -A tests/generate/demo_dump.ts

import { PGlite } from "@electric-sql/pglite";
import { DEMO_LAST_DAY } from "../../agent/demo_data/demo_clock.ts";
import { loadDemo } from "../../agent/demo_data/demo_sql.ts";
import { brotliModule } from "./brotli_module.ts";
import { tarDirectory } from "./tar_directory.ts";

const output = new URL("../../agent/demo_data/demo_dump.gen.ts", import.meta.url);

// 16 MB of buffers hold the demo twice over; PGlite's default of 128 MB is memory and
// start-up time. Without recycling, a checkpoint leaves a single megabyte of WAL.
const CONFIGURATION = `
shared_buffers = 16MB
max_connections = 10
dynamic_shared_memory_type = posix
wal_recycle = off
min_wal_size = 2MB
max_wal_size = 8MB
log_timezone = UTC
timezone = UTC
datestyle = 'iso, mdy'
lc_messages = C
lc_monetary = C
lc_numeric = C
lc_time = C
default_text_search_config = 'pg_catalog.english'
`;

async function useDatabase(dataDir: string, use: (db: PGlite) => Promise<void>): Promise<void> {
  const db = await PGlite.create({ dataDir, initDbStartParams: ["--wal-segsize=1"] });
  await use(db);
  await db.close();
}

const dataDir = await Deno.makeTempDir({ prefix: "pgmcp-demo-dump-" });
await useDatabase(dataDir, async (db) => {
  await db.exec("CHECKPOINT");
});
await Deno.writeTextFile(`${dataDir}/postgresql.conf`, CONFIGURATION.trimStart());
await useDatabase(dataDir, async (db) => {
  await loadDemo((sql) => db.exec(sql));
  // Two thirds of a new cluster are its template databases, which nobody can copy here.
  await db.exec("UPDATE pg_database SET datistemplate = false");
  await db.exec("DROP DATABASE template0");
  await db.exec("DROP DATABASE template1");
  await db.exec("VACUUM FULL");
  await db.exec("VACUUM (FREEZE, ANALYZE)");
});
// Once more, so that the relation cache files are there and the old WAL is gone.
await useDatabase(dataDir, async (db) => {
  await db.exec("CHECKPOINT");
});

const { text, packedBytes, bytes } = brotliModule({
  generator: "tests/generate/demo_dump.ts",
  exports: "DEMO_DUMP_BROTLI_BASE64",
  doc: "The demo's data directory: tar, then brotli, then base64 with line breaks.",
  content: await tarDirectory(dataDir),
});
const day =
  `/** The day the dump's rows end on. */\nexport const DEMO_DUMP_LAST_DAY = "${DEMO_LAST_DAY}";\n`;
await Deno.writeTextFile(output, `${text}\n${day}`);
await Deno.remove(dataDir, { recursive: true });
console.log(
  `wrote ${output.pathname}: ${bytes} bytes, packed ${packedBytes}, as text ${text.length}`,
);
Deno.exit(0);
