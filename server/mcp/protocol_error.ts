// An error as the protocol's own, for requests that have no result to put it in:
// resources, prompts, completions. The code and the hint of our table travel in
// `data`; what is not ours to show is logged and answered as PGMCP_INTERNAL.

import { getLogger } from "@logtape/logtape";
import { ProtocolError } from "@modelcontextprotocol/server";
import { ERROR_TABLE, PgmcpError } from "../../core/errors.ts";
import { visibleLines } from "../../core/services/format/visible_text.ts";
import { faultTrace } from "../fault_trace.ts";

const log = getLogger(["pgmcp", "requests"]);

/** A request, for the log. */
export interface LoggedRequest {
  readonly method: string;
  /** Whose it is: a key's id, or `local`. */
  readonly caller: string;
}

/** Runs `body` of `request`; whatever it throws leaves as a `ProtocolError`. */
export async function withProtocolErrors<T>(
  request: LoggedRequest,
  body: () => Promise<T>,
): Promise<T> {
  try {
    return await body();
  } catch (error) {
    if (error instanceof ProtocolError) throw error;
    const shown = error instanceof PgmcpError
      ? error
      : new PgmcpError("PGMCP_INTERNAL", { cause: error });
    const { code, message, hint, cause } = shown;
    if (code === "PGMCP_INTERNAL") {
      log.error("{method} for {caller} failed inside pgmcp: {trace}", {
        ...request,
        trace: faultTrace(cause),
      });
    } else {
      log.info("{method} for {caller} failed: {code}", { ...request, code });
    }
    // Messages can name tables, and whoever names a table may hide text in the name.
    throw new ProtocolError(
      ERROR_TABLE[code].jsonRpcCode,
      visibleLines(`${code}: ${message} ${hint}`),
      { code, hint: visibleLines(hint) },
    );
  }
}
