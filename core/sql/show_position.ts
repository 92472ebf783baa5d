// Shows a place in SQL for error messages: the line, and a caret under the
// place. Long lines are cut around it. Pure text; it parses nothing.

/** The widest piece of a line that is shown, in terminal columns. */
const SHOWN_LINE_COLUMNS = 100;

/**
 * The line of `sql` that holds `position` (a zero-based offset in UTF-16 code
 * units) as `LINE 2: …`, and under it a caret. Tabs become one space; wide
 * characters count two columns, combining marks none.
 */
export function showPosition(sql: string, position: number): string {
  const at = Math.max(0, Math.min(sql.length, Math.trunc(position)));
  const before = sql.slice(0, at);
  const lineStart = Math.max(before.lastIndexOf("\n"), before.lastIndexOf("\r")) + 1;
  const lineNumber = before.split(/\r\n|\n|\r/).length;
  const lineEndings = /[\r\n]/g;
  lineEndings.lastIndex = at;
  const lineEnd = lineEndings.exec(sql)?.index ?? sql.length;
  const shown = cut(sql.slice(lineStart, lineEnd), at - lineStart);
  const label = `LINE ${lineNumber}: `;
  return `${label}${shown.text}\n${" ".repeat(label.length + shown.caretColumns)}^`;
}

interface Cell {
  readonly text: string;
  readonly columns: number;
}

function cut(line: string, offset: number): { text: string; caretColumns: number } {
  // Made here, not when the module loads: loading its tables takes 7 ms of a start.
  const segmenter = new Intl.Segmenter("en", { granularity: "grapheme" });
  const cells: Cell[] = [];
  let caret = -1;
  for (const { segment, index } of segmenter.segment(line)) {
    if (caret < 0 && index + segment.length > offset) caret = cells.length;
    cells.push(cellOf(segment));
  }
  if (caret < 0) caret = cells.length;
  let first = caret;
  let last = caret;
  let width = 0;
  // Grows to both sides of the caret until the piece is full.
  for (let grew = true; grew;) {
    grew = false;
    const left = cells[first - 1];
    if (left !== undefined && width + left.columns <= SHOWN_LINE_COLUMNS) {
      first--;
      width += left.columns;
      grew = true;
    }
    const right = cells[last];
    if (right !== undefined && width + right.columns <= SHOWN_LINE_COLUMNS) {
      last++;
      width += right.columns;
      grew = true;
    }
  }
  const head = first > 0 ? "…" : "";
  const tail = last < cells.length ? "…" : "";
  const caretColumns = head.length + columnsOf(cells.slice(first, caret));
  const text = cells.slice(first, last).map((cell) => cell.text).join("");
  return { text: `${head}${text}${tail}`.trimEnd(), caretColumns };
}

function columnsOf(cells: readonly Cell[]): number {
  return cells.reduce((sum, cell) => sum + cell.columns, 0);
}

function cellOf(segment: string): Cell {
  // A tab would move the caret by an unknown width; other control characters would forge the frame.
  if (/^\p{Cc}/u.test(segment)) return { text: " ", columns: 1 };
  if (/^(\p{Mark}|\p{Default_Ignorable_Code_Point})+$/u.test(segment)) {
    return { text: segment, columns: 0 };
  }
  return { text: segment, columns: isWide(segment) ? 2 : 1 };
}

/** Wide per Unicode UAX #11, as far as terminals agree on it: CJK, Hangul, full-width forms, emoji. */
function isWide(segment: string): boolean {
  if (/^\p{Emoji_Presentation}/u.test(segment) || segment.includes("\ufe0f")) return true;
  return /^[\u1100-\u115f\u2e80-\u303e\u3041-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6\u{20000}-\u{3fffd}]/u
    .test(segment);
}
