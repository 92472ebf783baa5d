// The prompt `explain_slow_query`: why a query takes long, and what would help.

import { fenced } from "./fenced.ts";
import type { Prompt } from "./prompt.ts";

/** Asks for the reason and a remedy. */
export const explainSlowQuery: Prompt = {
  name: "explain_slow_query",
  title: "Explain a slow query",
  description: "Find out why a query is slow, and propose a faster one or an index.",
  arguments: [{ name: "sql", description: "The SELECT, without EXPLAIN", required: true }],
  text({ sql = "" }) {
    return [
      "Find out why this query is slow:",
      fenced(sql, "sql"),
      "",
      "1. Call explain for its plan. explain adds the row limit of query, so the plan can be better than that of the whole result: say so where it matters.",
      "2. Call describe_table for its tables: indexes, keys, column types, estimated rows.",
      "3. If the plan's cost is moderate, call explain with analyze: true; that runs the query under the time limit. If it times out, explain its parts.",
      "4. Look for: estimated rows far from actual ones; sequential scans that keep few rows; nested loops with many turns; sorts and hashes that spill to disk; functions or casts around an indexed column; OFFSET; OR across columns.",
      "",
      "Report the step that costs most and why; then what would help, the most effective first:",
      "- a rewritten query that gives the same rows: compare both with explain;",
      "- an index, as a CREATE INDEX CONCURRENTLY statement for somebody who may run it, with what it costs;",
      "- ANALYZE, or extended statistics, where estimates are wrong.",
      "Say what you measured and what you only expect.",
    ].join("\n");
  },
};
