// Texts of a database that may name what a policy hides.

/** `text`; null where it holds one of the hidden names. */
export function withoutNames(text: string | null, hidden: readonly string[]): string | null {
  return text === null || holdsName(text, hidden) ? null : text;
}

/** Whether `text` holds one of the names as a word, in any case. */
export function holdsName(text: string, words: readonly string[]): boolean {
  const folded = text.toLowerCase();
  return words.some((word) => {
    const wanted = word.toLowerCase();
    for (let at = folded.indexOf(wanted); at >= 0; at = folded.indexOf(wanted, at + 1)) {
      if (!isWordPart(folded[at - 1]) && !isWordPart(folded[at + wanted.length])) return true;
    }
    return false;
  });
}

function isWordPart(character: string | undefined): boolean {
  return character !== undefined && /[\p{L}\p{N}_$]/u.test(character);
}
