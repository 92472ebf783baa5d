// The demo as SQL: what creates it in an empty schema of any PostgreSQL from 13 on, and
// what moves its dates. It names no schema: the first of the search path gets it.

import { DEMO_TABLES_SQL, DEMO_VIEWS_SQL } from "./demo_schema.ts";
import { demoLiteral, type DemoTable } from "./demo_row.ts";
import { demoTables } from "./demo_tables.ts";

const ROWS_A_STATEMENT = 400;

/** The columns that hold moments, by table: what a move of the demo's dates changes. */
const MOMENTS: readonly (readonly [table: string, columns: readonly string[]])[] = [
  ["users", ["created_at", "last_login_at"]],
  ["customers", ["created_at"]],
  ["products", ["created_at"]],
  ["orders", ["created_at", "shipped_at", "delivered_at"]],
  ["payments", ["paid_at"]],
  ["reviews", ["created_at"]],
];

/** Runs SQL text that may hold several statements, as the simple query protocol does. */
export type SqlRunner = (sql: string) => Promise<unknown>;

/**
 * The demo's SQL, a piece at a time: types and tables, rows, counters, views,
 * statistics. Each piece may hold several statements; run them in order.
 */
export function* demoSql(): Generator<string> {
  yield DEMO_TABLES_SQL;
  for (const table of demoTables()) {
    yield* inserts(table);
    if (table.columns.includes("id")) {
      yield `SELECT setval(pg_get_serial_sequence('${table.name}', 'id'), ${table.rows.length});`;
    }
  }
  yield DEMO_VIEWS_SQL;
  yield "ANALYZE;";
}

/** SQL that moves every date of the demo by `days`, in one transaction. */
export function demoShiftSql(days: number): string {
  const move = `interval '${Math.trunc(days)} days'`;
  const updates = MOMENTS.map(([table, columns]) =>
    `UPDATE ${table} SET ${columns.map((column) => `${column} = ${column} + ${move}`).join(", ")};`
  );
  return ["BEGIN; SET LOCAL TimeZone = 'UTC';", ...updates, "COMMIT;"].join("\n");
}

/** Creates the demo with `run`, in the first schema of its search path. Errors are those of `run`. */
export async function loadDemo(run: SqlRunner): Promise<void> {
  for (const sql of demoSql()) await run(sql);
}

function* inserts(table: DemoTable): Generator<string> {
  for (let start = 0; start < table.rows.length; start += ROWS_A_STATEMENT) {
    const rows = table.rows.slice(start, start + ROWS_A_STATEMENT)
      .map((row) => `(${row.map(demoLiteral).join(", ")})`);
    yield `INSERT INTO ${table.name} (${table.columns.join(", ")}) VALUES\n${rows.join(",\n")};`;
  }
}
