// One row of the demo and how its values are written as SQL literals. Only text,
// numbers, booleans and null: PostgreSQL turns quoted text into every other type.

/** A value of a demo row; text also stands for dates, arrays, JSON and exact decimals. */
export type DemoValue = string | number | boolean | null;

/** The values of one row, in the order of its table's columns. */
export type DemoRow = readonly DemoValue[];

/** A table's rows: where they go and what they are. */
export interface DemoTable {
  readonly name: string;
  readonly columns: readonly string[];
  readonly rows: readonly DemoRow[];
}

/** A value as an SQL literal. Backslashes stand for themselves, as standard_conforming_strings has it. */
export function demoLiteral(value: DemoValue): string {
  if (value === null) return "NULL";
  if (typeof value === "string") return `'${value.replaceAll("'", "''")}'`;
  return String(value);
}
