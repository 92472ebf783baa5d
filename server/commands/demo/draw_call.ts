// Draws one call of the demo: the question, the SQL, and what came back, be it
// rows, rows that were cut, or a refusal with its reason.

import { counted } from "../../../core/services/format/counted.ts";
import { drawTable } from "../terminal/draw_table.ts";
import { printableLines } from "../terminal/printable.ts";
import type { Screen } from "../terminal/screen.ts";
import { createStyle } from "../terminal/style.ts";
import { wrapText } from "../terminal/wrap_text.ts";
import type { ToolAnswer } from "./call_tool_over_http.ts";
import type { DemoCall } from "./demo_calls.ts";

/** A call and its place among those shown. */
export interface NumberedCall extends DemoCall {
  /** From 1. */
  readonly number: number;
}

const INDENT = "   ";

/** The lines that show `call` and its `answer`. */
export function drawCall(
  call: NumberedCall,
  answer: ToolAnswer,
  screen: Pick<Screen, "columns" | "colour">,
): readonly string[] {
  const style = createStyle(screen.colour);
  const columns = screen.columns - INDENT.length;
  const body = answer.isError
    ? refusalLines(answer, { columns, screen })
    : answerLines(call, answer, { columns, screen });
  return [
    `${style.cyan(String(call.number))}  ${style.bold(call.question)}`,
    ...call.sql.split("\n").map((line) => INDENT + style.cyan(line)),
    "",
    ...body.map((line) => line === "" ? "" : INDENT + line),
    "",
  ];
}

interface DrawOptions {
  readonly columns: number;
  readonly screen: Pick<Screen, "colour">;
}

function answerLines(
  call: DemoCall,
  answer: ToolAnswer,
  { columns, screen }: DrawOptions,
): readonly string[] {
  const style = createStyle(screen.colour);
  const { structured, texts } = answer;
  const rows: readonly unknown[] = Array.isArray(structured.rows) ? structured.rows : [];
  const names: readonly unknown[] = Array.isArray(structured.columns)
    ? structured.columns.map((column: unknown) => Object(column).name)
    : [];
  const headings = names.map(String);
  const table = drawTable({
    headings,
    rows: rows.slice(0, call.shownRows).map((row) =>
      headings.map((heading) => showValue(Object(row)[heading]))
    ),
  }, { columns, style });
  const hidden = rows.length - call.shownRows;
  const milliseconds = Math.max(1, Math.round(Number(structured.duration_ms)));
  const cut = structured.truncated === true;
  const masked = Object(structured.policy).masked_columns?.length > 0;
  const summary = `${counted(rows.length, "row")} in ${milliseconds} ms`;
  return [
    ...table,
    ...(hidden > 0 ? [style.dim(`… and ${hidden} more`)] : []),
    "",
    cut
      ? style.yellow(`✂ cut at ${summary}`)
      : masked
      ? style.yellow(`✎ masked, ${summary}`)
      : style.green(`✓ ${summary}`),
    // After the rows' own text come the notes for the model.
    ...(cut || structured.policy !== undefined
      ? wrapText(printableLines(texts.slice(1).join(" ")), columns).map(style.dim)
      : []),
  ];
}

function refusalLines(answer: ToolAnswer, { columns, screen }: DrawOptions): readonly string[] {
  const style = createStyle(screen.colour);
  const [first = "", ...rest] = printableLines(answer.texts.join("\n")).split("\n");
  return [
    ...wrapText(`✗ refused  ${first}`, columns).map(style.red),
    ...rest.flatMap((line) => line.startsWith("Hint: ") ? wrapText(line, columns) : [line])
      .map(style.dim),
  ];
}

function showValue(value: unknown): string {
  if (value === null || value === undefined) return "";
  return typeof value === "object" ? JSON.stringify(value) : String(value);
}
