// A policy file as a command is given it.

import { PgmcpError } from "../../../core/errors.ts";
import {
  MAX_POLICY_BYTES,
  type ParsedPolicy,
  parsePolicy,
  type PolicyProblems,
} from "../../../core/policy/parse_policy.ts";
import type { PolicySource } from "../../../core/policy/policy_source.ts";
import { problemLine } from "../../../core/yaml/file_problem.ts";
import { readTextFile } from "../read_text_file.ts";

/** Reads the file at `path`, well-formed or not. Throws `PGMCP_INVALID_ARGUMENT` where it cannot be read. */
export async function readPolicy(path: string): Promise<ParsedPolicy | PolicyProblems> {
  const code = "PGMCP_INVALID_ARGUMENT";
  const maxBytes = MAX_POLICY_BYTES;
  return await parsePolicy(await readTextFile(path, { what: "the policy", code, maxBytes }));
}

/** The policy at `path`. Throws `PGMCP_INVALID_CONFIGURATION` with everything that is wrong in it. */
export async function readValidPolicy(path: string): Promise<ParsedPolicy> {
  const parsed = await readPolicy(path);
  if (parsed.kind === "policy") return parsed;
  throw new PgmcpError("PGMCP_INVALID_CONFIGURATION", {
    message: parsed.problems.map((problem) => problemLine(path, problem)).join("\n"),
    hint: `pgmcp policy check ${path} says the same.`,
  });
}

/** A policy that does not change, to try statements with. What is hashed is hashed with a key of the moment. */
export function fixedSource({ places, policy }: ParsedPolicy, file: string): PolicySource {
  return {
    policy,
    places,
    file,
    hashKey: crypto.getRandomValues(new Uint8Array(32)),
    onCandidate: () => () => {},
    // Whoever tries a statement is told by its refusal.
    report: () => {},
  };
}
