// One call of a tool: from the protocol's parameters to the protocol's result.
// Every failure becomes a result that a model can read; what is not ours to show
// is logged and answered as PGMCP_INTERNAL. SQL is never logged: it can hold values.

import { getLogger } from "@logtape/logtape";
import type { CallToolResult } from "@modelcontextprotocol/server";
import { PgmcpError } from "../../core/errors.ts";
import { counted } from "../../core/services/format/counted.ts";
import { faultTrace } from "../fault_trace.ts";
import type { Tool } from "../tools/tool.ts";
import type { ToolContext } from "../tools/tool_context.ts";
import type { ToolOutcome } from "../tools/tool_outcome.ts";
import { errorResult, refusalResult } from "./error_result.ts";

const log = getLogger(["pgmcp", "tools"]);

/** Runs `call` of `tool` and gives the result to send; never throws. */
export async function callTool(
  tool: Tool,
  call: ToolCall,
): Promise<CallToolResult> {
  const called = { tool: call.label, caller: call.caller };
  const startedMs = performance.now();
  const elapsedMs = () => Math.round(performance.now() - startedMs);
  try {
    const outcome = await call.run((context) => tool.call(call.input, context));
    if (outcome.kind === "refused") {
      const { code } = outcome.verdict;
      log.info("{tool} for {caller} was refused in {ms} ms: {code}", {
        ...called,
        code,
        ms: elapsedMs(),
      });
      return refusalResult(outcome.verdict, outcome.sql);
    }
    log.info("{tool} for {caller} answered {counted} in {ms} ms", {
      ...called,
      counted: counted(outcome.count, outcome.noun),
      count: outcome.count,
      ms: elapsedMs(),
    });
    return {
      content: outcome.texts.map((text) => ({ type: "text", text })),
      structuredContent: { ...outcome.structured },
    };
  } catch (error) {
    const shown = error instanceof PgmcpError
      ? error
      : new PgmcpError("PGMCP_INTERNAL", { cause: error });
    if (shown.code === "PGMCP_INTERNAL") {
      log.error("{tool} for {caller} failed inside pgmcp: {trace}", {
        ...called,
        trace: faultTrace(shown.cause ?? shown),
      });
    } else {
      log.info("{tool} for {caller} failed in {ms} ms: {code}", {
        ...called,
        code: shown.code,
        ms: elapsedMs(),
      });
    }
    return errorResult(shown);
  }
}

/** A call. */
export interface ToolCall {
  /** The tool, and the database where there is a choice, for the log. */
  readonly label: string;
  /** Whose call it is, for the log: a key's id, or `local`. */
  readonly caller: string;
  /** The arguments, unchecked. */
  readonly input: unknown;
  /** Runs `body` with the call's context. */
  run(body: ToolBody): Promise<ToolOutcome>;
}

/** What runs with a call's context. */
export type ToolBody = (context: ToolContext) => Promise<ToolOutcome>;
