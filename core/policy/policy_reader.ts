// Reads values of a policy file. What is wrong is noted with its place, what it has to
// be and an example, and reading goes on: an officer sees every mistake at once.

import { parseBoolean } from "../config/parse_boolean.ts";
import { parseInteger } from "../config/parse_integer.ts";
import { collectKeys } from "../yaml/collect_keys.ts";
import { type FileProblem, type Place, placed } from "../yaml/file_problem.ts";
import type { YamlMember, YamlValue } from "../yaml/read_yaml.ts";
import type { KeyTexts } from "./policy_keys.ts";
import type { TablePattern } from "./policy.ts";
import { parseTablePattern } from "./table_pattern.ts";

/** A value under a key, and the rule's path, such as `tables.orders.row_filter`. */
export interface PolicyEntry {
  readonly key: string;
  readonly path: string;
  readonly value: YamlValue;
}

/** The longest text of a policy that an error repeats, in UTF-16 code units. */
const MAX_SHOWN_LENGTH = 60;

/** Reads values, and keeps what is wrong and where rules stand. */
export class PolicyReader {
  readonly #problems: FileProblem[] = [];
  readonly #places = new Map<string, Place>();

  /** What is wrong so far. */
  get problems(): readonly FileProblem[] {
    return this.#problems;
  }

  /** Where each rule stands, by path. */
  get places(): ReadonlyMap<string, Place> {
    return this.#places;
  }

  /** Notes that `entry` cannot be used. */
  reject(entry: PolicyEntry, expected: string, example: string): void {
    const { value, key } = entry;
    const shown = value.kind === "text"
      ? JSON.stringify(cut(value.text))
      : value.kind === "list"
      ? "a list"
      : "a mapping";
    const text = `Cannot use ${key}: ${shown} is not ${expected}; for example ${example}`;
    this.note(value.place, text);
  }

  /** Notes a problem at a place. */
  note(place: Place, text: string): void {
    this.#problems.push(placed(place, text));
  }

  /** Remembers where the rule `path` stands. */
  place(path: string, place: Place): void {
    if (!this.#places.has(path)) this.#places.set(path, place);
  }

  /** The members of a mapping with known keys. */
  keyed(
    entry: PolicyEntry,
    known: KeyTexts,
    example: string,
  ): ReadonlyMap<string, PolicyEntry> | null {
    const { value } = entry;
    if (value.kind !== "map") {
      this.reject(entry, "a mapping", example);
      return null;
    }
    const members = collectKeys(value, { known: Object.keys(known), problems: this.#problems });
    return new Map([...members].map(([key, member]) => [key, this.#member(entry, member)]));
  }

  /** The members of a mapping whose keys are names. */
  named(entry: PolicyEntry, example: string): readonly PolicyEntry[] {
    if (entry.value.kind !== "map") {
      this.reject(entry, "a mapping", example);
      return [];
    }
    return entry.value.members.flatMap((member) => {
      if (member.key.trim() !== "") return [this.#member(entry, member)];
      this.note(
        member.keyPlace,
        `Cannot use ${entry.key}: a name is missing; for example ${example}`,
      );
      return [];
    });
  }

  /** A list of names, none of them empty. */
  names(entry: PolicyEntry | undefined, example: string): readonly string[] {
    if (entry === undefined) return [];
    const { value } = entry;
    if (value.kind !== "list") {
      this.reject(entry, "a list of names", example);
      return [];
    }
    return value.items.flatMap((item) => {
      if (item.kind === "text" && item.text.trim() !== "") {
        this.place(`${entry.path}.${item.text}`, item.place);
        return [item.text];
      }
      this.reject({ ...entry, value: item }, "a name", example);
      return [];
    });
  }

  /** A list of names of tables. */
  patterns(entry: PolicyEntry | undefined, example: string): readonly TablePattern[] {
    if (entry === undefined) return [];
    const items = entry.value.kind === "list" ? entry.value.items : [];
    if (entry.value.kind !== "list") this.reject(entry, "a list of tables", example);
    return items.flatMap((item) => {
      const pattern = item.kind === "text" ? parseTablePattern(item.text) : null;
      if (pattern === null || item.kind !== "text") {
        this.reject({ ...entry, value: item }, "the name of a table", example);
        return [];
      }
      this.place(`${entry.path}.${item.text.trim()}`, item.place);
      return [pattern];
    });
  }

  /** A text that is not empty; null where there is none. */
  text(entry: PolicyEntry | undefined, example: string): string | null {
    if (entry === undefined) return null;
    const { value } = entry;
    if (value.kind === "text" && value.text.trim() !== "") return value.text;
    this.reject(entry, "a text", example);
    return null;
  }

  /** Yes or no. */
  flag(entry: PolicyEntry | undefined, fallback: boolean): boolean {
    if (entry === undefined) return fallback;
    const value = entry.value.kind === "text" ? parseBoolean(entry.value.text) : null;
    if (value !== null) return value;
    this.reject(entry, "true or false", `${entry.key}: true`);
    // The caller throws: what is returned is never used.
    return fallback;
  }

  /** A whole number of at least `min`, digits grouped by `_` or not; null where there is none. */
  count(
    entry: PolicyEntry | undefined,
    setting: { readonly min: number; readonly example: number },
  ): number | null {
    if (entry === undefined) return null;
    const { min, example } = setting;
    const text = entry.value.kind === "text" ? entry.value.text : "";
    const number = parseInteger(text);
    if (number !== null && number >= min) return number;
    this.reject(entry, `a whole number of at least ${min}`, `${entry.key}: ${example}`);
    return null;
  }

  #member(parent: PolicyEntry, member: YamlMember): PolicyEntry {
    const path = parent.path === "" ? member.key : `${parent.path}.${member.key}`;
    this.place(path, member.keyPlace);
    return { key: member.key, path, value: member.value };
  }
}

function cut(text: string): string {
  return text.length <= MAX_SHOWN_LENGTH ? text : `${text.slice(0, MAX_SHOWN_LENGTH)}…`;
}
