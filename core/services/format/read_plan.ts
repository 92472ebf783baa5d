// Reads what EXPLAIN (FORMAT JSON) gives: one array with one object. Anything else
// is not a plan and is an error; the plan's inside is left as PostgreSQL wrote it.

import { PgmcpError } from "../../errors.ts";

/** An object of a plan; its keys are PostgreSQL's, such as `Node Type`. */
export type PlanNode = Readonly<Record<string, unknown>>;

/** Whether a part of a plan is an object. */
export function isPlanNode(value: unknown): value is PlanNode {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** The plan in EXPLAIN's JSON text; throws `PGMCP_INTERNAL` where there is none. */
export function readPlan(text: string): PlanNode {
  let parsed: unknown;
  try {
    parsed = JSON.parse(text);
  } catch (cause) {
    throw new PgmcpError("PGMCP_INTERNAL", {
      message: "Cannot read the plan: it is not JSON.",
      cause,
    });
  }
  const plan: unknown = Array.isArray(parsed) ? parsed[0] : undefined;
  if (!isPlanNode(plan)) {
    throw new PgmcpError("PGMCP_INTERNAL", { message: "Cannot read the plan: it is empty." });
  }
  return plan;
}
