// Shows an examination to people: whom it is about, each finding with why it matters and
// what ends it, and the grade with how it comes about.

import type { Examination } from "../../../core/doctor/examination.ts";
import { type Finding, SEVERITIES } from "../../../core/doctor/finding.ts";
import { countBySeverity, type Grade } from "../../../core/doctor/grade.ts";
import { drawBox } from "../terminal/draw_box.ts";
import { printableLine } from "../terminal/printable.ts";
import type { Screen } from "../terminal/screen.ts";
import { createStyle, type Style } from "../terminal/style.ts";
import { wrapText } from "../terminal/wrap_text.ts";
import { gradeLabel, severityLabel } from "./severity_label.ts";

const INDENT = " ".repeat(13);
/** A role with rights in hundreds of schemas must not scroll the grade away. */
const MOST_FIX_LINES = 6;

/** What each grade means: see core/doctor/grade.ts. */
const MEANINGS: Readonly<Record<Grade, string>> = {
  A: "nothing above low",
  B: "nothing above medium",
  C: "one finding is high",
  D: "more than one finding is high",
  F: "something is critical",
};

/** The lines that show `examination`; `name` is the database's in CONFIG_FILE. */
export function drawExamination(
  examination: Examination,
  options: { readonly name: string | null; readonly screen: Pick<Screen, "columns" | "colour"> },
): readonly string[] {
  const { columns, colour } = options.screen;
  const style = createStyle(colour);
  const { diagnosis, info, subject } = examination;
  const { database, role } = subject.posture;
  const where = subject.connection.kind === "embedded" ? "embedded in this process" : "";
  const about = [
    `${style.dim("role")}      ${printableLine(role)}`,
    `${style.dim("database")}  ${printableLine(database)}, ${info.product} ${
      printableLine(info.version)
    }${where === "" ? "" : `, ${where}`}`,
    `${style.dim("grade")}     ${gradeLabel(diagnosis.grade, style)}: ${MEANINGS[diagnosis.grade]}${
      summary(diagnosis.findings)
    }`,
  ];
  const title = options.name === null ? "pgmcp doctor" : `pgmcp doctor: ${options.name}`;
  return [
    ...drawBox(about, { title: printableLine(title), columns, style }),
    "",
    ...diagnosis.findings.flatMap((finding) => drawFinding(finding, { columns, style })),
    ...(subject.connection.kind === "embedded" ? [] : closing(diagnosis.grade, style)),
  ];
}

function drawFinding(
  finding: Finding,
  options: { readonly columns: number; readonly style: Style },
): readonly string[] {
  const { columns, style } = options;
  const room = columns - INDENT.length;
  const [head = "", ...rest] = wrapText(printableLine(finding.what), room);
  const fix = finding.fix.slice(0, MOST_FIX_LINES).map(printableLine);
  const more = finding.fix.length - fix.length;
  return [
    `${severityLabel(finding.severity, style)}  ${style.bold(head)}`,
    ...rest.map((line) => `${INDENT}${style.bold(line)}`),
    ...wrapText(printableLine(finding.why), room).map((line) => `${INDENT}${line}`),
    // Whole lines, however long: they are there to be copied.
    ...fix.map((line) => `${INDENT}${style.green(line)}`),
    ...(more > 0 ? [`${INDENT}${style.dim(`-- and ${more} more: --json shows all`)}`] : []),
    `${INDENT}${style.dim(finding.id)}`,
    "",
  ];
}

function summary(findings: readonly Finding[]): string {
  const counts = countBySeverity(findings);
  const parts = SEVERITIES.filter((severity) => counts[severity] > 0)
    .map((severity) => `${counts[severity]} ${severity}`);
  return parts.length === 0 ? "" : ` (${parts.join(", ")})`;
}

function closing(grade: Grade, style: Style): readonly string[] {
  if (grade === "A") return [];
  return [
    `${style.bold("pgmcp doctor --script")} prints SQL for a role that has only what pgmcp needs.`,
  ];
}
