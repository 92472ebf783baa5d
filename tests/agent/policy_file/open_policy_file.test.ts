// A policy file as it lives: read, followed while it changes, and signed.

import assert from "node:assert/strict";
import { openPolicyFile } from "../../../agent/policy_file/open_policy_file.ts";
import type { PolicySettings } from "../../../agent/policy_file/policy_settings.ts";
import { readPolicyFile } from "../../../agent/policy_file/read_policy_file.ts";
import { signPolicy } from "../../../core/policy/policy_signature.ts";
import { PgmcpError } from "../../../core/errors.ts";
import { until } from "../../support/until.ts";

const OPEN: PolicySettings = { publicKeys: [], signatures: 1, hashKey: null };
const FIRST = "policy: {deny_tables: [users]}\n";
const SECOND = "policy: {deny_tables: [users, payments]}\n";

interface Written extends AsyncDisposable {
  readonly path: string;
  write(text: string, suffix?: string): Promise<void>;
}

async function written(text: string): Promise<Written> {
  const folder = await Deno.makeTempDir({ prefix: "pgmcp-policy-" });
  const path = `${folder}/policy.yaml`;
  // In one step: a file that is looked at while it is written would be one more change.
  async function write(content: string, suffix = ""): Promise<void> {
    await Deno.writeTextFile(`${path}.new`, content);
    await Deno.rename(`${path}.new`, path + suffix);
  }
  await write(text);
  return {
    path,
    write,
    [Symbol.asyncDispose]: () => Deno.remove(folder, { recursive: true }),
  };
}

interface Signer {
  readonly publicKey: string;
  sign(text: string): Promise<string>;
}

async function makeSigner(): Promise<Signer> {
  const pair = await crypto.subtle.generateKey({ name: "Ed25519" }, true, ["sign", "verify"]);
  assert.ok("publicKey" in pair);
  const { x: publicKey = "" } = await crypto.subtle.exportKey("jwk", pair.publicKey);
  return {
    publicKey,
    sign: (text) =>
      signPolicy(new TextEncoder().encode(text), { privateKey: pair.privateKey, publicKey }),
  };
}

function refusesWith(words: RegExp): (error: unknown) => boolean {
  return (error) =>
    error instanceof PgmcpError && error.code === "PGMCP_INVALID_CONFIGURATION" &&
    words.test(error.message);
}

Deno.test("a valid change applies by itself, an invalid one is refused and the old stays", async () => {
  await using file = await written(FIRST);
  const lines: string[] = [];
  const policy = await openPolicyFile(file.path, {
    settings: OPEN,
    log: (level, message) => lines.push(`${level} ${message}`),
    lookEveryMs: 10,
  });
  let seen = lines.length;
  async function nextLine(): Promise<string> {
    await until("the next line of the log", () => lines.length > seen);
    return lines[seen++] ?? "";
  }
  try {
    const before = policy.policy;
    await file.write(SECOND);
    assert.match(await nextLine(), /^info .*is read again and holds: sha256:/);
    assert.equal(policy.policy.base.denyTables.length, 2);
    assert.notEqual(policy.policy, before);
    const kept = policy.policy;
    await file.write("policy: {deny_tabels: [users]}\n");
    const refused = await nextLine();
    assert.match(refused, /^warn The change of .* is refused, the policy sha256:\w{12} stays: /);
    assert.match(refused, /policy\.yaml:1:10: Cannot use the key deny_tabels/);
    assert.equal(policy.policy, kept);
    await Deno.remove(file.path);
    assert.match(await nextLine(), /there is no such file/);
    assert.equal(policy.policy, kept);
  } finally {
    policy.close();
  }
});

Deno.test("whoever knows better can refuse a policy that is well-formed", async () => {
  await using file = await written(FIRST);
  const lines: string[] = [];
  const policy = await openPolicyFile(file.path, {
    settings: OPEN,
    log: (_level, message) => lines.push(message),
    lookEveryMs: 3_600_000,
  });
  policy.onCandidate(({ policy }) =>
    Promise.resolve(
      policy.base.denyTables.length > 1 ? ["policy.yaml:1:1: there is no payments"] : [],
    )
  );
  await file.write(SECOND);
  await policy.reload();
  assert.equal(policy.policy.base.denyTables.length, 1);
  assert.match(lines.at(-1) ?? "", /there is no payments/);
  policy.close();
});

Deno.test("where keys are configured only a file that enough of them signed is read", async () => {
  await using file = await written(FIRST);
  const [ada, bob, eve] = [await makeSigner(), await makeSigner(), await makeSigner()];
  const one = { ...OPEN, publicKeys: [ada.publicKey, bob.publicKey] };
  const two = { ...one, signatures: 2 };
  await assert.rejects(
    readPolicyFile(file.path, one),
    refusesWith(/policy\.yaml\.sig.*no such file/),
  );

  await file.write(`${await eve.sign(FIRST)}\n`, ".sig");
  await assert.rejects(
    readPolicyFile(file.path, one),
    refusesWith(/0 of the keys .* have signed it/),
  );
  await file.write(`${await ada.sign(SECOND)}\n`, ".sig");
  await assert.rejects(readPolicyFile(file.path, one), refusesWith(/signed it as it is now/));

  const byAda = await ada.sign(FIRST);
  await file.write(`${byAda}\n${byAda}\n`, ".sig");
  assert.equal((await readPolicyFile(file.path, one)).policy.base.denyTables.length, 1);
  await assert.rejects(readPolicyFile(file.path, two), refusesWith(/1 of the keys .* has signed/));
  // Bob's key with Ada's signature is nobody's.
  const forged = byAda.replace(ada.publicKey, bob.publicKey);
  await file.write(`${byAda}\n${forged}\n`, ".sig");
  await assert.rejects(readPolicyFile(file.path, two), refusesWith(/1 of the keys/));
  await file.write(`# both\n${byAda}\n${await bob.sign(FIRST)}\n`, ".sig");
  assert.equal((await readPolicyFile(file.path, two)).policy.base.denyTables.length, 1);
  // One letter of the policy, and neither holds.
  await file.write(FIRST.replace("users", "users2"));
  await assert.rejects(readPolicyFile(file.path, one), refusesWith(/0 of the keys/));
});

Deno.test("a mask hash needs its key, and the key is no part of the policy", async () => {
  const text = "policy:\n  tables:\n    people:\n      mask_columns: {email: hash}\n";
  await using file = await written(text);
  await assert.rejects(
    readPolicyFile(file.path, OPEN),
    refusesWith(/policy\.yaml:4:22: Cannot use the mask hash: POLICY_HASH_KEY is not set/),
  );
  const hashKey = "0123456789abcdef0123456789abcdef";
  const read = await readPolicyFile(file.path, { ...OPEN, hashKey });
  const again = await readPolicyFile(file.path, { ...OPEN, hashKey });
  assert.equal(read.hashKey?.length, 32);
  assert.deepEqual(read.hashKey, again.hashKey);
  assert.ok(!JSON.stringify([...read.places, read.policy]).includes(hashKey));
});

Deno.test("a file that is none is refused, and says so", async () => {
  await using file = await written(FIRST);
  await assert.rejects(readPolicyFile(`${file.path}.none`, OPEN), refusesWith(/no such file/));
  await Deno.writeFile(file.path, new Uint8Array([0xff, 0xfe]));
  await assert.rejects(readPolicyFile(file.path, OPEN), refusesWith(/not UTF-8/));
});
