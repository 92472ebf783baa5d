// Whole numbers in a variable, in decimal: no sign but minus, no exponent, no
// hexadecimal, nothing past what a double holds exactly.

/** The number; null where `text` is no whole number. Underscores may group digits, as in `10_000`. */
export function parseInteger(text: string): number | null {
  if (!/^-?\d{1,3}(?:_\d{3})+$|^-?\d{1,16}$/.test(text.trim())) return null;
  const value = Number(text.trim().replaceAll("_", ""));
  return Number.isSafeInteger(value) ? value : null;
}
