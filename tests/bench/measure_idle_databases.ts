// What databases cost that are only configured, and that are open but idle: one
// process with one database and one with forty, all on one server.

import type { Measurement } from "./measurement.ts";
import { processUsage } from "./process_usage.ts";
import { startStdioClient } from "./stdio_client.ts";

const DATABASES = 40;
/** The number to reach for each more, idle after a call. */
const TARGET_MB = 3;

/** Measures memory. */
export async function measureIdleDatabases(databaseUrl: string): Promise<readonly Measurement[]> {
  const folder = await Deno.makeTempDir({ prefix: "pgmcp-bench-" });
  try {
    const one = await residentMb(folder, { databaseUrl, databases: 1 });
    const many = await residentMb(folder, { databaseUrl, databases: DATABASES });
    const each = (total: number, single: number) => (total - single) / (DATABASES - 1);
    const section = `${DATABASES} databases`;
    return [
      {
        section,
        name: "memory of each more, before a call",
        unit: "MB",
        value: each(many.configuredMb, one.configuredMb),
      },
      {
        section,
        name: "memory of each more, idle after a call",
        unit: "MB",
        value: each(many.idleMb, one.idleMb),
        target: TARGET_MB,
      },
    ];
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

async function residentMb(
  folder: string,
  options: { readonly databaseUrl: string; readonly databases: number },
): Promise<{ readonly configuredMb: number; readonly idleMb: number }> {
  const names = Array.from({ length: options.databases }, (_, number) => `shop_${number + 1}`);
  const file = `${folder}/${options.databases}.yaml`;
  const entries = names.map((name) => `  - name: ${name}\n    url: ${options.databaseUrl}\n`);
  await Deno.writeTextFile(file, `databases:\n${entries.join("")}`);
  const client = await startStdioClient({
    env: { CONFIG_FILE: file },
    permissions: [
      ...["--ignore-env", "--allow-env=CONFIG_FILE,LOG_LEVEL"],
      ...["--allow-net=127.0.0.1", `--allow-read=${folder}`],
    ],
  });
  await client.call("query", {
    sql: "SELECT 1",
    ...(names.length > 1 ? { database: names[0] } : {}),
  });
  const configured = await processUsage(client.pid);
  for (const database of names.slice(1)) await client.call("query", { sql: "SELECT 1", database });
  const idle = await processUsage(client.pid);
  await client.end();
  return { configuredMb: configured.residentMb, idleMb: idle.residentMb };
}
