// The prompt `profile_table`: what is really in a table, and whether it can be trusted.

import type { Prompt } from "./prompt.ts";

/** Asks for a profile of one table. */
export const profileTable: Prompt = {
  name: "profile_table",
  title: "Profile a table",
  description: "Measure what a table holds: fill, spread, duplicates, gaps, how current it is.",
  arguments: [
    { name: "table", description: "table or schema.table", required: true, names: "table" },
  ],
  text({ table = "" }) {
    return [
      `Profile the table ${JSON.stringify(table)}.`,
      "",
      "1. Call describe_table for columns, keys and the estimated rows.",
      "2. With more than about a million rows, look at a part of it, such as the last month by an indexed column, and say so.",
      "3. In as few queries as you can, all of them aggregates:",
      "   - rows; for every column the share of NULLs and the number of distinct values;",
      "   - smallest, largest and median value of numbers and times, the lengths of texts;",
      "   - the commonest values of columns with few distinct ones;",
      "   - duplicates of what looks like a key, and rows whose foreign key finds nothing;",
      "   - the oldest and newest row, and gaps in time.",
      "4. Look at single rows only to explain something odd, at most five.",
      "",
      "Give a table with a line a column: type, NULLs, distinct values, range or commonest values, remarks. Then what is wrong or surprising, the worst first, each with the SQL that shows it. Quote no personal data.",
    ].join("\n");
  },
};
