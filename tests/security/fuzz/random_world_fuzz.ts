// Random queries over random schemas under random policies: what they answer is what a copy answers
// to whose data the policy was applied, and is the same, to the byte and in its order, where what
// the policy hides is something else.

import type { PostgresServer } from "../../support/postgres_server.ts";
import { CANARIES } from "../policy/policy_world.ts";
import { kindQuery } from "./kind_query.ts";
import { otherForm } from "./other_form.ts";
import { redQuery } from "../policy/red_query.ts";
import { createRandomWorld } from "./random_world.ts";
import { randomSource } from "./random_source.ts";

/** How long to ask. */
export interface RandomWorldOptions {
  readonly seed: number;
  readonly worlds: number;
  /** Queries of each. */
  readonly queries: number;
  /** Hears of every world that is done. */
  readonly onProgress?: (line: string) => void;
}

/** What was seen. */
export interface RandomWorldReport {
  readonly asked: number;
  /** Queries whose rows were compared. */
  readonly compared: number;
  readonly refused: number;
  /** They differ from the copy's. */
  readonly differences: readonly string[];
  /** They differ by what is hidden, or show it. */
  readonly leaks: readonly string[];
  /** What the copy answers, and the policy refused. */
  readonly forNothing: readonly string[];
  /** Why statements were refused, and how often. */
  readonly reasons: ReadonlyMap<string, number>;
}

const SETTINGS: readonly (readonly string[])[] = [
  [],
  ["enable_seqscan = off"],
  ["enable_seqscan = off", "enable_bitmapscan = off", "enable_sort = off"],
  ["enable_hashjoin = off", "enable_hashagg = off", "enable_nestloop = off"],
  [
    "enable_seqscan = off",
    "enable_hashjoin = off",
    "enable_nestloop = off",
    "enable_bitmapscan = off",
  ],
];

/** What PostgreSQL may answer in several ways: the copy's is another than the policy's. */
const FREE =
  /^EXPLAIN|pg_column_size|pg_typeof|^(?!.*ORDER BY).*(LIMIT|array_agg)|array_agg\([^ ]+\),/;

/** What hangs on the order of rows, which another form may change. */
const IN_ORDER = /random\(|LIMIT|(first|nth)_value|SEARCH|unnest|regexp_split/;

function haveSameRows(some: readonly string[], others: readonly string[]): boolean {
  const [these, those] = [some.toSorted(), others.toSorted()];
  return these.length === those.length && these.every((row, n) => row === those[n]);
}

/** Runs it. */
export async function runRandomWorlds(
  server: PostgresServer,
  options: RandomWorldOptions,
): Promise<RandomWorldReport> {
  const differences: string[] = [];
  const leaks: string[] = [];
  const forNothing: string[] = [];
  const reasons = new Map<string, number>();
  const counts = { asked: 0, compared: 0, refused: 0 };
  for (let at = 0; at < options.worlds; at++) {
    const random = randomSource(options.seed + at);
    const settings = random.pick(SETTINGS);
    await using world = await createRandomWorld(server, { random, settings });
    const where = `seed ${options.seed + at}`;
    for (let place = 0; place < options.queries; place++) {
      const sql = random.oneIn(2)
        ? redQuery(random, world.tables)
        : kindQuery(random, world.tables);
      const answer = await world.ask(sql);
      counts.asked++;
      const told = `${where}: ${sql}\n    ${answer.text.slice(0, 500)}`;
      if (CANARIES.test(answer.text)) leaks.push(told);
      const elsewhere = await world.askElsewhere(sql);
      if (elsewhere.text !== answer.text) {
        leaks.push(`${told}\n    elsewhere ${elsewhere.text.slice(0, 500)}`);
      }
      const expected = await world.askCopy(sql);
      if (answer.kind === "refused") {
        counts.refused++;
        reasons.set(answer.code, (reasons.get(answer.code) ?? 0) + 1);
        const allowed = answer.code === "PGMCP_MASKED_COLUMN" || sql.includes("NATURAL");
        if (expected.kind === "rows" && !allowed) forNothing.push(told);
        continue;
      }
      if (answer.kind === "error" || FREE.test(sql)) continue;
      if (random.oneIn(3) && !IN_ORDER.test(sql)) {
        const form = otherForm(random, sql);
        const same = await world.ask(form);
        if (CANARIES.test(same.text)) {
          leaks.push(`${where}: ${form}\n    ${same.text.slice(0, 500)}`);
        }
        // What stands otherwise may fail: of a type that cannot be compared, or a key that is grouped by.
        if (same.kind === "rows" && !haveSameRows(same.rows, answer.rows)) {
          differences.push(`${told}\n    ${form}\n    ${same.text.slice(0, 500)}`);
        }
      }
      if (expected.kind !== "rows") {
        if (/UNDEFINED/.test(expected.code)) differences.push(`${told}\n    copy ${expected.text}`);
        continue;
      }
      counts.compared++;
      const [these, those] = [answer.rows, expected.rows];
      if (!haveSameRows(these, those)) {
        const only = these.filter((row) => !those.includes(row)).slice(0, 2).join(" ");
        const missing = those.filter((row) => !these.includes(row)).slice(0, 2).join(" ");
        differences.push(
          `${where}: ${sql}\n    ${these.length} rows, copy ${those.length}; ${only} | ${missing}`,
        );
      }
    }
    options.onProgress?.(
      `${where}: ${counts.asked} asked, ${counts.compared} compared, ${counts.refused} refused, ` +
        `${differences.length} differ, ${leaks.length} leak, ${forNothing.length} for nothing`,
    );
  }
  return { ...counts, differences, leaks, forNothing, reasons };
}
