// What a person filled in, set apart from a prompt's own words.

/** `text` as a block of `language` (CommonMark, "Fenced code blocks"), whatever backticks it holds. */
export function fenced(text: string, language: string): string {
  const runs = text.match(/`+/g) ?? [];
  const fence = "`".repeat(Math.max(3, ...runs.map((run) => run.length + 1)));
  return `${fence}${language}\n${text}\n${fence}`;
}
