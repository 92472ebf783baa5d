// Makes text from files, clients and databases safe to show on a terminal: what
// would move the cursor, colour, or turn the writing direction is shown as its
// code instead.

/** Control and direction characters (Unicode categories Cc, Cf, Zl, Zp) and lone surrogates. */
const UNPRINTABLE = /[\p{Cc}\p{Zl}\p{Zp}\p{Cs}]|(?!\u200d)\p{Cf}/gu;

/** `text` on one line: white space of any kind becomes one space, what is not printable its code. */
export function printableLine(text: string): string {
  return printable(text.replaceAll(/\s+/g, " ").trim());
}

/** `text` with its line breaks kept. */
export function printableLines(text: string): string {
  return text.split(/\r\n|\n|\r/).map((line) => printable(line.replaceAll("\t", "  "))).join("\n");
}

function printable(text: string): string {
  return text.replaceAll(
    UNPRINTABLE,
    (character) => `\\u{${(character.codePointAt(0) ?? 0).toString(16)}}`,
  );
}
