// `pgmcp policy suggest`: a policy for what looks like personal data. With --sample some
// values of each text column are looked at; none is printed, logged or kept.

import {
  suggestByName,
  suggestByValues,
  type Suggestion,
} from "../../../core/policy/suggest_masks.ts";
import { isText } from "../../../core/policy/suggest_masks.ts";
import { suggestedPolicy } from "../../../core/policy/suggested_policy.ts";
import type { Database } from "../../../core/ports/database.ts";
import type { ColumnDescription, TableDescription } from "../../../core/ports/schema_explorer.ts";
import { quoteIdentifier } from "../../../core/sql/quote.ts";
import { startProgressBar } from "../terminal/start_progress_bar.ts";
import { openPolicyTarget, type PolicySurroundings } from "./open_policy_target.ts";
import type { PolicyAction } from "./policy_action.ts";

/** Values of a column that are looked at. */
const SAMPLE_ROWS = 20;
/** Tables that are asked for at once. */
const PAGE_TABLES = 500;

/** Prints the policy; returns the exit code. */
export async function suggestPolicy(
  action: PolicyAction & { readonly kind: "suggest" },
  surroundings: PolicySurroundings,
): Promise<number> {
  const { errorScreen, screen } = surroundings;
  await using target = await openPolicyTarget(surroundings, { ...action, withPolicy: false });
  const { database } = target;
  const suggestions: Suggestion[] = [];
  const bar = startProgressBar(errorScreen, "Looking at the tables …");
  try {
    let done = 0;
    for await (const { table, total } of tablesOf(database)) {
      suggestions.push(...await suggestFor(table, { database, sample: action.sample }));
      bar.update(++done, total);
    }
  } finally {
    bar.stop();
  }
  screen.write(
    action.json
      ? suggestions.map((one) => `${JSON.stringify(one)}\n`).join("")
      : suggestedPolicy(suggestions),
  );
  return 0;
}

async function* tablesOf(
  { explorer }: Database,
): AsyncGenerator<{ readonly table: TableDescription; readonly total: number }> {
  let cursor: string | undefined;
  do {
    const page = await explorer.listTables({
      limit: PAGE_TABLES,
      ...(cursor === undefined ? {} : { cursor }),
    });
    for (const { kind, name, schema } of page.tables) {
      // Views show what tables hold: lineage takes care of them.
      if (kind === "view" || kind === "materialized view") continue;
      const table = await explorer.describeTable({
        schema,
        table: `"${name.replaceAll('"', '""')}"`,
      });
      yield { table, total: page.total };
    }
    cursor = page.nextCursor ?? undefined;
  } while (cursor !== undefined);
}

async function suggestFor(
  table: TableDescription,
  options: { readonly database: Database; readonly sample: boolean },
): Promise<readonly Suggestion[]> {
  const byName = table.columns.flatMap((column) => suggestByName(table, column) ?? []);
  if (!options.sample) return byName;
  const named = new Set(byName.map(({ column }) => column));
  const others = table.columns.filter(({ name, type }) => !named.has(name) && isText(type));
  if (others.length === 0) return byName;
  const values = await sampleOf(options.database, table, others);
  const byValues = others.flatMap((column, index) =>
    suggestByValues(
      table,
      column,
      values.map((row) => row[index] ?? null).filter((one) => one !== null),
    ) ?? []
  );
  return [...byName, ...byValues];
}

async function sampleOf(
  { executor }: Database,
  { name, schema }: TableDescription,
  columns: readonly ColumnDescription[],
): Promise<readonly (readonly (string | null)[])[]> {
  const list = columns.map((column) =>
    `pg_catalog.left(${quoteIdentifier(column.name)}::pg_catalog.text, 100)`
  );
  const { rows } = await executor.execute({
    sql: `SELECT ${list.join(", ")} FROM ${quoteIdentifier(schema)}.${
      quoteIdentifier(name)
    } LIMIT ${SAMPLE_ROWS}`,
    access: "read",
    limits: { maxRows: SAMPLE_ROWS, maxBytes: 1024 * 1024, timeoutMs: 5_000 },
  });
  return rows;
}
