// The measurements as a Markdown table, for a terminal and for the README alike.

import type { Measurement } from "./measurement.ts";

/** Draws it; a target that was missed is marked. */
export function drawMeasurements(measurements: readonly Measurement[]): string {
  const rows = measurements.map((one, index) => [
    measurements[index - 1]?.section === one.section ? "" : one.section,
    one.name,
    `${amount(one.value)} ${one.unit}`,
    one.quartiles === undefined ? "" : one.quartiles.map(amount).join("–"),
    one.ratio === undefined ? "" : `${one.ratio.times.toFixed(1)} × ${one.ratio.of}`,
    target(one),
  ]);
  const head = ["", "", "median", "quartiles", "ratio", "target"];
  const widths = head.map((cell, column) =>
    Math.max(3, cell.length, ...rows.map((row) => row[column]?.length ?? 0))
  );
  const line = (cells: readonly string[]) =>
    `| ${cells.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join(" | ")} |`;
  return [line(head), line(widths.map((width) => "-".repeat(width))), ...rows.map(line)].join("\n");
}

function target(one: Measurement): string {
  if (one.target === undefined) return "";
  const atLeast = one.unit === "calls/s";
  const reached = atLeast ? one.value >= one.target : one.value <= one.target;
  return `${atLeast ? "≥" : "≤"} ${amount(one.target)}${reached ? "" : " MISSED"}`;
}

function amount(value: number): string {
  if (value >= 100) return Math.round(value).toLocaleString("en");
  return value.toFixed(value >= 10 ? 1 : 2);
}
