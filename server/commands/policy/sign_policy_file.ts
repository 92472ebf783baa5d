// `pgmcp policy sign`: adds a signature to the file beside the policy. Only a policy that
// can be read is signed: a signature says that somebody stands behind it.

import { fileTrouble, lacksPermission } from "../../../core/config/file_trouble.ts";
import { PgmcpError } from "../../../core/errors.ts";
import { signPolicy } from "../../../core/policy/policy_signature.ts";
import { readSigningKey } from "../../../core/prove/signing_key.ts";
import { readTextFile } from "../read_text_file.ts";
import type { PolicySurroundings } from "./open_policy_target.ts";
import type { PolicyAction } from "./policy_action.ts";
import { readValidPolicy } from "./read_policy.ts";

/** Signs the file; returns the exit code. */
export async function signPolicyFile(
  action: PolicyAction & { readonly kind: "sign" },
  { screen }: PolicySurroundings,
): Promise<number> {
  const { file } = action;
  const { policy } = await readValidPolicy(file);
  const code = "PGMCP_INVALID_ARGUMENT";
  const key = await readKey(await readTextFile(action.key, { what: "the key", code }));
  const bytes = await Deno.readFile(file);
  const signature = await signPolicy(bytes, key);
  const beside = `${file}.sig`;
  const others = (await linesOf(beside)).filter((line) =>
    !line.startsWith(`ed25519 ${key.publicKey} `)
  );
  await write(beside, [...others, signature, ""].join("\n"));
  screen.write(
    `${beside}: signed sha256:${policy.hash.slice(0, 12)}\nPOLICY_PUBLIC_KEYS=${key.publicKey}\n`,
  );
  return 0;
}

async function readKey(pem: string) {
  try {
    return await readSigningKey(pem);
  } catch (error) {
    if (!(error instanceof PgmcpError)) throw error;
    throw new PgmcpError("PGMCP_INVALID_ARGUMENT", {
      message: "Cannot use --key: the file holds no Ed25519 private key in PEM (PKCS#8)",
      hint: "Make one: openssl genpkey -algorithm ed25519 -out policy.key",
    });
  }
}

async function linesOf(path: string): Promise<readonly string[]> {
  try {
    return (await Deno.readTextFile(path)).split("\n").filter((line) => line.trim() !== "");
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return [];
    throw unusable(path, error);
  }
}

async function write(path: string, text: string): Promise<void> {
  try {
    await Deno.writeTextFile(path, text);
  } catch (error) {
    throw unusable(path, error);
  }
}

function unusable(path: string, error: unknown): PgmcpError {
  return new PgmcpError("PGMCP_INVALID_ARGUMENT", {
    message: `Cannot write ${JSON.stringify(path)}: ${fileTrouble(error)}`,
    hint: lacksPermission(error)
      ? `Run deno with --allow-read=${path} --allow-write=${path}.`
      : "Its folder has to be one that may be written.",
    cause: error,
  });
}
