// Reads settings from a mapping of the file with the same parsers as variables, so
// that a value means the same in both. A wrong one is reported at its place.

import {
  createSettingReader,
  type ReadVariable,
  type SettingReader,
} from "../../core/config/read_settings.ts";
import { SETTING_VARIABLES } from "./config_keys.ts";
import { type FileProblem, placed } from "../../core/yaml/file_problem.ts";
import type { YamlMember, YamlValue } from "../../core/yaml/read_yaml.ts";

/** Options of {@linkcode settingReader}. */
export interface SettingReaderOptions {
  /** Gives what the mapping leaves out. */
  readonly fallback: ReadVariable;
  /** Hears what is wrong. */
  readonly problems: FileProblem[];
}

/** The settings that are lists of names. */
const LISTS: ReadonlySet<string> = new Set(["SCHEMAS", "ALLOW_FUNCTIONS"]);

/** The settings' variables as the mapping gives them, and a reader of them. */
export function settingReader(
  members: ReadonlyMap<string, YamlMember>,
  options: SettingReaderOptions,
): { readonly reader: SettingReader; readonly variable: ReadVariable } {
  const { fallback, problems } = options;
  const texts = new Map<string, string>();
  for (const name of SETTING_VARIABLES) {
    const member = members.get(name.toLowerCase());
    if (member === undefined) continue;
    const text = textOf(member.value, LISTS.has(name));
    if (text !== null) texts.set(name, text);
    else {
      problems.push(
        placed(member.value.place, `Cannot use ${member.key}: it has to be a single value.`),
      );
    }
  }
  function variable(name: string): string | undefined {
    return texts.get(name) ?? fallback(name);
  }
  const reader = createSettingReader(variable, (name, { shown, expected, example }) => {
    const member = members.get(name.toLowerCase());
    // A wrong value from outside the mapping was reported where it stands.
    if (member === undefined) return;
    const { key, value } = member;
    const sentence = `Cannot use ${key}: ${JSON.stringify(shown)} is not ${expected}`;
    problems.push(placed(value.place, `${sentence}; for example ${key}: ${example}`));
  });
  return { reader, variable };
}

function textOf(value: YamlValue, list: boolean): string | null {
  if (value.kind === "text") return value.text;
  if (value.kind !== "list" || !list) return null;
  const names = value.items.map((item) => item.kind === "text" ? item.text : null);
  // As the variable is written: names in quotes, with "" for a quote in one.
  return names.includes(null)
    ? null
    : names.map((name) => `"${(name ?? "").replaceAll('"', '""')}"`).join(",");
}
