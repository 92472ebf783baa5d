/** The planner's estimate of a table's rows, short: `~950`, `~12k`, `~3.4M`; `unknown` where there is none. */
export function rowEstimate(rows: number | null): string {
  if (rows === null) return "unknown";
  const units = ["", "k", "M", "G", "T"];
  let size = rows;
  let unit = 0;
  while (size >= 1000 && unit < units.length - 1) {
    size /= 1000;
    unit++;
  }
  const shown = unit === 0 || size >= 100 ? Math.round(size) : Math.round(size * 10) / 10;
  return `~${shown}${units[unit]}`;
}
