// The defaults of every database: the file's top level, and where it is silent the
// environment, which was checked when pgmcp started.

import { readQuerySettings } from "../../core/config/query_settings.ts";
import type { ReadVariable } from "../../core/config/read_settings.ts";
import { readPoolSize } from "../config.ts";
import type { FileProblem } from "../../core/yaml/file_problem.ts";
import type { YamlMember } from "../../core/yaml/read_yaml.ts";
import { settingReader } from "./setting_reader.ts";

/** Options of {@linkcode readDefaults}. */
export interface DefaultsOptions {
  /** Reads the environment. */
  readonly variable: ReadVariable;
  /** Hears what is wrong. */
  readonly problems: FileProblem[];
}

/** Checks the file's defaults, and gives them as variables. */
export function readDefaults(
  members: ReadonlyMap<string, YamlMember>,
  options: DefaultsOptions,
): ReadVariable {
  const { variable, problems } = options;
  const top = settingReader(members, { fallback: variable, problems });
  readQuerySettings(top.reader);
  readPoolSize(top.reader);
  return top.variable;
}
