// A comment in SQL that people copy or run. It stays on its line whatever is in it: a name
// with a line break would end the comment, and what follows it would run.

/** `-- text`, with every control and line-breaking character of `text` replaced. */
export function sqlComment(text: string): string {
  return `-- ${text.replaceAll(/[\p{Cc}\p{Zl}\p{Zp}]/gu, "?")}`;
}
