// Finds what names a table without trying every pattern: those without a star are looked up by the
// table's name. What is found comes in the order it was given in, for in a policy the order counts.

import type { TablePattern } from "./policy.ts";
import { matchesTable, type NamedTable } from "./table_pattern.ts";

/** Makes a function that gives the items whose pattern names a table. */
export function indexPatterns<Item>(
  items: readonly Item[],
  patternOf: (item: Item) => TablePattern,
): (table: NamedTable) => readonly Item[] {
  const byName = new Map<string, number[]>();
  const globs: number[] = [];
  for (const [place, item] of items.entries()) {
    const { name } = patternOf(item);
    if (name.includes("*")) globs.push(place);
    else {
      const places = byName.get(name);
      if (places === undefined) byName.set(name, [place]);
      else places.push(place);
    }
  }
  return (table) => {
    const named = byName.get(table.name) ?? [];
    const places = globs.length === 0
      ? named
      : [...named, ...globs].toSorted((one, other) => one - other);
    const found: Item[] = [];
    for (const place of places) {
      const item = items[place];
      if (item !== undefined && matchesTable(patternOf(item), table)) found.push(item);
    }
    return found;
  };
}
