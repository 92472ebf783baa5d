// The defaults of every database: the file's top level, and where it is silent the
// environment. What is wrong in either concerns all databases.

import { readQuerySettings } from "../../core/config/query_settings.ts";
import { createSettingReader, type ReadVariable } from "../../core/config/read_settings.ts";
import { readPoolSize } from "../config.ts";
import { type ConfigProblem, placed } from "./config_problem.ts";
import type { YamlMember } from "./read_yaml.ts";
import { settingReader } from "./setting_reader.ts";

/** Options of {@linkcode readDefaults}. */
export interface DefaultsOptions {
  /** Reads the environment. */
  readonly variable: ReadVariable;
  /** Hears what is wrong. */
  readonly problems: ConfigProblem[];
}

/** Checks the defaults, and gives them as variables. */
export function readDefaults(
  members: ReadonlyMap<string, YamlMember>,
  options: DefaultsOptions,
): ReadVariable {
  const { variable: environment, problems } = options;
  const top = settingReader(members, { fallback: environment, problems });
  readQuerySettings(top.reader);
  readPoolSize(top.reader);
  const fromEnvironment = createSettingReader(environment, (name, problem) => {
    // The file's own value stands above a wrong variable.
    if (members.has(name.toLowerCase())) return;
    const { shown, expected, example } = problem;
    const sentence = `Cannot use the variable ${name}: ${JSON.stringify(shown)} is not ${expected}`;
    problems.push(placed({ line: 1, column: 1 }, `${sentence}; for example ${name}=${example}`));
  });
  readQuerySettings(fromEnvironment);
  readPoolSize(fromEnvironment);
  return top.variable;
}
