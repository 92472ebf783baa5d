// One database of the file. What is wrong with it is reported and leaves it closed.

import { type QuerySettings, readQuerySettings } from "../../core/config/query_settings.ts";
import type { ReadVariable } from "../../core/config/read_settings.ts";
import { readPoolSize } from "../config.ts";
import {
  DATABASE_URL_EXAMPLE,
  type DatabaseLocation,
  parseDatabaseUrl,
} from "../database_location.ts";
import { collectKeys } from "../../core/yaml/collect_keys.ts";
import { ENTRY_KEYS } from "./config_keys.ts";
import { type FileProblem, placed } from "../../core/yaml/file_problem.ts";
import type { YamlMember, YamlValue } from "../../core/yaml/read_yaml.ts";
import { settingReader } from "./setting_reader.ts";
import { substituteVariables } from "./substitute_variables.ts";

/** Options of {@linkcode readEntry}. */
export interface EntryOptions {
  /** The defaults of every database, as variables. */
  readonly defaults: ReadVariable;
  /** Reads the environment. */
  readonly variable: ReadVariable;
  /** The policy of a database that names none; null for none. */
  readonly policyFile: string | null;
  /** Hears what is wrong. */
  readonly problems: FileProblem[];
}

/** An entry as far as it could be read. */
export interface Entry {
  /** The name, where there is one that can be used. */
  readonly name: string | null;
  readonly description: string | null;
  readonly location: DatabaseLocation | null;
  readonly variables: readonly string[];
  readonly poolSize: number;
  /** Where its policy is; null where it has none. */
  readonly policyFile: string | null;
  readonly query: QuerySettings;
}

// Models and people type it, and it stands in the addresses of resources.
const NAME = /^[A-Za-z0-9][\w.-]{0,62}$/;
const NAME_RULE = "1 to 63 letters, digits, _ . or -";
const MAX_DESCRIPTION_LENGTH = 500;

/** Reads an entry. */
export function readEntry(item: YamlValue, options: EntryOptions): Entry {
  const { problems, defaults } = options;
  const members = item.kind === "map"
    ? collectKeys(item, { known: ENTRY_KEYS, problems })
    : new Map<string, YamlMember>();
  if (item.kind !== "map") {
    problems.push(placed(item.place, "Cannot use the database: it is no mapping of name and url."));
  }
  const { reader } = settingReader(members, { fallback: defaults, problems });
  return {
    name: readName(members, item, problems),
    description: readDescription(members.get("description"), problems),
    ...readUrl(members.get("url"), options, item),
    poolSize: readPoolSize(reader),
    policyFile: readPolicyPath(members.get("policy"), {
      fallback: options.policyFile,
      problems,
    }),
    query: readQuerySettings(reader),
  };
}

/** Where a policy is: the member's value, or else the fallback. A key without a value is wrong: it would open everything. */
export function readPolicyPath(
  member: YamlMember | undefined,
  options: { readonly fallback: string | null; readonly problems: FileProblem[] },
): string | null {
  if (member === undefined) return options.fallback;
  const { value } = member;
  if (value.kind === "text" && value.text !== "") return value.text;
  options.problems.push(
    placed(value.place, "Cannot use policy: it names no file; for example policy: ./policy.yaml"),
  );
  return options.fallback;
}

function readName(
  members: ReadonlyMap<string, YamlMember>,
  item: YamlValue,
  problems: FileProblem[],
): string | null {
  const value = members.get("name")?.value;
  if (value?.kind === "text" && NAME.test(value.text)) return value.text;
  problems.push(
    value === undefined
      ? placed(item.place, "Cannot use the database: it has no name; for example name: shop")
      : placed(value.place, `Cannot use name: it is not ${NAME_RULE}; for example name: shop`),
  );
  return null;
}

function readDescription(
  member: YamlMember | undefined,
  problems: FileProblem[],
): string | null {
  if (member === undefined) return null;
  const { value } = member;
  if (value.kind === "text" && value.text.length <= MAX_DESCRIPTION_LENGTH) {
    return value.text === "" ? null : value.text;
  }
  const what = `it is not one text of at most ${MAX_DESCRIPTION_LENGTH} characters`;
  problems.push(placed(value.place, `Cannot use description: ${what}.`));
  return null;
}

function readUrl(
  member: YamlMember | undefined,
  options: EntryOptions,
  item: YamlValue,
): Pick<Entry, "location" | "variables"> {
  const { problems, variable } = options;
  const none = { location: null, variables: [] };
  if (member?.value.kind !== "text" || member.value.text === "") {
    const place = member?.value.place ?? item.place;
    problems.push(
      placed(place, `Cannot use the database: it has no url; for example url: ${URL_EXAMPLE}`),
    );
    return none;
  }
  const { text, place } = member.value;
  const substituted = substituteVariables(text, variable);
  if (substituted === null) {
    const rule = "between ${ and } stands the name of a variable";
    problems.push(placed(place, `Cannot use url: ${rule}; for example url: ${URL_EXAMPLE}`));
    return none;
  }
  const { names, missing } = substituted;
  for (const name of missing) {
    problems.push(placed(
      place,
      `Cannot use url: the variable ${name} is not set, or Deno may not read it (--allow-env=${name}).`,
    ));
  }
  if (missing.length > 0) return { location: null, variables: names };
  const location = parseDatabaseUrl(substituted.text);
  if (location.kind !== "problem") return { location, variables: names };
  const { shown, expected } = location;
  const sentence = `Cannot use url: ${JSON.stringify(shown)} is not ${expected}`;
  problems.push(placed(place, `${sentence}; for example url: ${URL_EXAMPLE}`));
  return { location: null, variables: names };
}

const URL_EXAMPLE = DATABASE_URL_EXAMPLE.replace("password", "${PASSWORD}");
