// The picture of processes that run together: what is connected to what, who dials whom, and
// what each may touch. It is drawn from the lines they were started by, and claims nothing else.

import type { RunLine } from "../../../core/run_line/draw_run_line.ts";
import { drawTable } from "../terminal/draw_table.ts";
import type { Screen } from "../terminal/screen.ts";
import { createStyle, type Style } from "../terminal/style.ts";
import { padText, textWidth } from "../terminal/text_width.ts";
import { wrapText } from "../terminal/wrap_text.ts";

/** What is drawn. */
export interface TunnelPicture {
  /** Where the server listens. */
  readonly serverPlace: string;
  /** Where the databases are, as the agent's permission names them. */
  readonly databasePlaces: readonly string[];
  /** The processes, in order, with the lines they were started by. */
  readonly parts: readonly { readonly name: string; readonly line: RunLine }[];
}

interface Box {
  readonly title: string;
  readonly text: string;
  /** What leads to the next one: its arrow, and what goes there. */
  readonly arrow?: { readonly drawn: string; readonly above: string; readonly below: string };
}

/** The lines of the picture, and of the table below it. */
export function drawTunnel(
  picture: TunnelPicture,
  screen: Pick<Screen, "columns" | "colour">,
): readonly string[] {
  const style = createStyle(screen.colour);
  const boxes: readonly Box[] = [
    {
      title: "client",
      text: "Claude, Cursor",
      arrow: { drawn: "──────▶", above: "MCP", below: "its key" },
    },
    {
      title: "server",
      text: picture.serverPlace,
      arrow: { drawn: "◀──────", above: "dials", below: "its key" },
    },
    {
      title: "agent",
      text: "guard, policy",
      arrow: { drawn: "──────▶", above: "SQL", below: "password" },
    },
    { title: "database", text: shown(picture.databasePlaces) },
  ];
  const wide = drawBoxes(boxes, style);
  const fits = wide.every((line) => textWidth(line) <= screen.columns);
  const lines = picture.parts.map(({ line }) => line);
  const writes = lines.some(({ permissions }) => permissions.write.length > 0);
  const table = drawTable({
    headings: ["process", "may reach", "may read", ...writes ? ["may write"] : [], "variables"],
    rows: picture.parts.map(({ name, line }) => [
      name,
      line.permissions.net.map((place) => whose(place, line)).join(", ") || "nothing",
      line.permissions.read.map(fileName).join(", ") || "no file",
      ...writes ? [line.permissions.write.map(fileName).join(", ") || "no file"] : [],
      line.variables.filter((variable) => variable !== "LOG_LEVEL").join(" "),
    ]),
  }, { columns: screen.columns, style, whole: 2 });
  return [
    ...(fits
      ? wide
      : boxes.map(({ arrow, text, title }) =>
        `  ${style.bold(title)} ${text}${
          arrow === undefined ? "" : ` ${arrow.drawn} ${arrow.above}`
        }`
      )),
    "",
    ...table,
    "",
    ...wrapText(
      `None of them may ${writes ? "" : "write a file, "}start a program, or load code that is ` +
        "not cached. The launcher, this process, is no sandbox: it may start deno, and so do " +
        "anything you may.",
      screen.columns,
    ).map(style.dim),
    "",
  ];
}

function drawBoxes(boxes: readonly Box[], style: Style): readonly string[] {
  const rows: [string, string, string, string] = ["", "", "", ""];
  for (const { arrow, text, title } of boxes) {
    const width = Math.max(textWidth(title), textWidth(text));
    const gap = arrow === undefined
      ? ["", ""]
      : [padText(arrow.above, textWidth(arrow.drawn)), padText(arrow.below, arrow.drawn.length)];
    const arrowWidth = Math.max(...gap.map(textWidth), arrow?.drawn.length ?? 0);
    const space = arrow === undefined ? "" : " ".repeat(arrowWidth + 2);
    rows[0] += style.dim(`┌${"─".repeat(width + 2)}┐`) +
      (arrow === undefined ? "" : ` ${style.dim(padText(gap[0] ?? "", arrowWidth))} `);
    rows[1] += `${style.dim("│")} ${style.bold(padText(title, width))} ${style.dim("│")}` +
      (arrow === undefined ? "" : ` ${style.green(padText(arrow.drawn, arrowWidth))} `);
    rows[2] += `${style.dim("│")} ${padText(text, width)} ${style.dim("│")}` +
      (arrow === undefined ? "" : ` ${style.dim(padText(gap[1] ?? "", arrowWidth))} `);
    rows[3] += style.dim(`└${"─".repeat(width + 2)}┘`) + space;
  }
  return rows.map((row) => row.trimEnd());
}

function shown(places: readonly string[]): string {
  const [first = "", ...more] = places;
  return more.length === 0 ? first : `${first}, +${more.length}`;
}

/** A place, and whether it is the process's own port. */
function whose(place: string, line: RunLine): string {
  return line.command === "agent" ? place : `${place} (listens)`;
}

function fileName(path: string): string {
  return path.replace(/^.*[/\\]/, "");
}
