// Signed reports: what holds, and everything that must not.

import assert from "node:assert/strict";
import { DEFAULT_QUERY_SETTINGS } from "../../../core/config/query_settings.ts";
import { PgmcpError } from "../../../core/errors.ts";
import { sumUp } from "../../../core/prove/proof.ts";
import { proveReport } from "../../../core/prove/prove_report.ts";
import { keyFingerprint, signReport, verifyReport } from "../../../core/prove/signed_report.ts";
import { readSigningKey } from "../../../core/prove/signing_key.ts";

async function newPem(): Promise<string> {
  const pair = await crypto.subtle.generateKey("Ed25519", true, ["sign", "verify"]);
  assert.ok("privateKey" in pair);
  const der = new Uint8Array(await crypto.subtle.exportKey("pkcs8", pair.privateKey));
  return `-----BEGIN PRIVATE KEY-----\n${der.toBase64()}\n-----END PRIVATE KEY-----\n`;
}

async function report(settings = DEFAULT_QUERY_SETTINGS) {
  const proof = sumUp([], []);
  const targets = {
    ...{ database: "d", role: "r", tables: [], hidden: null, userFunction: null },
    policy: { denied: null, filtered: null, masked: null },
  };
  return await proveReport({ proof, targets }, {
    settings,
    server: { product: "PostgreSQL", version: "18.6" },
    policyHash: null,
    configuredAs: null,
    runtime: "Deno",
    now: new Date(0),
  });
}

const key = await readSigningKey(await newPem());
const text = await signReport(await report(), key);

function refused(reason: RegExp) {
  return (error: unknown) => error instanceof PgmcpError && reason.test(error.message);
}

Deno.test("a signed report verifies, and names its key", async () => {
  const verified = await verifyReport(text);
  assert.equal(verified.fingerprint, await keyFingerprint(key.publicKey));
  assert.match(verified.fingerprint, /^sha256:[0-9a-f]{64}$/);
  assert.deepEqual(verified.report, await report());
});

Deno.test("any change of a figure, the key or the signature is refused", async () => {
  const other = await readSigningKey(await newPem());
  const changes: readonly string[] = [
    text.replace('"through": 0', '"through": 1'),
    text.replace("18.6", "18.7"),
    text.replace(key.publicKey, other.publicKey),
    text.replace(/"value": "./, (start) => start.endsWith("A") ? '"value": "B' : '"value": "A'),
    text.replace(/"value": "[^"]*"/, '"value": "***"'),
    text.replace(/"publicKey": "[^"]*"/, '"publicKey": "AAAA"'),
  ];
  for (const changed of changes) {
    assert.notEqual(changed, text);
    await assert.rejects(verifyReport(changed), refused(/signature does not hold/));
  }
});

Deno.test("a report written anew, with white space or a key twice, is refused", async () => {
  const twice = text.replace('"role": "r"', '"role": "x",\n    "role": "r"');
  for (const changed of [`${text} `, JSON.stringify(JSON.parse(text)), twice]) {
    await assert.rejects(verifyReport(changed), refused(/edited or written anew/));
  }
});

Deno.test("what is no report is refused", async () => {
  const { report: ours, signature } = JSON.parse(text);
  const others: readonly unknown[] = [
    ...[{}, [], null, { report: {}, signature: {} }, { report: ours }, { signature }],
    ...[{ report: ours, signature: null }, { report: null, signature }],
    { report: { ...ours, format: undefined }, signature },
    { report: ours, signature: { ...signature, algorithm: "none" } },
    { report: ours, signature: { ...signature, algorithm: undefined } },
    { report: ours, signature: { ...signature, publicKey: 1 } },
    { report: ours, signature: { ...signature, publicKey: undefined } },
    { report: ours, signature: { ...signature, value: 1 } },
    { report: ours, signature: { ...signature, value: undefined } },
  ];
  for (const other of ["", "x", ...others.map((each) => JSON.stringify(each, null, 2))]) {
    await assert.rejects(verifyReport(`${other}\n`), refused(/no report/), other);
  }
});

Deno.test("what the same key signed of another format is no report", async () => {
  const other = JSON.parse(JSON.stringify(await report()));
  const signed = await signReport({ ...other, format: "another" }, key);
  await assert.rejects(verifyReport(signed), refused(/no report/));
});

Deno.test("a key that is none is refused, and nothing of it shown", async () => {
  const secret = "c2VjcmV0LXNlY3JldA==";
  for (
    const pem of ["", secret, `-----BEGIN PRIVATE KEY-----\n${secret}\n-----END PRIVATE KEY-----`]
  ) {
    await assert.rejects(readSigningKey(pem), (error: unknown) => {
      assert.ok(error instanceof PgmcpError);
      assert.equal(error.code, "PGMCP_INVALID_CONFIGURATION");
      assert.ok(!`${error.message} ${error.cause}`.includes("c2Vj"));
      return true;
    });
  }
});

Deno.test("the hash of the settings tells other settings, and no other order of them", async () => {
  const plain = (await report()).settingsSha256;
  const reordered = Object.fromEntries(Object.entries(DEFAULT_QUERY_SETTINGS).reverse());
  assert.equal((await report({ ...DEFAULT_QUERY_SETTINGS, ...reordered })).settingsSha256, plain);
  assert.notEqual(
    (await report({ ...DEFAULT_QUERY_SETTINGS, maxRows: 101 })).settingsSha256,
    plain,
  );
});
