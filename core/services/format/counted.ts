// A number with what is counted, as people write it.

/** `1 row`, `2 rows`: `noun` is in the singular, and takes an s for more. */
export function counted(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? "" : "s"}`;
}
