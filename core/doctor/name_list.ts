// A few names in a sentence, and how many there are beside them.

/** The most names that a sentence holds. */
const MOST_NAMES = 5;

/** `a, b and 3 more`; `total` is how many there are, by default those given. */
export function nameList(names: readonly string[], total: number = names.length): string {
  const shown = names.slice(0, MOST_NAMES);
  const more = total - shown.length;
  if (more > 0) return `${shown.join(", ")} and ${more} more`;
  const last = shown.at(-1) ?? "";
  return shown.length < 2 ? last : `${shown.slice(0, -1).join(", ")} and ${last}`;
}
