// Reads settings from variables, wherever they come from, and reports every
// wrong one together. It refuses a value rather than guess; what the settings
// mean and which exist is said by those who call it.

import { PgmcpError } from "../errors.ts";
import { parseBoolean } from "./parse_boolean.ts";
import { parseByteSize } from "./parse_byte_size.ts";
import { parseDurationMs } from "./parse_duration.ts";
import { parseInteger } from "./parse_integer.ts";
import { parseList } from "./parse_list.ts";

/** Gives a variable's value, undefined where it is not set. */
export type ReadVariable = (name: string) => string | undefined;

/** A number's default, bounds and example. */
export interface NumberSetting {
  readonly fallback: number;
  readonly min: number;
  readonly max: number;
  /** A value to show in an error, written as one would write it. */
  readonly example: string;
}

/** Reads one variable after the other; wrong ones are noted, and the default returned. */
export interface SettingReader {
  /** The value as it stands; undefined where it is unset or empty. */
  text(name: string): string | undefined;
  /** A whole number. */
  integer(name: string, setting: NumberSetting): number;
  /** A duration in milliseconds. */
  durationMs(name: string, setting: NumberSetting): number;
  /** A size in bytes. */
  byteSize(name: string, setting: NumberSetting): number;
  /** Yes or no. */
  boolean(name: string, fallback: boolean): boolean;
  /** Names; null where the variable is not set. An empty value is an error: it would open what it was meant to narrow. */
  list(name: string, example: string): readonly string[] | null;
  /** One word of `choices`, in any case. */
  choice<Choice extends string>(
    name: string,
    setting: { readonly fallback: Choice; readonly choices: readonly Choice[] },
  ): Choice;
  /** Notes that a variable's value is wrong; `shown` is what of the value may be shown. */
  reject(name: string, problem: SettingProblem): void;
}

/** What is wrong with a value. */
export interface SettingProblem {
  /** What of the value may be shown: never a secret. */
  readonly shown: string;
  /** What it would have to be, as in `is not …`. */
  readonly expected: string;
  /** A right value. */
  readonly example: string;
}

/** The longest piece of a wrong value that an error shows, in UTF-16 code units. */
const MAX_SHOWN_LENGTH = 60;

/** Options of {@linkcode readSettings}. */
export interface ReadOptions {
  /** What a wrong variable is called, where a person gave it by another name; its own by default. */
  readonly nameOf?: (name: string) => string;
}

/**
 * Runs `read` over the variables and returns its result. Throws one
 * `PGMCP_INVALID_CONFIGURATION` that names every wrong variable, its value and
 * an example.
 */
export function readSettings<Settings>(
  variable: ReadVariable,
  read: (reader: SettingReader) => Settings,
  { nameOf = (name) => name }: ReadOptions = {},
): Settings {
  const problems: string[] = [];
  const settings = read(createSettingReader(variable, (variableName, problem) => {
    const name = nameOf(variableName);
    const shown = JSON.stringify(problem.shown);
    problems.push(
      `Cannot use ${name}: ${shown} is not ${problem.expected}; for example ${name}=${problem.example}`,
    );
  }));
  if (problems.length > 0) {
    throw new PgmcpError("PGMCP_INVALID_CONFIGURATION", { message: problems.join("\n") });
  }
  return settings;
}

/** A reader of variables from anywhere; `onProblem` hears of every wrong one, its value cut to what may be shown. */
export function createSettingReader(
  variable: ReadVariable,
  onProblem: (name: string, problem: SettingProblem) => void,
): SettingReader {
  function reject(name: string, problem: SettingProblem): void {
    onProblem(name, { ...problem, shown: cut(problem.shown) });
  }

  function text(name: string): string | undefined {
    const value = variable(name)?.trim();
    return value === "" ? undefined : value;
  }

  function number(
    name: string,
    setting: NumberSetting,
    kind: { readonly what: string; readonly parse: (text: string) => number | null },
  ): number {
    const value = text(name);
    if (value === undefined) return setting.fallback;
    const parsed = kind.parse(value);
    if (parsed !== null && parsed >= setting.min && parsed <= setting.max) return parsed;
    reject(name, { shown: value, expected: kind.what, example: setting.example });
    return setting.fallback;
  }

  return {
    text,
    reject,
    integer: (name, setting) =>
      number(name, setting, {
        what: `a whole number from ${setting.min} to ${setting.max}`,
        parse: parseInteger,
      }),
    durationMs: (name, setting) =>
      number(name, setting, {
        what: `a duration from ${setting.min}ms to ${
          setting.max / 1000
        }s, written like 500ms, 10s or 2m`,
        parse: parseDurationMs,
      }),
    byteSize: (name, setting) =>
      number(name, setting, {
        what:
          `a size from ${setting.min} to ${setting.max} bytes, written like 65536, 100KiB or 1MB`,
        parse: parseByteSize,
      }),
    boolean(name, fallback) {
      const value = text(name);
      const parsed = value === undefined ? fallback : parseBoolean(value);
      if (parsed !== null) return parsed;
      reject(name, { shown: value ?? "", expected: "true or false", example: String(fallback) });
      return fallback;
    },
    list(name, example) {
      const value = variable(name);
      if (value === undefined) return null;
      const parsed = parseList(value);
      if (parsed === null) {
        reject(name, { shown: value, expected: "a list of names separated by commas", example });
      }
      return parsed;
    },
    choice(name, setting) {
      const value = text(name);
      if (value === undefined) return setting.fallback;
      const found = setting.choices.find((choice) => choice === value.toLowerCase());
      if (found !== undefined) return found;
      reject(name, {
        shown: value,
        expected: `one of ${setting.choices.join(", ")}`,
        example: setting.fallback,
      });
      return setting.fallback;
    },
  };
}

function cut(text: string): string {
  return text.length <= MAX_SHOWN_LENGTH ? text : `${text.slice(0, MAX_SHOWN_LENGTH)}…`;
}
