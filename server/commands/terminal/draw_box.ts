// Draws a box around a few lines, with a title in its upper edge. Lines that do
// not fit are left whole and open the box on their right, so that what is meant
// for copying can still be copied.

import type { Style } from "./style.ts";
import { padText, textWidth } from "./text_width.ts";

/** How a box is drawn. */
export interface BoxOptions {
  readonly title: string;
  /** The columns the box takes. */
  readonly columns: number;
  readonly style: Style;
}

/** The box's lines around `content`, whose lines may hold colour codes. */
export function drawBox(content: readonly string[], options: BoxOptions): readonly string[] {
  const { style, title, columns } = options;
  const inner = columns - 4;
  const edge = "─".repeat(Math.max(0, columns - textWidth(title) - 5));
  return [
    `${style.dim("╭─")} ${style.bold(title)} ${style.dim(`${edge}╮`)}`,
    ...content.map((line) => {
      const fits = textWidth(line) <= inner;
      const end = fits ? ` ${style.dim("│")}` : "";
      return `${style.dim("│")} ${padText(line, inner)}${end}`.trimEnd();
    }),
    style.dim(`╰${"─".repeat(columns - 2)}╯`),
  ];
}
