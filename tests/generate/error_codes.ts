// Writes the list of error codes in README.md, between its two marks, from the one table of
// core/error_table.ts. `--check` compares instead of writing and exits 1 on a difference.
//
// deno run --allow-read --allow-write=README.md tests/generate/error_codes.ts [--check]

import { ERROR_TABLE } from "../../core/error_table.ts";

const START = "<!-- error codes: made by tests/generate/error_codes.ts -->";
const END = "<!-- end of error codes -->";
const HEADING = ["Code", "HTTP", "Again?", "What it says by itself", "What to do"];

/** The rows of the table, the heading first. */
function tableRows(): readonly (readonly string[])[] {
  const codes = Object.entries(ERROR_TABLE).map(([code, entry]) => [
    `\`${code}\``,
    String(entry.httpStatus),
    entry.retryable ? "yes" : "",
    entry.message.replaceAll("|", "\\|"),
    entry.hint.replaceAll("|", "\\|"),
  ]);
  return [HEADING, ...codes];
}

// Padded as `deno fmt` pads tables, which is run over README.md too.
function drawTable(rows: readonly (readonly string[])[]): string {
  const widths = HEADING.map((_, place) => Math.max(...rows.map((row) => row[place]?.length ?? 0)));
  const lines = rows.map((row) =>
    `| ${row.map((cell, place) => cell.padEnd(widths[place] ?? 0)).join(" | ")} |`
  );
  const rule = `| ${widths.map((width) => "-".repeat(width)).join(" | ")} |`;
  return [lines[0], rule, ...lines.slice(1)].join("\n");
}

const readme = new URL("../../README.md", import.meta.url);
const text = await Deno.readTextFile(readme);
const [before, rest] = text.split(START);
const after = rest?.split(END)[1];
if (before === undefined || after === undefined) {
  throw new Error(`Cannot write the error codes: README.md has no ${START} with ${END}`);
}
const made = `${before}${START}\n\n${drawTable(tableRows())}\n\n${END}${after}`;
if (Deno.args.includes("--check")) {
  if (made !== text) {
    console.error("README.md: the list of error codes is not what the table says");
    Deno.exit(1);
  }
} else await Deno.writeTextFile(readme, made);
