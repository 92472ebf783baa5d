// How many columns a text takes on a terminal, and cutting it to fit. Colour
// codes take none, wide characters two, combining marks none.

const segmenter = new Intl.Segmenter("en", { granularity: "grapheme" });
// Category Cc instead of the escape character itself: the linter wants no control characters in patterns.
const COLOUR_CODES = /\p{Cc}\[[0-9;]*m/gu;
const WIDE =
  /^[\u1100-\u115f\u2e80-\u303e\u3041-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6\u{20000}-\u{3fffd}]|^\p{Emoji_Presentation}|\ufe0f/u;
const PLAIN_ASCII = /^[\x20-\x7e]*$/;

/** The columns `text` takes. */
export function textWidth(text: string): number {
  const bare = text.replaceAll(COLOUR_CODES, "");
  if (PLAIN_ASCII.test(bare)) return bare.length;
  let columns = 0;
  for (const { segment } of segmenter.segment(bare)) columns += columnsOf(segment);
  return columns;
}

/** `text`, which must hold no colour codes, cut to `columns` with an ellipsis where it is longer. */
export function fitText(text: string, columns: number): string {
  if (textWidth(text) <= columns) return text;
  let kept = "";
  let width = 0;
  for (const { segment } of segmenter.segment(text)) {
    width += columnsOf(segment);
    if (width > columns - 1) break;
    kept += segment;
  }
  return `${kept.trimEnd()}…`;
}

/** `text` filled up with spaces to `columns`, on the right or, for numbers, on the left. */
export function padText(text: string, columns: number, align: "left" | "right" = "left"): string {
  const space = " ".repeat(Math.max(0, columns - textWidth(text)));
  return align === "left" ? text + space : space + text;
}

function columnsOf(segment: string): number {
  if (/^(\p{Mark}|\p{Default_Ignorable_Code_Point})+$/u.test(segment)) return 0;
  return WIDE.test(segment) ? 2 : 1;
}
