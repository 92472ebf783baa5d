// What a signature under a policy holds for: these bytes, as a policy, by this key.

import assert from "node:assert/strict";
import {
  countSigners,
  isPublicKey,
  readSignatures,
  signPolicy,
} from "../../../core/policy/policy_signature.ts";

const POLICY = new TextEncoder().encode("policy: {deny_tables: [users]}\n");

interface Signer {
  readonly privateKey: CryptoKey;
  readonly publicKey: string;
}

async function makeSigner(): Promise<Signer> {
  const pair = await crypto.subtle.generateKey("Ed25519", true, ["sign", "verify"]);
  if (!("privateKey" in pair)) throw new TypeError("Cannot sign: no pair of keys was made");
  const raw = await crypto.subtle.exportKey("raw", pair.publicKey);
  return { privateKey: pair.privateKey, publicKey: base64Url(raw) };
}

function base64Url(bytes: ArrayBuffer): string {
  return new Uint8Array(bytes).toBase64({ alphabet: "base64url", omitPadding: true });
}

Deno.test("a signature holds for the bytes and the key it was made with, and no others", async () => {
  const [ada, eve] = [await makeSigner(), await makeSigner()];
  const [signature] = readSignatures(await signPolicy(POLICY, ada));
  assert.ok(signature !== undefined && isPublicKey(signature.publicKey));
  const count = (bytes: Uint8Array, trusted: readonly string[], value = signature.value) =>
    countSigners(bytes, [{ ...signature, value }], trusted);
  assert.equal(await count(POLICY, [ada.publicKey]), 1);
  assert.equal(await count(POLICY, [eve.publicKey]), 0);
  assert.equal(await count(POLICY, []), 0);
  assert.equal(await count(POLICY.slice(1), [ada.publicKey]), 0);
  assert.equal(await count(new Uint8Array(), [ada.publicKey]), 0);
  assert.equal(await count(POLICY, [ada.publicKey], "A".repeat(86)), 0);
  // What is no base64url at all, and no 64 bytes.
  for (const value of ["!".repeat(86), "A", ""]) {
    assert.equal(await count(POLICY, [ada.publicKey], value), 0, value);
  }
  const noKey = { publicKey: "!".repeat(43), value: signature.value };
  assert.equal(await countSigners(POLICY, [noKey], [noKey.publicKey]), 0);
  const asEve = [{ ...signature, publicKey: eve.publicKey }];
  assert.equal(await countSigners(POLICY, asEve, [ada.publicKey, eve.publicKey]), 0);
});

Deno.test("whoever signs twice counts once", async () => {
  const [ada, bob] = [await makeSigner(), await makeSigner()];
  const twice = `${await signPolicy(POLICY, ada)}\n`.repeat(2);
  const trusted = [ada.publicKey, bob.publicKey];
  assert.equal(await countSigners(POLICY, readSignatures(twice), trusted), 1);
  const both = twice + await signPolicy(POLICY, bob);
  assert.equal(await countSigners(POLICY, readSignatures(both), trusted), 2);
});

Deno.test("what a key signed for another purpose is no signature of a policy", async () => {
  const ada = await makeSigner();
  const value = base64Url(await crypto.subtle.sign("Ed25519", ada.privateKey, POLICY));
  const signature = { publicKey: ada.publicKey, value };
  assert.equal(await countSigners(POLICY, [signature], [ada.publicKey]), 0);
});

Deno.test("lines that are no signature are left out", () => {
  const key = "k".repeat(43);
  const value = "v".repeat(86);
  const good = `ed25519 ${key} ${value}`;
  const text = ["", "# a comment", `rsa ${key} ${value}`, `${good} more`, ` ${good}\r`, `${good}=`];
  assert.deepEqual(readSignatures(text.join("\n")), [{ publicKey: key, value }]);
});
