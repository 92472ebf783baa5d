// Tries one attack the way a client's statement goes: guard with catalogue, then the
// executor. What the guard lets through is run only where the template says that it
// reads and ends by itself or by the limits; and never as a write. So a hole in the
// guard is reported here, and does nothing.

import { type ErrorCode, PgmcpError } from "../errors.ts";
import type { CallOptions, QueryResult } from "../ports/query_executor.ts";
import { allowedRequest } from "../services/allowed_request.ts";
import type { QueryContext } from "../services/run_query.ts";
import type { AllowVerdict, Verdict } from "../sql/verdict.ts";
import type { FilledAttack } from "./fill_templates.ts";
import { type Layer, layerOfRefusal } from "./layers.ts";

/** What became of an attack. */
export type GuardedOutcome =
  | { readonly kind: "stopped"; readonly layer: Layer }
  /** READ_ONLY=false admits it on purpose; it was not run. */
  | { readonly kind: "admitted" }
  | { readonly kind: "through"; readonly reason: string };

/** The database's errors, and the layer that each of them speaks for. */
const LAYER_OF_ERROR: Partial<Record<ErrorCode, Layer>> = {
  PGMCP_QUERY_TIMEOUT: "limits",
  PGMCP_RESULT_TOO_LARGE: "limits",
  PGMCP_PERMISSION_DENIED: "role",
  PGMCP_QUERY_FAILED: "execution",
  PGMCP_UNDEFINED_NAME: "execution",
};

/** Tries it. Throws where the database is lost: then nothing is proven. */
export async function tryGuarded(
  context: QueryContext,
  attack: FilledAttack,
  options: CallOptions = {},
): Promise<GuardedOutcome> {
  const checked = await stoppedOr(() => context.guard.check(attack.sql, options));
  if (checked.kind === "stopped") return checked;
  const { value: verdict } = checked;
  if (attack.template.class === "policy") return heldByPolicy(verdict);
  if (verdict.kind === "refuse") return { kind: "stopped", layer: layerOfRefusal(verdict.code) };
  if (verdict.kind === "undecided") {
    return { kind: "through", reason: "the guard could not decide, though it has the catalogue" };
  }
  if (verdict.access === "write") {
    return attack.template.singleWrite
      ? { kind: "admitted" }
      : { kind: "through", reason: "the guard allows it as a write; it was not run" };
  }
  if (!attack.template.runs) {
    return { kind: "through", reason: "the guard allows it; it was not run" };
  }
  return await runAllowed(context, verdict, options);
}

/** Refused, or shown with masks or filters; what else the guard allows of a hidden thing is a hole. */
function heldByPolicy(verdict: Verdict): GuardedOutcome {
  const held = verdict.kind === "refuse" || (verdict.kind === "allow" &&
    (verdict.policy?.maskedColumns.length ?? 0) + (verdict.policy?.filteredTables.length ?? 0) > 0);
  return held
    ? { kind: "stopped", layer: "policy" }
    : { kind: "through", reason: "the guard allows it and hides nothing; it was not run" };
}

async function runAllowed(
  { executor, limits }: QueryContext,
  verdict: AllowVerdict,
  options: CallOptions,
): Promise<GuardedOutcome> {
  const request = { ...allowedRequest(verdict, limits), access: "read" } as const;
  const answered = await stoppedOr(() => executor.execute(request, options));
  if (answered.kind === "stopped") return answered;
  const { value: result } = answered;
  if (result.rows.length > limits.maxRows) {
    return { kind: "through", reason: `it returned ${result.rows.length} rows` };
  }
  const bytes = bytesOf(result);
  if (bytes > limits.maxBytes) {
    return { kind: "through", reason: `it returned ${bytes} bytes` };
  }
  return { kind: "stopped", layer: "limits" };
}

/** What `work` gives, or the layer whose error it threw: the check plans some statements, and so may end as a run does. */
async function stoppedOr<Value>(
  work: () => Promise<Value>,
): Promise<
  | { readonly kind: "value"; readonly value: Value }
  | { readonly kind: "stopped"; readonly layer: Layer }
> {
  try {
    return { kind: "value", value: await work() };
  } catch (error) {
    const layer = error instanceof PgmcpError ? LAYER_OF_ERROR[error.code] : undefined;
    if (layer === undefined) throw error;
    return { kind: "stopped", layer };
  }
}

function bytesOf({ rows }: QueryResult): number {
  const encoder = new TextEncoder();
  return rows.flat().reduce((sum, value) => sum + encoder.encode(value ?? "").length, 0);
}
