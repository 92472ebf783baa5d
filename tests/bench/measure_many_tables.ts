// A database of 10,000 tables: the first page of list_tables, and describe_table.

import type { Measurement } from "./measurement.ts";
import { median } from "./median.ts";
import { startStdioClient } from "./stdio_client.ts";

/** Options of {@linkcode measureManyTables}. */
export interface ManyTablesOptions {
  /** A database that holds the tables of {@linkcode manyTablesSql}. */
  readonly databaseUrl: string;
  readonly rounds: number;
}

const TABLES = 10_000;
const LIST_TARGET_MS = 150;
const DESCRIBE_TARGET_MS = 50;

/** Statements that make the tables, each a transaction: one would take more locks than a server has. */
export function manyTablesSql(): readonly string[] {
  const batch = 1_000;
  return Array.from(
    { length: TABLES / batch },
    (_, number) =>
      `DO $$ BEGIN FOR n IN ${number * batch + 1}..${(number + 1) * batch} LOOP
      EXECUTE format('CREATE TABLE table_%s (id int PRIMARY KEY, name text NOT NULL, other int)', n);
    END LOOP; END $$`,
  );
}

/** Measures both. */
export async function measureManyTables(
  options: ManyTablesOptions,
): Promise<readonly Measurement[]> {
  const client = await startStdioClient({ env: { DATABASE_URL: options.databaseUrl } });
  const list: number[] = [];
  const describe: number[] = [];
  for (let round = 0; round <= options.rounds; round++) {
    const started = performance.now();
    await client.call("list_tables", {});
    const listed = performance.now();
    await client.call("describe_table", { table_name: `table_${1 + round * 97 % TABLES}` });
    if (round === 0) continue; // The connection, and PostgreSQL's own caches.
    list.push(listed - started);
    describe.push(performance.now() - listed);
  }
  await client.end();
  const section = "10,000 tables";
  return [
    {
      section,
      name: "list_tables, first page",
      unit: "ms",
      ...median(list),
      target: LIST_TARGET_MS,
    },
    {
      section,
      name: "describe_table",
      unit: "ms",
      ...median(describe),
      target: DESCRIBE_TARGET_MS,
    },
  ];
}
