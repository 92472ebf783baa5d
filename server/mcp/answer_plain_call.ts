// Answers a plain call without the SDK: the same tool, run in the same way, and the same
// answer on the wire, which a test compares byte by byte.

import type { CallToolResult } from "@modelcontextprotocol/server";
import { runInScope, type ScopedRun } from "./call_runner.ts";
import type { PlainCall } from "./plain_call.ts";
import type { RequestScope } from "./request_scope.ts";
import { SERVER_INFO } from "./server_profile.ts";
import { callNamedTool } from "./tool_caller.ts";

/** An answer on the wire. */
export interface PlainAnswer {
  readonly result: CallToolResult;
  readonly jsonrpc: "2.0";
  readonly id: string | number;
}

/** What a plain call runs in. */
export interface PlainCallOptions extends ScopedRun {
  readonly scope: RequestScope;
  /** Which revision's form the answer takes. */
  readonly era: "modern" | "legacy";
}

/** The answer, or null where there is no such tool; never throws. */
export function answerPlainCall(
  call: PlainCall,
  options: PlainCallOptions,
): Promise<PlainAnswer> | null {
  const { scope, era } = options;
  const result = callNamedTool(call.name, {
    input: call.input,
    scope,
    run: (body) => runInScope(scope, options, body),
  });
  if (result === null) return null;
  return result.then((result) => ({
    result: era === "modern" ? modernResult(result) : result,
    jsonrpc: "2.0",
    id: call.id,
  }));
}

// 2026-07-28, "Results": every result says that it is complete, and who answers.
function modernResult(result: CallToolResult): CallToolResult {
  return {
    ...result,
    resultType: "complete",
    _meta: { "io.modelcontextprotocol/serverInfo": SERVER_INFO },
  };
}
