// A refusal or an error as a tool result that a model can act on: the code, what
// happened, the place in its SQL, and what would be accepted. Nothing but our own
// messages: the cause stays in the log.

import type { CallToolResult } from "@modelcontextprotocol/server";
import type { ErrorCode, PgmcpError } from "../../core/errors.ts";
import { visibleLines } from "../../core/services/format/visible_text.ts";
import { showPosition } from "../../core/sql/show_position.ts";
import type { RefuseVerdict, UndecidedVerdict } from "../../core/sql/verdict.ts";

interface Shown {
  readonly code: ErrorCode;
  readonly message: string;
  readonly hint: string;
  /** Where in the client's SQL, in UTF-16 code units from zero. */
  readonly position?: number;
  readonly sqlState?: string;
}

/** The guard's "no" on `sql`. */
export function refusalResult(
  verdict: RefuseVerdict | UndecidedVerdict,
  sql: string,
): CallToolResult {
  const { code, message, hint, position } = verdict;
  if (position === null) return result({ code, message, hint }, null);
  return result({ code, message, hint, position }, showPosition(sql, position));
}

/** An error of the table. */
export function errorResult(error: PgmcpError): CallToolResult {
  const { code, message, hint, sqlState } = error;
  return result({ code, message, hint, ...(sqlState === undefined ? {} : { sqlState }) }, null);
}

function result(shown: Shown, place: string | null): CallToolResult {
  const { code, message, hint, position, sqlState } = shown;
  const lines = [`${code}: ${message}`, ...(place === null ? [] : [place]), `Hint: ${hint}`];
  return {
    // Messages can name tables, and whoever names a table may hide text in the name.
    content: [{ type: "text", text: visibleLines(lines.join("\n")) }],
    structuredContent: {
      error: {
        code,
        message,
        hint,
        ...(position === undefined ? {} : { position }),
        ...(sqlState === undefined ? {} : { sql_state: sqlState }),
      },
    },
    isError: true,
  };
}
