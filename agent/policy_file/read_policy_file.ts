// A policy file from disk: its bytes, whose signatures they bear where that is asked for,
// and what they say. It refuses what is unsigned before it reads a word of it.

import { fileTrouble, lacksPermission } from "../../core/config/file_trouble.ts";
import { PgmcpError } from "../../core/errors.ts";
import { findHashMask } from "../../core/policy/find_hash_mask.ts";
import { deriveHashKey } from "../../core/policy/hash_key.ts";
import { MAX_POLICY_BYTES, parsePolicy } from "../../core/policy/parse_policy.ts";
import type { PolicyExample } from "../../core/policy/policy_example.ts";
import { countSigners, readSignatures } from "../../core/policy/policy_signature.ts";
import type { PolicyCandidate } from "../../core/policy/policy_source.ts";
import { placed, problemLine } from "../../core/yaml/file_problem.ts";
import type { PolicySettings } from "./policy_settings.ts";

/** A policy as its file has it. */
export interface ReadPolicy extends PolicyCandidate {
  /** The examples of the file. */
  readonly tests: readonly PolicyExample[];
}

/** Where the signatures of the file at `path` are. */
export function signaturePath(path: string): string {
  return `${path}.sig`;
}

/** Reads the file at `path`. Throws `PGMCP_INVALID_CONFIGURATION` with everything that is wrong in it. */
export async function readPolicyFile(path: string, settings: PolicySettings): Promise<ReadPolicy> {
  const bytes = await readBytes(path);
  await requireSignatures(path, bytes, settings);
  const parsed = await parsePolicy(decode(path, bytes));
  if (parsed.kind === "problems") {
    throw invalid(path, parsed.problems.map((problem) => problemLine(path, problem)).join("\n"));
  }
  const { places, policy, tests } = parsed;
  const hashed = findHashMask(policy);
  if (hashed !== null && settings.hashKey === null) {
    const place = places.get(hashed) ?? { line: 1, column: 1 };
    const text = "Cannot use the mask hash: POLICY_HASH_KEY is not set; for example " +
      "POLICY_HASH_KEY=$(openssl rand -hex 32), the same wherever this database is served";
    throw invalid(path, problemLine(path, placed(place, text)));
  }
  const hashKey = settings.hashKey === null ? null : await deriveHashKey(settings.hashKey);
  return { policy, places, tests, file: path, hashKey };
}

async function readBytes(path: string, hint?: string): Promise<Uint8Array<ArrayBuffer>> {
  try {
    const { size } = await Deno.stat(path);
    if (size > MAX_POLICY_BYTES) {
      throw invalid(path, `Cannot read ${path}: it is larger than 4 MiB`);
    }
    return await Deno.readFile(path);
  } catch (error) {
    if (error instanceof PgmcpError) throw error;
    throw new PgmcpError("PGMCP_INVALID_CONFIGURATION", {
      message: `Cannot read the ${hint === undefined ? "policy" : "signatures"} "${path}": ${
        fileTrouble(error)
      }`,
      // A file that cannot be opened has no mistakes that could be looked for.
      hint: lacksPermission(error)
        ? `Run deno with --allow-read=${path}; --print-command prints the whole line.`
        : hint ?? "Name another file in POLICY_FILE, or in policy: of CONFIG_FILE.",
      cause: error,
    });
  }
}

async function requireSignatures(
  path: string,
  bytes: Uint8Array,
  { publicKeys, signatures }: PolicySettings,
): Promise<void> {
  if (publicKeys.length === 0) return;
  const beside = signaturePath(path);
  const hint = `Sign it: pgmcp policy sign --key policy.key ${path}`;
  const text = decode(beside, await readBytes(beside, hint));
  const signers = await countSigners(bytes, readSignatures(text), publicKeys);
  if (signers >= signatures) return;
  throw new PgmcpError("PGMCP_INVALID_CONFIGURATION", {
    message: `Cannot use the policy "${path}": ${signers} of the keys of POLICY_PUBLIC_KEYS ${
      signers === 1 ? "has" : "have"
    } signed it as it is now, and ${signatures} must`,
    hint,
  });
}

function decode(path: string, bytes: Uint8Array): string {
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch (error) {
    if (error instanceof TypeError) throw invalid(path, `Cannot read ${path}: it is not UTF-8`);
    throw error;
  }
}

function invalid(path: string, message: string): PgmcpError {
  return new PgmcpError("PGMCP_INVALID_CONFIGURATION", {
    message,
    hint: `Correct ${path}; pgmcp policy check ${path} says what is wrong with it.`,
  });
}
