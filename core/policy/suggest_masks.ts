// Which columns look like personal data or secrets, by name and type, and what mask would
// suit. A name is a hint and no proof: whoever knows the data decides.

import type { ColumnDescription, TableDescription } from "../ports/schema_explorer.ts";

/** How a column would be treated, and why. */
export interface Suggestion {
  readonly schema: string;
  readonly table: string;
  readonly column: string;
  /** What it looks like, such as `an e-mail address`. */
  readonly looksLike: string;
  /** How a policy would write it: a mask, or `deny`. */
  readonly treatment: string;
  /** Whether its name says so, or its values. */
  readonly because: "name" | "values";
}

interface Kind {
  /** Whether nobody means to show it to a model. */
  readonly grave?: true;
  readonly looksLike: string;
  readonly treatment: string;
  /** The words of a name that say so: whole words, in order. */
  readonly words: RegExp;
  /** What values look like, where that tells. */
  readonly values?: RegExp;
  readonly of: "text" | "date" | "number" | "any";
}

// In the order of harm: the first that fits counts.
const KINDS: readonly Kind[] = [
  {
    grave: true,
    looksLike: "a secret",
    treatment: "deny",
    words:
      /\b(password|passwd|pwd|passphrase|secret|token|api key|access key|private key|salt|otp|mfa|credential|credentials)\b/,
    values:
      /^(\$2[aby]\$\d\d\$|\$argon2|\$scrypt\$|sk-|sk_live_|ghp_|AKIA[0-9A-Z]{16}|eyJ[\w-]+\.)/,
    of: "any",
  },
  {
    grave: true,
    looksLike: "a national or tax number",
    treatment: "redact",
    words:
      /\b(ssn|social security|national id|national identifier|tax id|tax number|tin|nin|nino|sin|cpf|cnpj|passport|passport number|driver license|drivers license|driving licence|id card|identity number|personal number)\b/,
    values: /^\d{3}-\d{2}-\d{4}$/,
    of: "any",
  },
  {
    grave: true,
    looksLike: "a card number",
    treatment: "{ partial: { keep_last: 4 } }",
    words: /\b(card number|credit card|cc number|pan|card no)\b/,
    values: /^(?:\d[ -]?){15,16}$/,
    of: "text",
  },
  {
    grave: true,
    looksLike: "a bank account",
    treatment: "{ partial: { keep_last: 4 } }",
    words: /\b(iban|account number|bank account|routing number|sort code|bic|swift)\b/,
    values: /^[A-Z]{2}\d{2}[A-Z0-9]{11,30}$/,
    of: "text",
  },
  {
    looksLike: "an e-mail address",
    treatment: "{ partial: { keep_first: 1, keep_domain: true } }",
    words: /\b(email|e mail|mail address|email address)\b/,
    values: /^[^@\s]+@[^@\s]+\.[^@\s]+$/,
    of: "text",
  },
  {
    looksLike: "a phone number",
    treatment: "{ partial: { keep_last: 4 } }",
    words: /\b(phone|telephone|mobile|cell|fax|phone number|msisdn)\b/,
    values: /^\+?\d[\d ()./-]{6,18}\d$/,
    of: "text",
  },
  {
    looksLike: "health data",
    treatment: "redact",
    words: /\b(diagnosis|icd|medical|disease|blood type|prescription|disability)\b/,
    of: "text",
  },
  {
    looksLike: "a date of birth",
    treatment: "year",
    words: /\b(birth date|birthdate|birthday|date of birth|dob|born)\b/,
    of: "date",
  },
  {
    looksLike: "a salary",
    treatment: "{ bucket: { size: 10000 } }",
    words: /\b(salary|wage|income|compensation)\b/,
    of: "number",
  },
  {
    looksLike: "a network address",
    treatment: "redact",
    words: /\b(ip|ip address|ip addr|mac address)\b/,
    values: /^\d{1,3}(\.\d{1,3}){3}$/,
    of: "any",
  },
  {
    looksLike: "a postal address",
    treatment: "redact",
    words: /\b(street|street address|address line|address|postal address|house number)\b/,
    of: "text",
  },
  {
    looksLike: "a person's name",
    treatment: "{ partial: { keep_first: 1 } }",
    words:
      /\b(first name|last name|full name|surname|family name|given name|maiden name|middle name|birth name)\b/,
    of: "text",
  },
];

/** Tables whose plain `name` is a person's. */
const PEOPLE =
  /\b(customers?|users?|people|persons?|employees?|patients?|members?|contacts?|clients?|guests?|students?|subscribers?|accounts?|staff)\b/;

/** The share of values that have to look alike for the values to count. */
const MOST_VALUES = 0.8;

/** The suggestion for a column by its name and type; null where nothing is to be seen. */
export function suggestByName(
  table: Pick<TableDescription, "schema" | "name">,
  column: ColumnDescription,
): Suggestion | null {
  const words = wordsOf(column.name);
  const kind = KINDS.find((one) => fits(one, column.type) && one.words.test(words));
  const place = { schema: table.schema, table: table.name, column: column.name };
  if (kind !== undefined) {
    const { looksLike, treatment } = kind;
    return { ...place, looksLike, treatment, because: "name" };
  }
  if (words !== "name" || !isText(column.type) || !PEOPLE.test(wordsOf(table.name))) return null;
  const treatment = "{ partial: { keep_first: 1 } }";
  return { ...place, looksLike: "a person's name", treatment, because: "name" };
}

/** Whether a column looks, by its name and type, like what nobody means to show. */
export function looksGrave({ name, type }: Pick<ColumnDescription, "name" | "type">): boolean {
  const words = wordsOf(name);
  return KINDS.find((one) => fits(one, type) && one.words.test(words))?.grave === true;
}

/** The suggestion for a column by some of its values; null where they are of no kind. */
export function suggestByValues(
  table: Pick<TableDescription, "schema" | "name">,
  column: ColumnDescription,
  values: readonly string[],
): Suggestion | null {
  if (values.length === 0 || !isText(column.type)) return null;
  const kind = KINDS.find(({ values: pattern }) =>
    pattern !== undefined &&
    values.filter((value) => pattern.test(value)).length >= values.length * MOST_VALUES
  );
  if (kind === undefined) return null;
  const { looksLike, treatment } = kind;
  const place = { schema: table.schema, table: table.name, column: column.name };
  return { ...place, looksLike, treatment, because: "values" };
}

/** Whether values of that type are text. */
export function isText(type: string): boolean {
  return /^(text|character varying|character|citext|"?name"?)\b/.test(type);
}

function fits(kind: Kind, type: string): boolean {
  if (/^(boolean|bytea|uuid)\b/.test(type) && kind.treatment !== "deny") return false;
  switch (kind.of) {
    case "text":
      return isText(type);
    case "date":
      return /^(date|timestamp)/.test(type);
    case "number":
      return /^(smallint|integer|bigint|numeric|real|double)/.test(type);
    case "any":
      return type !== "boolean";
  }
}

// `customerEmail`, `customer_email` and `CUSTOMER-EMAIL` are the words customer and email.
function wordsOf(name: string): string {
  return name.replaceAll(/([a-z\d])([A-Z])/g, "$1 $2").replaceAll(/[^\p{L}\p{N}]+/gu, " ").trim()
    .toLowerCase();
}
