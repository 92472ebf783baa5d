// `${NAME}` in a URL: the variable's value, so that secrets stay out of the file.
// A URL that is nothing but one variable is taken as it stands; a user, password,
// database or parameter is encoded, so that a password may hold any character.

import type { ReadVariable } from "../../core/config/read_settings.ts";

/** A text with its variables put in. */
export interface Substituted {
  /** The text; secret. */
  readonly text: string;
  /** The variables it names, each once. */
  readonly names: readonly string[];
  /** Those among them that are not set. */
  readonly missing: readonly string[];
}

const REFERENCE = /\$\{([^{}]*)\}/g;
const NAME = /^[A-Za-z_][A-Za-z0-9_]*$/;

/** Puts the variables into `template`; null where something between `${` and `}` is no name. */
export function substituteVariables(template: string, variable: ReadVariable): Substituted | null {
  const names = new Set([...template.matchAll(REFERENCE)].map(([, name = ""]) => name));
  if ([...names].some((name) => !NAME.test(name))) return null;
  const missing = [...names].filter((name) => (variable(name) ?? "") === "");
  const text = template.replaceAll(REFERENCE, (_, name: string, offset: number) => {
    const value = variable(name) ?? "";
    return isEncodedAt(template, offset) ? encodeURIComponent(value) : value;
  });
  return { text, names: [...names], missing };
}

// RFC 3986, section 3: scheme "://" [userinfo "@"] host [":" port] then path and query.
// A host or port needs no encoding, and an address in brackets would not survive it.
function isEncodedAt(template: string, offset: number): boolean {
  const authority = template.indexOf("://") + 3;
  if (authority < 3 || offset < authority) return false;
  const end = authority + template.slice(authority).search(/[/?#]|$/);
  if (offset >= end) return true;
  return offset < template.lastIndexOf("@", end);
}
