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
  /** Where MCP is served. */
  readonly mcpUrl: string;
  /** The processes, in order, with the lines they were started by. */
  readonly parts: readonly { readonly name: string; readonly line: RunLine }[];
}

interface Box {
  readonly title: string;
  readonly text: string;
  /** What leads to the next one; null for the last. */
  readonly way: Way | null;
}

interface Way {
  /** Points from whoever dials to whoever listens. */
  readonly arrow: string;
  /** What goes there. */
  readonly above: string;
  /** What lets it in. */
  readonly below: string;
}

const TO_THE_RIGHT = "────▶";
const TO_THE_LEFT = "◀────";

/** The lines of the picture, and of the table below it. */
export function drawTunnel(
  picture: TunnelPicture,
  screen: Pick<Screen, "columns" | "colour">,
): readonly string[] {
  const style = createStyle(screen.colour);
  const serverPlace = new URL(picture.mcpUrl).host;
  const agent = picture.parts.find(({ name }) => name === "agent");
  // All that it may reach but its server.
  const databasePlaces = agent?.line.permissions.net.filter((place) => place !== serverPlace);
  const boxes: readonly Box[] = [
    {
      title: "client",
      text: "Claude",
      way: { arrow: TO_THE_RIGHT, above: "MCP", below: "key" },
    },
    {
      title: "server",
      text: serverPlace,
      way: { arrow: TO_THE_LEFT, above: "dials", below: "key" },
    },
    {
      title: "agent",
      text: "policy",
      way: { arrow: TO_THE_RIGHT, above: "SQL", below: "login" },
    },
    { title: "database", text: shown(databasePlaces ?? []), way: null },
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
      : boxes.map(({ text, title, way }) =>
        `${style.bold(padText(title, 8))} ${text}${
          way === null ? "" : ` ${way.arrow} ${way.above}`
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
  const columns = boxes.flatMap(({ text, title, way }) => {
    const width = Math.max(textWidth(title), textWidth(text));
    const side = style.dim("│");
    const box = [
      style.dim(`┌${"─".repeat(width + 2)}┐`),
      `${side} ${style.bold(padText(title, width))} ${side}`,
      `${side} ${padText(text, width)} ${side}`,
      style.dim(`└${"─".repeat(width + 2)}┘`),
    ];
    if (way === null) return [box];
    const room = textWidth(way.arrow);
    const lines = [style.dim(way.above), style.green(way.arrow), style.dim(way.below), ""];
    return [box, lines.map((line) => ` ${padText(line, room)} `)];
  });
  return [0, 1, 2, 3].map((row) => columns.map((column) => column[row] ?? "").join("").trimEnd());
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
