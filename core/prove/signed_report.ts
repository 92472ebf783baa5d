// Signs a report, and reads a signed one. What is signed is the format's name and the
// report as JSON. The file is that JSON, indented, to the byte: whatever else may read it
// (a second key of the same name, say) is refused, so that people see what was signed.

import { PgmcpError } from "../errors.ts";
import { type ProveReport, REPORT_FORMAT } from "./prove_report.ts";
import { sha256Hex } from "./sha256_hex.ts";
import type { SigningKey } from "./signing_key.ts";

/** A signature that holds. */
export interface VerifiedReport {
  readonly report: ProveReport;
  /** SHA-256 of the public key, as `sha256:` and hexadecimal digits. */
  readonly fingerprint: string;
}

/** The text of a signed report. */
export async function signReport(report: ProveReport, key: SigningKey): Promise<string> {
  const value = await crypto.subtle.sign("Ed25519", key.privateKey, signedBytes(report));
  return fileText(report, {
    algorithm: "Ed25519",
    publicKey: key.publicKey,
    value: new Uint8Array(value).toBase64({ alphabet: "base64url", omitPadding: true }),
  });
}

/** The fingerprint of a public key in base64url. */
export async function keyFingerprint(publicKey: string): Promise<string> {
  return `sha256:${await sha256Hex(fromBase64Url(publicKey))}`;
}

/** Verifies the text of a signed report; throws `PGMCP_INVALID_ARGUMENT` where anything of it is wrong. */
export async function verifyReport(text: string): Promise<VerifiedReport> {
  const file = parseFile(text);
  if (file === null) throw notValid("it is no report of pgmcp prove");
  const { report, signature } = file;
  if (fileText(report, signature) !== text) throw notValid("it was edited or written anew");
  if (!await holds(report, signature)) throw notValid("its signature does not hold");
  return { report, fingerprint: await keyFingerprint(signature.publicKey) };
}

interface Signature {
  readonly algorithm: "Ed25519";
  readonly publicKey: string;
  readonly value: string;
}

interface SignedFile {
  readonly report: ProveReport;
  readonly signature: Signature;
}

function fileText(report: ProveReport, signature: Signature): string {
  const file: SignedFile = { report, signature };
  return `${JSON.stringify(file, null, 2)}\n`;
}

function signedBytes(report: ProveReport): Uint8Array<ArrayBuffer> {
  return new TextEncoder().encode(`${REPORT_FORMAT}\n${JSON.stringify(report)}`);
}

async function holds(report: ProveReport, signature: Signature): Promise<boolean> {
  try {
    const raw = fromBase64Url(signature.publicKey);
    const key = await crypto.subtle.importKey("raw", raw, "Ed25519", true, ["verify"]);
    const value = fromBase64Url(signature.value);
    return await crypto.subtle.verify("Ed25519", key, value, signedBytes(report));
  } catch (error) {
    // What is no key, no signature or no base64url does not hold.
    if (error instanceof SyntaxError || error instanceof DOMException) return false;
    throw error;
  }
}

function parseFile(text: string): SignedFile | null {
  let file: unknown;
  try {
    file = JSON.parse(text);
  } catch (error) {
    if (error instanceof SyntaxError) return null;
    throw error;
  }
  if (!hasObject(file, "report") || !hasObject(file, "signature")) return null;
  const { report, signature } = file;
  if (!("format" in report) || report.format !== REPORT_FORMAT) return null;
  if (!("algorithm" in signature) || signature.algorithm !== "Ed25519") return null;
  if (!("publicKey" in signature) || typeof signature.publicKey !== "string") return null;
  if (!("value" in signature) || typeof signature.value !== "string") return null;
  const { publicKey, value } = signature;
  return {
    // The signature, which is checked next, says that we wrote it in this format.
    report: report as ProveReport,
    signature: { algorithm: "Ed25519", publicKey, value },
  };
}

function hasObject<Key extends string>(
  value: unknown,
  key: Key,
): value is { readonly [key in Key]: object } {
  if (typeof value !== "object" || value === null || !(key in value)) return false;
  const found: unknown = Reflect.get(value, key);
  return typeof found === "object" && found !== null;
}

function fromBase64Url(text: string): Uint8Array<ArrayBuffer> {
  return Uint8Array.fromBase64(text, { alphabet: "base64url" });
}

function notValid(state: string): PgmcpError {
  return new PgmcpError("PGMCP_INVALID_ARGUMENT", {
    message: `Cannot trust the report: ${state}`,
    hint: "Ask whoever made it for the file as pgmcp wrote it.",
  });
}
