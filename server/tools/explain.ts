// The tool `explain`: the plan of the statement that `query` would run, row cap
// included, as compact text for a model and as PostgreSQL's JSON for a program.

import { planText } from "../../core/services/format/plan_text.ts";
import { policyNotes } from "./policy_notes.ts";
import { boolean, number, object, optional, text } from "./schema.ts";
import { defineTool, type Tool } from "./tool.ts";

/** Shows a plan. */
export const explain: Tool = defineTool({
  name: "explain",
  title: "Explain a query",
  description:
    "Show the plan of a SELECT as query would run it, row limit included. analyze also runs it and measures.",
  input: {
    sql: text({ about: "The SELECT, without EXPLAIN" }),
    analyze: optional(boolean()),
  },
  output: {
    plan: object({}),
    duration_ms: number(),
  },
  async call({ sql, analyze = false }, { database, call }) {
    const outcome = await database().queries.explain({ sql, analyze }, call);
    if (outcome.kind === "refused") return { kind: "refused", verdict: outcome.verdict, sql };
    return {
      kind: "answer",
      texts: [planText(outcome.plan), ...policyNotes(outcome.report)],
      structured: {
        plan: outcome.plan,
        duration_ms: Math.round(outcome.durationMs * 1000) / 1000,
      },
      count: 1,
      noun: "plan",
    };
  },
});
