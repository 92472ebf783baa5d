// A policy as a program has it in hand, for who uses pgmcp as a library: the text of a policy file,
// which does not change any more. What is wrong in it is an error, never a rule left out. The reader of
// policies is loaded with the first one: mod.ts is also the program, which starts without.

import { PgmcpError } from "../errors.ts";
import { placed, problemLine } from "../yaml/file_problem.ts";
import { deriveHashKey, MIN_HASH_KEY_LENGTH } from "./hash_key.ts";
import type { PolicySource } from "./policy_source.ts";

/** Options of {@linkcode policyFromText}. */
export interface PolicyFromTextOptions {
  /** What the text is called in what is said of it; `policy.yaml` by default. */
  readonly name?: string;
  /**
   * The key of `hash` masks: at least 32 characters, the same wherever the database is served. Secret;
   * needed where the policy has such masks.
   */
  readonly hashKey?: string;
}

/**
 * Reads the text of a policy file. The database to be guarded takes the result as its `policy`; where
 * that does not fit it, every statement throws `PGMCP_POLICY_INVALID`, whose cause says why. Throws
 * `PGMCP_INVALID_CONFIGURATION` with everything that is wrong in the text.
 */
export async function policyFromText(
  text: string,
  options: PolicyFromTextOptions = {},
): Promise<PolicySource> {
  const { name = "policy.yaml", hashKey } = options;
  const [{ parsePolicy }, { findHashMask }] = await Promise.all([
    import("./parse_policy.ts"),
    import("./find_hash_mask.ts"),
  ]);
  const parsed = await parsePolicy(text);
  if (parsed.kind === "problems") {
    throw invalid(parsed.problems.map((problem) => problemLine(name, problem)).join("\n"));
  }
  const { policy, places } = parsed;
  const hashed = findHashMask(policy);
  if (hashed !== null && hashKey === undefined) {
    const place = places.get(hashed) ?? { line: 1, column: 1 };
    throw invalid(
      problemLine(name, placed(place, "Cannot use the mask hash: there is no hashKey")),
    );
  }
  if (hashKey !== undefined && hashKey.length < MIN_HASH_KEY_LENGTH) {
    throw invalid(`Cannot use the hashKey: it has under ${MIN_HASH_KEY_LENGTH} characters`);
  }
  return {
    ...{ policy, places, file: name },
    hashKey: hashKey === undefined ? null : await deriveHashKey(hashKey),
    onCandidate: () => () => {},
    // Who asks is told: every statement fails, and the error's cause says why.
    report: () => {},
  };
}

function invalid(message: string): PgmcpError {
  return new PgmcpError("PGMCP_INVALID_CONFIGURATION", {
    message,
    hint: "Correct the policy's text, or what is given beside it.",
  });
}
