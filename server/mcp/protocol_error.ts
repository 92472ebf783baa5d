// An error as the protocol's own, for requests that have no result to put it in:
// resources, prompts, completions. The code and the hint of our table travel in
// `data`; what is not ours to show is logged and answered as PGMCP_INTERNAL.

import { getLogger } from "@logtape/logtape";
import { ProtocolError } from "@modelcontextprotocol/server";
import { ERROR_TABLE, PgmcpError } from "../../core/errors.ts";
import { visibleLines } from "../../core/services/format/visible_text.ts";
import { faultTrace } from "../fault_trace.ts";

const log = getLogger(["pgmcp", "requests"]);

/** Runs `body` of a request for `method`; whatever it throws leaves as a `ProtocolError`. */
export async function withProtocolErrors<T>(method: string, body: () => Promise<T>): Promise<T> {
  try {
    return await body();
  } catch (error) {
    if (error instanceof ProtocolError) throw error;
    const shown = error instanceof PgmcpError
      ? error
      : new PgmcpError("PGMCP_INTERNAL", { cause: error });
    const { code, message, hint, cause } = shown;
    if (code === "PGMCP_INTERNAL") {
      log.error("{method} failed inside pgmcp: {trace}", { method, trace: faultTrace(cause) });
    } else {
      log.info("{method} failed: {code}", { method, code });
    }
    // Messages can name tables, and whoever names a table may hide text in the name.
    throw new ProtocolError(
      ERROR_TABLE[code].jsonRpcCode,
      visibleLines(`${code}: ${message} ${hint}`),
      { code, hint: visibleLines(hint) },
    );
  }
}
