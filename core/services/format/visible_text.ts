// Makes control and invisible characters visible. A value can hold text that a
// reader does not see (bidirectional overrides, tag characters, variation
// selectors) or that forges the frame around it (newlines, tabs); a model reads
// such text as instructions or as another row.

// Everything Unicode calls a control, a format character, a line or paragraph
// separator, or ignorable by default (Unicode Standard, section 5.21).
const INVISIBLE = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}]/gu;
const INVISIBLE_IN_LINES =
  /(?![\t\n\r])[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}]/gu;
const NAMED: Readonly<Record<string, string>> = { "\t": "\\t", "\n": "\\n", "\r": "\\r" };

function unicodeEscape(character: string): string {
  let escaped = "";
  for (let at = 0; at < character.length; at++) {
    escaped += `\\u${character.charCodeAt(at).toString(16).padStart(4, "0")}`;
  }
  return escaped;
}

/**
 * Text with its lines and tabs kept, and invisible characters as `\uXXXX`. Of JSON
 * text it makes the same document, since those characters can only stand in strings.
 */
export function visibleLines(json: string): string {
  return json.replace(INVISIBLE_IN_LINES, unicodeEscape);
}

/** Text on one line for reading: tab, newline and invisible characters as escapes, backslashes as they are. */
export function visibleText(text: string): string {
  return text.replace(INVISIBLE, (character) => NAMED[character] ?? unicodeEscape(character));
}

/** Text on one line that can be read back: as `visibleText`, and backslashes doubled. */
export function escapedText(text: string): string {
  return visibleText(text.replaceAll("\\", "\\\\"));
}
