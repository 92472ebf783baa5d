// How a severity and a grade look: a word, a mark and a colour, so that none of the three
// alone has to carry the meaning.

import type { Severity } from "../../../core/doctor/finding.ts";
import type { Grade } from "../../../core/doctor/grade.ts";
import type { Style } from "../terminal/style.ts";

/** Eleven columns: the mark and the word. */
export function severityLabel(severity: Severity, style: Style): string {
  const word = severity.padEnd(9);
  switch (severity) {
    case "critical":
      return style.bold(style.red(`✗ ${word}`));
    case "high":
      return style.red(`✗ ${word}`);
    case "medium":
      return style.yellow(`! ${word}`);
    case "low":
      return style.cyan(`· ${word}`);
    case "info":
      return style.dim(`i ${word}`);
  }
}

/** The grade in its colour. */
export function gradeLabel(grade: Grade, style: Style): string {
  const letter = style.bold(grade);
  switch (grade) {
    case "A":
    case "B":
      return style.green(letter);
    case "C":
      return style.yellow(letter);
    case "D":
    case "F":
      return style.red(letter);
  }
}
