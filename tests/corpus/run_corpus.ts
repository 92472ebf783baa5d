// Runs statements of the corpus through the whole pipeline, guard with the real catalogue and
// executor, and holds each answer to what the database answers without pgmcp.

import assert from "node:assert/strict";
import { openPostgres } from "../../agent/databases/postgres/open_postgres.ts";
import { createGuard } from "../../core/services/guard.ts";
import { runQuery } from "../../core/services/run_query.ts";
import { createParser } from "../../core/sql/parse.ts";
import { readStatement } from "../../core/sql/read_statement.ts";
import { type PlainAnswer, PlainDatabase } from "./corpus_database.ts";
import { REFUSED_ON_PURPOSE, WAITING } from "./expected_refusals.ts";
import type { CorpusStatement } from "./read_corpus.ts";

const LIMITS = { maxRows: 5_000, maxBytes: 20_000_000, timeoutMs: 20_000 };
const parser = createParser();

/** What became of one run of the corpus. */
export interface Tally {
  readonly failures: readonly string[];
  readonly answered: number;
  readonly waiting: number;
  readonly onPurpose: number;
}

/** Runs statements on the database at `url`, with and without pgmcp. */
export async function runCorpus(
  statements: readonly CorpusStatement[],
  url: string,
  schemas: readonly string[] | null,
): Promise<Tally> {
  await using plain = await PlainDatabase.open(url);
  await using database = openPostgres({ url, schemas, poolSize: 1 });
  const { catalogue, executor } = database;
  // Every plan is looked at, also where the text shows all that runs: it must be readable too.
  const planner = { executor, timeoutMs: LIMITS.timeoutMs, always: true };
  const guard = createGuard({ schemas, maxRows: LIMITS.maxRows, catalogue, planner });
  const failures: string[] = [];
  const count = { answered: 0, waiting: 0, onPurpose: 0 };
  for (const statement of statements) {
    const name = `${statement.topic}: ${statement.title}`;
    const expected = await plain.ask(statement.sql);
    const outcome = await runQuery({ guard, executor, limits: LIMITS }, statement.sql);
    if (outcome.kind === "rows") {
      if (Object.hasOwn(REFUSED_ON_PURPOSE, name)) failures.push(`${name}: no longer refused`);
      const { columns, rows } = outcome.result;
      const answer = { columns: columns.map((column) => column.name), rows };
      if (await same(statement, answer, expected)) count.answered++;
      else failures.push(`${name}: another answer than the database's own`);
    } else if (Object.hasOwn(REFUSED_ON_PURPOSE, name)) count.onPurpose++;
    else if (Object.hasOwn(WAITING, name)) count.waiting++;
    else failures.push(`${name}: ${outcome.verdict.code} ${outcome.verdict.message}`);
  }
  return { failures, ...count };
}

async function same(
  statement: CorpusStatement,
  answer: PlainAnswer,
  expected: PlainAnswer,
): Promise<boolean> {
  if (JSON.stringify(answer.columns) !== JSON.stringify(expected.columns)) return false;
  if (statement.mode !== "rows") return true;
  const [left, right] = [answer, expected].map(({ rows }) =>
    rows.map((row) => JSON.stringify(row))
  );
  if (!await hasOrder(statement.sql)) [left, right].forEach((rows) => rows?.sort());
  return JSON.stringify(left) === JSON.stringify(right);
}

/** Whether the statement itself, not a part of it, says in which order its rows come. */
async function hasOrder(sql: string): Promise<boolean> {
  const parsed = await parser.parse(sql);
  assert.equal(parsed.kind, "tree", sql);
  if (parsed.kind !== "tree") return false;
  const statement = readStatement(parsed.statements, { readOnly: true });
  return statement.kind === "statement" && statement.root?.node.sortClause !== undefined;
}
