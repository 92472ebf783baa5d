// Draws a table of values for people: a heading, a rule, the rows. Columns that
// do not fit the screen are cut, the widest first; numbers stand on the right.

import { printableLine } from "./printable.ts";
import type { Style } from "./style.ts";
import { fitText, padText, textWidth } from "./text_width.ts";

/** What {@linkcode drawTable} draws. */
export interface Table {
  readonly headings: readonly string[];
  readonly rows: readonly (readonly string[])[];
}

/** How it is drawn. */
export interface TableOptions {
  /** The most columns a line may take. */
  readonly columns: number;
  readonly style: Style;
  /** How many columns from the left are never cut; none by default. */
  readonly whole?: number;
}

const GAP = "   ";
const NARROWEST = 4;

/** The table's lines. */
export function drawTable(table: Table, options: TableOptions): readonly string[] {
  const { style } = options;
  const rows = table.rows.map((row) => row.map(printableLine));
  const natural = table.headings.map((heading, index) =>
    Math.max(textWidth(heading), ...rows.map((row) => textWidth(row[index] ?? "")))
  );
  const { whole = 0 } = options;
  const kept = natural.slice(0, whole);
  const room = kept.reduce((left, width) => left - width, options.columns);
  const gaps = GAP.length * (natural.length - 1);
  const widths = [...kept, ...shrink(natural.slice(whole), room - gaps)];
  const numeric = table.headings.map((_, index) =>
    rows.length > 0 && rows.every((row) => /^-?[\d,]+(\.\d+)?$/.test(row[index] ?? ""))
  );

  function line(cells: readonly string[]): string {
    const padded = widths.map((width, index) =>
      padText(fitText(cells[index] ?? "", width), width, numeric[index] ? "right" : "left")
    );
    return padded.join(GAP).trimEnd();
  }

  return [
    style.bold(line(table.headings)),
    style.dim(widths.map((width) => "─".repeat(width)).join(GAP)),
    ...rows.map(line),
  ];
}

function shrink(natural: readonly number[], room: number): readonly number[] {
  const widths = [...natural];
  for (let total = widths.reduce((sum, width) => sum + width, 0); total > room; total--) {
    const widest = widths.indexOf(Math.max(...widths));
    const width = widths[widest] ?? 0;
    if (width <= NARROWEST) break;
    widths[widest] = width - 1;
  }
  return widths;
}
