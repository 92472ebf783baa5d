// Exact conversion of the parser's positions to offsets in a JavaScript string.
// The tree counts bytes of UTF-8, syntax errors count characters (code points),
// and everything we show counts UTF-16 code units. The text must be well-formed.

/** The UTF-16 offset of the byte offset `bytes` of `text` in UTF-8; past the end gives the end. */
export function offsetOfByte(text: string, bytes: number): number {
  let offset = 0;
  for (let counted = 0; counted < bytes && offset < text.length;) {
    const code = text.codePointAt(offset) ?? 0;
    counted += code < 0x80 ? 1 : code < 0x800 ? 2 : code < 0x10000 ? 3 : 4;
    offset += code < 0x10000 ? 1 : 2;
  }
  return offset;
}

/** The UTF-16 offset of the character (code point) number `characters` of `text`; past the end gives the end. */
export function offsetOfCharacter(text: string, characters: number): number {
  let offset = 0;
  for (let counted = 0; counted < characters && offset < text.length; counted++) {
    offset += (text.codePointAt(offset) ?? 0) < 0x10000 ? 1 : 2;
  }
  return offset;
}
