// One value of a result as JSON text. Numbers and JSON documents are spliced in as
// the database wrote them, so that 12345678901234567890 inside a jsonb survives;
// what would not be valid JSON, or would lose digits, becomes a string.

import { type ArrayElement, parseArrayText } from "./array_text.ts";
import { arrayElementOid, valueKind } from "./value_kind.ts";

// PostgreSQL writes NaN and Infinity for floats, which JSON has no number for.
const JSON_NUMBER = /^-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?$/;

function isJsonText(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    // The answer itself: a malformed document is carried as a string.
    return false;
  }
}

function elementText(elementOid: number, element: ArrayElement): string {
  if (element === null) return "null";
  if (typeof element === "string") return jsonValueText(elementOid, element);
  return `[${element.map((nested) => elementText(elementOid, nested)).join(",")}]`;
}

/** A value in PostgreSQL's text format as JSON text; null is SQL's NULL. */
export function jsonValueText(typeOid: number, text: string | null): string {
  if (text === null) return "null";
  const elementOid = arrayElementOid(typeOid);
  if (elementOid !== null) {
    const elements = parseArrayText(text);
    return elements === null ? JSON.stringify(text) : elementText(elementOid, elements);
  }
  switch (valueKind(typeOid)) {
    case "boolean":
      return text === "t" ? "true" : text === "f" ? "false" : JSON.stringify(text);
    case "number":
      return JSON_NUMBER.test(text) ? text : JSON.stringify(text);
    case "json":
      return isJsonText(text) ? text : JSON.stringify(text);
    case "text":
      return JSON.stringify(text);
  }
}
