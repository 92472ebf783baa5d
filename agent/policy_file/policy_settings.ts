// The settings of policies: whose signatures they need, and the key of `hash` masks.

import type { SettingReader } from "../../core/config/read_settings.ts";
import { MIN_HASH_KEY_LENGTH } from "../../core/policy/hash_key.ts";
import { isPublicKey } from "../../core/policy/policy_signature.ts";

/** What a policy needs beside its file. */
export interface PolicySettings {
  /** POLICY_PUBLIC_KEYS: whose signatures count; empty where files need none. */
  readonly publicKeys: readonly string[];
  /** POLICY_SIGNATURES: how many of them have to sign. */
  readonly signatures: number;
  /** POLICY_HASH_KEY as it is written; null where there is none. Secret. */
  readonly hashKey: string | null;
}

/** The variables read here. */
export const POLICY_VARIABLES: readonly string[] = [
  "POLICY_PUBLIC_KEYS",
  "POLICY_SIGNATURES",
  "POLICY_HASH_KEY",
];

/** Reads {@linkcode POLICY_VARIABLES}. */
export function readPolicySettings(reader: SettingReader): PolicySettings {
  const publicKeys = reader.list("POLICY_PUBLIC_KEYS", "key1,key2") ?? [];
  for (const shown of publicKeys.filter((key) => !isPublicKey(key))) {
    reader.reject("POLICY_PUBLIC_KEYS", {
      shown,
      expected: "an Ed25519 public key as `pgmcp policy sign` prints it",
      example: "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo",
    });
  }
  const signatures = reader.integer("POLICY_SIGNATURES", {
    fallback: 1,
    min: 1,
    max: 9,
    example: "2",
  });
  if (reader.text("POLICY_SIGNATURES") !== undefined && signatures > new Set(publicKeys).size) {
    reader.reject("POLICY_SIGNATURES", {
      shown: String(signatures),
      expected: "at most the number of keys in POLICY_PUBLIC_KEYS",
      example: "1",
    });
  }
  return { publicKeys, signatures, hashKey: readHashKey(reader) };
}

function readHashKey(reader: SettingReader): string | null {
  const text = reader.text("POLICY_HASH_KEY");
  if (text === undefined) return null;
  if (text.length >= MIN_HASH_KEY_LENGTH) return text;
  reader.reject("POLICY_HASH_KEY", {
    shown: "…",
    expected: `at least ${MIN_HASH_KEY_LENGTH} characters`,
    example: "$(openssl rand -hex 32)",
  });
  return null;
}
