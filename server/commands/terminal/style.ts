// Colour for people, in the terminal's own sixteen colours so that any theme
// stays readable. Without colour every function gives its text back.

/** The few styles that commands draw with. */
export interface Style {
  bold(text: string): string;
  dim(text: string): string;
  red(text: string): string;
  green(text: string): string;
  yellow(text: string): string;
  cyan(text: string): string;
}

/** Styles that colour, or leave text as it is. */
export function createStyle(colour: boolean): Style {
  // SGR codes (ECMA-48, section 8.3.117).
  function sgr(on: number, off: number): (text: string) => string {
    return (text) => colour && text !== "" ? `\x1b[${on}m${text}\x1b[${off}m` : text;
  }
  return {
    bold: sgr(1, 22),
    dim: sgr(2, 22),
    red: sgr(31, 39),
    green: sgr(32, 39),
    yellow: sgr(33, 39),
    cyan: sgr(36, 39),
  };
}
