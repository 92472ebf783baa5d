// What is answered where an answer is larger than the other side takes.

import { PgmcpError } from "../errors.ts";
import type { RpcFailure, RpcMessage } from "./json_rpc.ts";
import { fromWireError, toWireError } from "./wire_error.ts";

/** The failure to send instead of `message`; null where it is no answer. */
export function shorterAnswer(message: RpcMessage): RpcFailure | null {
  switch (message.kind) {
    case "result":
      return failure(
        message.id,
        new PgmcpError("PGMCP_RESULT_TOO_LARGE", {
          message: "The answer is larger than a message of the tunnel may be.",
        }),
      );
    case "failure":
      // The table's own words are short.
      return failure(message.id, new PgmcpError(fromWireError(message.error).code));
    case "request":
    case "notification":
      return null;
  }
}

function failure(id: number, error: PgmcpError): RpcFailure {
  return { kind: "failure", id, error: toWireError(error) };
}
