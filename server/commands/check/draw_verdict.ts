// Shows one verdict to people: what it is, where, the code, the place in the SQL
// with a caret, and what to do.

import { showPosition } from "../../../core/sql/show_position.ts";
import type { Verdict } from "../../../core/sql/verdict.ts";
import { printableLine, printableLines } from "../terminal/printable.ts";
import type { Screen } from "../terminal/screen.ts";
import { createStyle, type Style } from "../terminal/style.ts";
import { fitText, textWidth } from "../terminal/text_width.ts";
import { wrapText } from "../terminal/wrap_text.ts";
import type { CheckItem } from "./check_item.ts";

const INDENT = "    ";

/** The lines that show `verdict` on `item`. */
export function drawVerdict(
  item: CheckItem,
  verdict: Verdict,
  screen: Pick<Screen, "columns" | "colour">,
): readonly string[] {
  const style = createStyle(screen.colour);
  const label = labelOf(verdict, style);
  const origin = printableLine(item.origin);
  const room = Math.max(20, screen.columns - textWidth(label) - textWidth(origin) - 4);
  const head = `${label}  ${style.bold(origin)}  ${
    style.dim(fitText(printableLine(item.sql), room))
  }`;
  if (verdict.kind === "allow") return [head];
  const columns = screen.columns - INDENT.length;
  const place = verdict.position === null
    ? []
    : printableLines(showPosition(item.sql, verdict.position)).split("\n");
  const body = [
    style.bold(verdict.code),
    ...wrapText(printableLines(verdict.message), columns),
    ...place.map(style.cyan),
    ...wrapText(printableLines(verdict.hint), columns).map(style.dim),
  ];
  return [head, ...body.map((line) => `${INDENT}${line}`), ""];
}

function labelOf(verdict: Verdict, style: Style): string {
  switch (verdict.kind) {
    case "allow":
      return style.green("✓ allow    ");
    case "refuse":
      return style.red("✗ refuse   ");
    case "undecided":
      return style.yellow("? undecided");
  }
}
