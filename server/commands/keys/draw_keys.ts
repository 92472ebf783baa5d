// Keys for people, as a table.

import { drawTable } from "../terminal/draw_table.ts";
import type { Screen } from "../terminal/screen.ts";
import { createStyle } from "../terminal/style.ts";
import type { KeyRecord } from "./key_record.ts";

/** The table's lines. */
export function drawKeys(records: readonly KeyRecord[], screen: Screen): readonly string[] {
  if (records.length === 0) return ["There are no keys. pgmcp keys create makes one."];
  const style = createStyle(screen.colour);
  return drawTable({
    headings: ["id", "kind", "state", "rate", "ends", "last seen", "name", "databases", "for"],
    rows: records.map((record) => [
      record.id,
      record.kind,
      record.state,
      record.rate ?? "",
      record.expires_at?.slice(0, 10) ?? "",
      record.used_at?.slice(0, 16).replace("T", " ") ?? "",
      record.name,
      record.databases.join(" "),
      whoFor(record),
    ]),
    // A time that is cut says something else; a name that is cut is still known.
  }, { columns: screen.columns, style, whole: 6 });
}

function whoFor({ role, team, attributes }: KeyRecord): string {
  return [
    ...(role === null ? [] : [`role ${role}`]),
    ...(team === null ? [] : [`team ${team}`]),
    ...Object.entries(attributes).map(([name, value]) => `${name}=${value}`),
  ].join(", ");
}
