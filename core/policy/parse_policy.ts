// A policy file as data. It refuses what it does not know, with file, line, what has to
// stand there and an example: a mistyped `deny_column` must not open what it was meant
// to close. Whether tables and columns exist is for `compile_policy` to say.

import { sha256Hex } from "../prove/sha256_hex.ts";
import { type FileProblem, type Place, placed } from "../yaml/file_problem.ts";
import { readYaml } from "../yaml/read_yaml.ts";
import { FILE_KEYS, POLICY_KEYS, RULE_KEYS } from "./policy_keys.ts";
import type { Policy, PolicyRules } from "./policy.ts";
import { type PolicyEntry, PolicyReader } from "./policy_reader.ts";
import type { PolicyExample } from "./policy_example.ts";
import { readPolicyExamples } from "./read_policy_examples.ts";
import { readRules } from "./read_rules.ts";
import { readServers } from "./read_servers.ts";

/** A policy file that is well-formed. */
export interface ParsedPolicy {
  readonly kind: "policy";
  readonly policy: Policy;
  /** Where each rule stands, by its path, such as `tables.orders.row_filter` or `deny_tables.users`. */
  readonly places: ReadonlyMap<string, Place>;
  /** The examples of the file. */
  readonly tests: readonly PolicyExample[];
}

/** One that is not, with everything that is wrong, in the order of the file. */
export interface PolicyProblems {
  readonly kind: "problems";
  readonly problems: readonly FileProblem[];
}

/** The largest policy file that is read, in bytes: a thousand tables take some hundreds of kilobytes. */
export const MAX_POLICY_BYTES: number = 4 * 1024 * 1024;

const EXAMPLE = "policy: { deny_tables: [users] }";

/** Reads the file's text. */
export async function parsePolicy(text: string): Promise<ParsedPolicy | PolicyProblems> {
  const root = readYaml(text);
  if (!("kind" in root)) return { kind: "problems", problems: root };
  if (root.kind === "text" && root.text === "") {
    const empty = placed(root.place, `Cannot use the file: it is empty; for example ${EXAMPLE}`);
    return { kind: "problems", problems: [empty] };
  }
  const reader = new PolicyReader();
  const file = reader.keyed({ key: "the file", path: "", value: root }, FILE_KEYS, EXAMPLE);
  const entry = file?.get("policy");
  if (file !== null && entry === undefined) {
    reader.note(root.place, `Cannot use the file: it has no policy; for example ${EXAMPLE}`);
  }
  // The key that all paths would begin with says nothing.
  const members = entry === undefined
    ? null
    : reader.keyed({ ...entry, path: "" }, POLICY_KEYS, EXAMPLE);
  if (file === null || members === null) return failed(reader.problems);
  const policy = {
    base: readRules(members, reader),
    roles: readRoles(members.get("roles"), reader),
    servers: readServers(members.get("servers"), reader),
    hash: await sha256Hex(text),
  };
  const tests = readPolicyExamples(file.get("tests"), reader);
  if (reader.problems.length > 0) return failed(reader.problems);
  return { kind: "policy", policy, places: reader.places, tests };
}

function readRoles(
  entry: PolicyEntry | undefined,
  reader: PolicyReader,
): ReadonlyMap<string, PolicyRules> {
  const roles = new Map<string, PolicyRules>();
  if (entry === undefined) return roles;
  const example = "roles: { support: { deny_tables: [payments] } }";
  for (const role of reader.named(entry, example)) {
    // A role of no rules at all may be written as a key alone.
    const bare = role.value.kind === "text" && role.value.text === "";
    const members = bare ? new Map() : reader.keyed(role, RULE_KEYS, example);
    if (members !== null) roles.set(role.key, readRules(members, reader));
  }
  return roles;
}

function failed(problems: readonly FileProblem[]): PolicyProblems {
  const all = problems.length > 0
    ? problems
    : [placed({ line: 1, column: 1 }, `Cannot use the file; for example ${EXAMPLE}`)];
  const ordered = all.toSorted((left, right) =>
    left.place.line - right.place.line || left.place.column - right.place.column
  );
  return { kind: "problems", problems: ordered };
}
