// Draws what `pgmcp prove` found for people: a table of the classes and the layers that
// stopped them, what got through, and what it all means. Names from the database are
// made printable.

import type { ProofFigures } from "../../../core/prove/proof.ts";
import type { ProveReport } from "../../../core/prove/prove_report.ts";
import { drawTable } from "../terminal/draw_table.ts";
import { printableLine } from "../terminal/printable.ts";
import type { Screen } from "../terminal/screen.ts";
import { createStyle } from "../terminal/style.ts";
import { fitText } from "../terminal/text_width.ts";
import { wrapText } from "../terminal/wrap_text.ts";

const HEADINGS = [
  "attack class",
  "tried",
  "text",
  "grammar",
  "names",
  "policy",
  "limits",
  "exec",
  "role",
  "through",
  "bare",
];

/** The lines. */
export function drawProof(report: ProveReport, screen: Screen): readonly string[] {
  const { columns } = screen;
  const style = createStyle(screen.colour);
  const { classes, total, through } = report.proof;
  // Without a policy there is nothing to attack of one.
  const tried = classes.filter((one) => one.tried > 0 || one.class !== "policy");
  const rows = [...tried.map((one) => rowOf(one.class, one)), rowOf("all", total)];
  const sure = through.length === 0;
  const verdict = sure
    ? style.green(`✓ ${total.tried} attacks, none got through.`)
    : style.red(`✗ ${through.length} of ${total.tried} attacks got through.`);
  return [
    "",
    style.bold(printableLine(subjectOf(report))),
    "",
    ...drawTable({ headings: HEADINGS, rows }, { columns, style }),
    "",
    ...through.flatMap(({ id, sql, reason }) => [
      `${style.red("✗")} ${style.bold(printableLine(id))} ${printableLine(reason)}`,
      style.dim(`  ${fitText(printableLine(sql), columns - 2)}`),
    ]),
    ...(sure ? [] : [""]),
    verdict,
    ...notes(report).flatMap((note) => wrapText(note, columns)).map(style.dim),
    "",
  ];
}

function subjectOf({ configuredAs, database, role, versions }: ProveReport): string {
  const name = configuredAs === null ? "" : `${configuredAs}: `;
  return `${name}database ${database}, role ${role}, ${versions.server}, pgmcp ${versions.pgmcp}`;
}

function rowOf(name: string, figures: ProofFigures): readonly string[] {
  const { stopped, tried, through, bare } = figures;
  const { text, grammar, names, policy, limits, execution, role } = stopped;
  const counts = [tried, text, grammar, names, policy, limits, execution, role, through, bare];
  return [name, ...counts.map(String)];
}

function notes({ proof, role }: ProveReport): readonly string[] {
  const { total, leftOut } = proof;
  const lines = [
    `Without pgmcp, the role ${printableLine(role)} could do ${total.bare} of them${
      total.bare > total.tried / 4 ? ": pgmcp doctor says how to narrow it." : "."
    }`,
  ];
  if (total.admitted > 0) {
    lines.push(`READ_ONLY=false admits ${total.admitted} single writes; they were not run.`);
  }
  if (leftOut.length > 0) {
    lines.push(
      `${leftOut.length} were left out: there is no table outside SCHEMAS, no function of yours, nothing of the kind that the policy hides, or no table to try them on.`,
    );
  }
  return lines;
}
