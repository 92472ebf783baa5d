// Many rows in one answer: 1,000 and 10,000 of four columns, through the bare driver
// and through MCP over stdio, in turns.

import pg from "pg";
import type { Measurement } from "./measurement.ts";
import { median } from "./median.ts";
import type { StdioClient } from "./stdio_client.ts";

/** Options of {@linkcode measureRows}. */
export interface RowsOptions {
  readonly databaseUrl: string;
  /** Its MAX_ROWS and MAX_RESULT_BYTES must let them through. */
  readonly stdio: StdioClient;
  readonly rounds: number;
}

/** Measures large answers. */
export async function measureRows(options: RowsOptions): Promise<readonly Measurement[]> {
  const driver = new pg.Client({ connectionString: options.databaseUrl });
  await driver.connect();
  const measurements: Measurement[] = [];
  for (const rows of [1_000, 10_000]) {
    const sql = `SELECT id, body, created_at, amount FROM points ORDER BY id LIMIT ${rows}`;
    const ways: Readonly<Record<string, () => Promise<unknown>>> = {
      "bare driver": () => driver.query({ text: sql, queryMode: "extended" }),
      "MCP over stdio, json": () => options.stdio.call("query", { sql }),
      "MCP over stdio, tsv": () => options.stdio.call("query", { sql, format: "tsv" }),
    };
    const samples = new Map<string, number[]>(Object.keys(ways).map((name) => [name, []]));
    for (let round = -2; round < options.rounds; round++) {
      for (const [name, way] of Object.entries(ways)) {
        const sent = performance.now();
        await way();
        if (round >= 0) samples.get(name)?.push(performance.now() - sent);
      }
    }
    const bareMs = median(samples.get("bare driver") ?? []).value;
    for (const [name, values] of samples) {
      const result = median(values);
      measurements.push({
        section: `${rows.toLocaleString("en")} rows`,
        name,
        unit: "ms",
        ...result,
        ratio: { of: "bare driver", times: result.value / bareMs },
      });
    }
  }
  await driver.end();
  return measurements;
}
