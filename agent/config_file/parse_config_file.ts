// The configuration file (pgmcp.yaml) as databases: top-level settings are defaults of
// every entry, and the environment's of those. What is wrong with the whole file is
// thrown; what is wrong with one entry closes that one only. Unknown keys are wrong:
// a mistyped `read_only` must not open what it was meant to close.

import { DEFAULT_QUERY_SETTINGS, type QuerySettings } from "../../core/config/query_settings.ts";
import type { ReadVariable } from "../../core/config/read_settings.ts";
import { PgmcpError } from "../../core/errors.ts";
import type { DatabaseLocation } from "../database_location.ts";
import { type FileProblem, placed, problemLine } from "../../core/yaml/file_problem.ts";
import { TOP_LEVEL_KEYS } from "./config_keys.ts";
import { collectKeys } from "../../core/yaml/collect_keys.ts";
import { readEntry, readPolicyPath } from "./read_entry.ts";
import { readDefaults } from "./read_defaults.ts";
import { readYaml, type YamlValue } from "../../core/yaml/read_yaml.ts";

/** A database of the file. */
export interface ConfiguredDatabase {
  readonly name: string;
  readonly description: string | null;
  /** Where it is; null where the entry has a problem. Secret. */
  readonly location: DatabaseLocation | null;
  readonly poolSize: number;
  readonly query: QuerySettings;
  /** Where its policy is; null where it has none. */
  readonly policyFile: string | null;
  /** The variables that its URL names. */
  readonly variables: readonly string[];
  /** What is wrong with the entry; null where nothing is. */
  readonly problem: PgmcpError | null;
}

/** Options of {@linkcode parseConfigFile}. */
export interface ParseOptions {
  /** The file's name, for errors. */
  readonly file: string;
  /** Reads the environment: the URLs' variables, and defaults for what the file leaves out. */
  readonly variable: ReadVariable;
}

const EXAMPLE = "databases: [{ name: shop, url: 'postgres://reader:${SHOP_PASSWORD}@host/shop' }]";

/** Reads the file's text. Throws `PGMCP_INVALID_CONFIGURATION` with every problem of the file as a whole. */
export function parseConfigFile(
  text: string,
  options: ParseOptions,
): readonly ConfiguredDatabase[] {
  const problems: FileProblem[] = [];
  const root = readYaml(text);
  if (!("kind" in root)) throw invalid(root, options.file);
  if (root.kind !== "map") {
    const what = `Cannot use the file: it is no mapping; for example ${EXAMPLE}`;
    throw invalid([placed(root.place, what)], options.file);
  }
  const keys = collectKeys(root, { known: TOP_LEVEL_KEYS, problems });
  const defaults = readDefaults(keys, { variable: options.variable, problems });
  const policyFile = readPolicyPath(keys.get("policy"), {
    fallback: options.variable("POLICY_FILE")?.trim() || null,
    problems,
  });
  const list = keys.get("databases")?.value;
  if (list?.kind !== "list" || list.items.length === 0) {
    const place = list?.place ?? root.place;
    problems.push(
      placed(place, `Cannot use databases: it is no list of databases; for example ${EXAMPLE}`),
    );
  }
  if (problems.length > 0 || list?.kind !== "list") throw invalid(problems, options.file);
  const entries = list.items.map((item, index) =>
    configured({
      index,
      file: options.file,
      read: (found) =>
        readEntry(item, { defaults, variable: options.variable, policyFile, problems: found }),
    })
  );
  const places = { items: list.items, file: options.file };
  return withoutTwins(withoutSharedFolders(entries, places), places);
}

const START = { line: 1, column: 1 };

interface EntryOptions {
  readonly index: number;
  readonly file: string;
  read(problems: FileProblem[]): ReturnType<typeof readEntry>;
}

function configured(options: EntryOptions): ConfiguredDatabase {
  const problems: FileProblem[] = [];
  const entry = options.read(problems);
  // One without a name is still to be seen in every list, under its place in the file.
  const name = entry.name ?? `databases[${options.index}]`;
  if (problems.length === 0) return { ...entry, name, problem: null };
  return closed({ ...entry, name }, invalidEntry(problems, options.file));
}

function closed(
  entry: Omit<ConfiguredDatabase, "problem">,
  problem: PgmcpError,
): ConfiguredDatabase {
  return { ...entry, location: null, query: DEFAULT_QUERY_SETTINGS, problem };
}

interface EntryPlaces {
  readonly items: readonly YamlValue[];
  readonly file: string;
}

// A folder has one user at a time: the second would only ever hear that it is taken.
function withoutSharedFolders(
  entries: readonly ConfiguredDatabase[],
  { items, file }: EntryPlaces,
): readonly ConfiguredDatabase[] {
  const folders = entries.map(({ location }) =>
    location?.kind === "pglite" ? location.dataDir : null
  );
  return entries.map((entry, index) => {
    const folder = folders[index] ?? null;
    const first = folder === null ? index : folders.indexOf(folder);
    if (first === index) return entry;
    const place = items[index]?.place ?? START;
    const text = `Cannot use the folder of "${entry.name}": the entry at line ${
      items[first]?.place.line
    } has the same; give each embedded database a folder of its own.`;
    return closed(entry, invalidEntry([placed(place, text)], file));
  });
}

// Which of two with one name is meant, nobody can tell: neither is served.
function withoutTwins(
  entries: readonly ConfiguredDatabase[],
  options: EntryPlaces,
): readonly ConfiguredDatabase[] {
  const byName = Map.groupBy(
    entries.map((entry, index) => ({ entry, index })),
    ({ entry }) => entry.name,
  );
  return [...byName.values()].flatMap((twins) => {
    const [first] = twins;
    if (first === undefined || twins.length === 1) return twins.map(({ entry }) => entry);
    const lines = twins.map(({ index }) => options.items[index]?.place.line ?? 0);
    const place = options.items[twins[1]?.index ?? 0]?.place ?? START;
    const problem = placed(
      place,
      `Cannot use the name "${first.entry.name}": the entries at lines ${
        lines.join(" and ")
      } both have it; give each database a name of its own.`,
    );
    return [closed(first.entry, invalidEntry([problem], options.file))];
  });
}

// The others serve: what is corrected applies without a start.
function invalidEntry(problems: readonly FileProblem[], file: string): PgmcpError {
  return invalid(problems, file, `Correct ${file}; pgmcp reads it again by itself.`);
}

function invalid(
  problems: readonly FileProblem[],
  file: string,
  hint = `Correct ${file}, and start again.`,
): PgmcpError {
  return new PgmcpError("PGMCP_INVALID_CONFIGURATION", {
    message: problems.map((problem) => problemLine(file, problem)).join("\n"),
    hint,
  });
}
