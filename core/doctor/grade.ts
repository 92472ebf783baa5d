// The grade over all findings. The formula is meant to be held in one's head: the worst
// finding decides, and what cannot be forgiven is not outweighed by what is fine.

import { type Finding, SEVERITIES, type Severity } from "./finding.ts";

/** How well a role is bounded: A to F. */
export type Grade = "A" | "B" | "C" | "D" | "F";

/** The grades, best first. */
export const GRADES: readonly Grade[] = ["A", "B", "C", "D", "F"];

/**
 * A: nothing above low. B: nothing above medium. C: one high. D: more than one high.
 * F: anything critical.
 */
export function gradeOf(findings: readonly Finding[]): Grade {
  const counts = countBySeverity(findings);
  if (counts.critical > 0) return "F";
  if (counts.high > 1) return "D";
  if (counts.high === 1) return "C";
  return counts.medium > 0 ? "B" : "A";
}

/** Whether `grade` is at least `least`. */
export function meetsGrade(grade: Grade, least: Grade): boolean {
  return GRADES.indexOf(grade) <= GRADES.indexOf(least);
}

/** The grade a text names, in either case; null for anything else. */
export function parseGrade(text: string): Grade | null {
  return GRADES.find((grade) => grade === text.trim().toUpperCase()) ?? null;
}

/** How many findings there are of each severity. */
export function countBySeverity(findings: readonly Finding[]): Readonly<Record<Severity, number>> {
  const counts = { critical: 0, high: 0, medium: 0, low: 0, info: 0 };
  for (const severity of SEVERITIES) {
    counts[severity] = findings.filter((finding) => finding.severity === severity).length;
  }
  return counts;
}
