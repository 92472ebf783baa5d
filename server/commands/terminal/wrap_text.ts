// Breaks prose into lines that fit, at spaces; a word that is longer than a line
// stands alone and whole, so that it can still be copied.

import { textWidth } from "./text_width.ts";

/** The lines of `text`, each at most `columns` wide where its words allow it. */
export function wrapText(text: string, columns: number): readonly string[] {
  const lines: string[] = [];
  for (const paragraph of text.split("\n")) {
    let line = "";
    for (const word of paragraph.split(" ")) {
      const longer = line === "" ? word : `${line} ${word}`;
      if (line !== "" && textWidth(longer) > columns) {
        lines.push(line);
        line = word;
      } else line = longer;
    }
    lines.push(line);
  }
  return lines;
}
