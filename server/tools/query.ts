// The tool `query`: one statement through the guard. Rows travel once: as text by
// default, or in the structured content for programs that ask for it.

import { PgmcpError } from "../../core/errors.ts";
import type { QueryResult } from "../../core/ports/query_executor.ts";
import { uniqueColumnNames } from "../../core/services/format/column_names.ts";
import { counted } from "../../core/services/format/counted.ts";
import { jsonRows } from "../../core/services/format/json_rows.ts";
import { tsvRows } from "../../core/services/format/tsv_rows.ts";
import { type ValueRow, valueRows } from "../../core/services/format/value_rows.ts";
import type { StatementKind } from "../../core/sql/verdict.ts";
import { frameUntrusted, newBoundary } from "./frame_untrusted.ts";
import { policyNotes, policyRecord } from "./policy_notes.ts";
import {
  boolean,
  integer,
  list,
  nullable,
  number,
  object,
  oneOf,
  optional,
  text,
} from "./schema.ts";
import { defineTool, type Tool } from "./tool.ts";
import { truncationNote } from "./truncation_note.ts";

interface AnswerBody {
  readonly text: string;
  readonly rowCount: number;
  readonly rows?: readonly ValueRow[];
}

/** Runs one SQL statement. */
export const query: Tool = defineTool({
  name: "query",
  title: "Run a query",
  description:
    "Run one PostgreSQL statement (SELECT, WITH, VALUES, TABLE, SHOW or EXPLAIN; writes only if the operator admits them) and return its rows. Rows and bytes are limited: aggregate, filter and name columns instead of SELECT *. bigint, numeric and times come as strings.",
  input: {
    sql: text({ about: "One statement, values as literals, no $1" }),
    format: optional(
      oneOf(["json", "tsv", "structured"], {
        about:
          "json (default): array of objects; tsv: fewer tokens, NULL is \\N; structured: rows in structured content only",
      }),
    ),
  },
  output: {
    columns: list(object({ name: text(), type: text() })),
    row_count: integer(),
    truncated: boolean(),
    truncated_by: nullable(oneOf(["rows", "bytes"])),
    affected_rows: nullable(integer()),
    duration_ms: number(),
    time_zone: text(),
    rows: list(object({})),
    policy: object({}),
  },
  writes: true,
  async call({ sql, format = "json" }, { database, call }) {
    const { queries, limits } = database();
    const outcome = await queries.query({ sql }, call);
    if (outcome.kind === "refused") return { kind: "refused", verdict: outcome.verdict, sql };
    const { report, result, statement } = outcome;
    const body = formatOutcome(result, format, limits.maxBytes);
    const truncatedBy = body.rowCount < result.rows.length ? "bytes" : result.truncatedBy;
    const names = uniqueColumnNames(result.columns.map((column) => column.name));
    const notes = [
      ...(truncatedBy === null ? [] : [truncationNote(truncatedBy, body.rowCount, limits)]),
      ...policyNotes(report),
      ...(result.affectedRows === null ? [] : [writeNote(statement, result.affectedRows)]),
    ];
    return {
      kind: "answer",
      texts: [framed(body.text, report.untrusted), ...notes],
      structured: {
        columns: result.columns.map((column, at) => ({ name: names[at], type: column.typeName })),
        row_count: body.rowCount,
        truncated: truncatedBy !== null,
        truncated_by: truncatedBy,
        affected_rows: result.affectedRows,
        duration_ms: Math.round(result.durationMs * 1000) / 1000,
        time_zone: result.timeZone,
        ...(body.rows === undefined ? {} : { rows: body.rows }),
        ...policyRecord(report),
      },
      count: body.rowCount,
      noun: "row",
    };
  },
});

function framed(text: string, tables: readonly string[]): string {
  return tables.length === 0 ? text : frameUntrusted(text, { tables, boundary: newBoundary() });
}

// A write is committed by now. An error over its rows would have it tried again.
function formatOutcome(
  result: QueryResult,
  format: "json" | "tsv" | "structured",
  maxBytes: number,
): AnswerBody {
  try {
    return formatRows(result, format, maxBytes);
  } catch (error) {
    if (result.affectedRows === null || !(error instanceof PgmcpError)) throw error;
    return formatRows({ ...result, rows: [] }, format, maxBytes);
  }
}

function formatRows(
  result: QueryResult,
  format: "json" | "tsv" | "structured",
  maxBytes: number,
): AnswerBody {
  switch (format) {
    case "json":
      return jsonRows(result, maxBytes);
    case "tsv":
      return tsvRows(result, maxBytes);
    case "structured": {
      const rows = valueRows(result, maxBytes);
      const text = `${counted(rows.length, "row")} of ${
        counted(result.columns.length, "column")
      } in the structured content.`;
      return { text, rowCount: rows.length, rows };
    }
  }
}

function writeNote(statement: StatementKind, affectedRows: number): string {
  return `${statement.toUpperCase()} committed: ${counted(affectedRows, "row")} affected.`;
}
