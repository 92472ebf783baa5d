// The form of a key: what is made is read back, and nothing else is.

import assert from "node:assert/strict";
import fc from "fast-check";
import { apiKeyChecksum } from "../../../core/auth/api_key_checksum.ts";
import { API_KEY_KINDS } from "../../../core/auth/api_key_kind.ts";
import { base62 } from "../../../core/auth/base62.ts";
import { createApiKey } from "../../../core/auth/create_api_key.ts";
import { maskApiKeys } from "../../../core/auth/mask_api_keys.ts";
import { parseApiKey } from "../../../core/auth/parse_api_key.ts";

/** What a scanner for secrets looks for. */
const FORM = /^pgmcp_(agent|client)_[0-9A-Za-z]{60}$/;
const BASE62 = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

Deno.test("a key that is made has its form, and is read as its kind and id", () => {
  for (const kind of API_KEY_KINDS) {
    const { id, text } = createApiKey(kind);
    assert.match(text, FORM);
    assert.deepEqual(parseApiKey(text), { kind: "key", keyKind: kind, id });
  }
});

Deno.test("no two keys are alike, and the secret takes part in that", () => {
  const texts = Array.from({ length: 1_000 }, () => createApiKey("client", { id: "0".repeat(11) }));
  assert.equal(new Set(texts.map(({ text }) => text)).size, 1_000);
});

Deno.test("the secret holds all 256 bits of the random bytes", () => {
  const bodies = [0, 255].map((byte) =>
    createApiKey("agent", { random: (length) => new Uint8Array(length).fill(byte) }).text
  );
  assert.match(bodies[0] ?? "", /^pgmcp_agent_0{54}/);
  let number = 0n;
  for (const character of (bodies[1] ?? "").slice(23, 66)) {
    number = number * 62n + BigInt(BASE62.indexOf(character));
  }
  assert.equal(number, 2n ** 256n - 1n);
});

Deno.test("the checksum is CRC-32 as gzip has it", () => {
  // The check value of the catalogue of CRCs for "123456789".
  const bytes = new Uint8Array([0xcb, 0xf4, 0x39, 0x26]);
  assert.equal(apiKeyChecksum("123456789"), base62(bytes, 6));
});

Deno.test("base 62 refuses what does not fit", () => {
  assert.equal(base62(new Uint8Array([61]), 1), "z");
  assert.throws(() => base62(new Uint8Array([62]), 1), RangeError);
});

Deno.test("a typo anywhere is noticed, and no reason tells anything of the key", () => {
  const { text } = createApiKey("client");
  fc.assert(fc.property(
    fc.nat(text.length - 1),
    fc.constantFrom(...BASE62, "_", " ", "é"),
    (at, character) => {
      fc.pre(text[at] !== character);
      const parsed = parseApiKey(text.slice(0, at) + character + text.slice(at + 1));
      assert.equal(parsed.kind, "malformed");
      if (parsed.kind === "malformed") assert.doesNotMatch(parsed.reason, /[0-9A-Za-z]{20}/);
    },
  ));
});

Deno.test("two characters that changed places, and a part that is missing, are noticed", () => {
  const { text } = createApiKey("agent");
  for (let at = 12; at < text.length - 1; at++) {
    const [first = "", second = ""] = [text[at], text[at + 1]];
    if (first === second) continue;
    const swapped = text.slice(0, at) + second + first + text.slice(at + 2);
    assert.equal(parseApiKey(swapped).kind, "malformed", `at ${at}`);
  }
  for (let length = 0; length < text.length; length++) {
    assert.equal(parseApiKey(text.slice(0, length)).kind, "malformed");
  }
  const reasons = [text.slice(0, -1), `${text}0`, text.slice(0, -1) + "é"].map((each) => {
    const parsed = parseApiKey(each);
    return parsed.kind === "malformed" ? parsed.reason : "none";
  });
  assert.deepEqual(reasons, [
    "it is cut short",
    "it is too long",
    "it is not of the form pgmcp_client_… or pgmcp_agent_…",
  ]);
  assert.equal(parseApiKey(text.replace("agent", "client")).kind, "malformed");
});

Deno.test("a text that is shown loses every key, whole or cut, but keeps what is no secret", () => {
  const { id, text } = createApiKey("client");
  for (const secret of [text, text.slice(0, 40), text.slice(0, -1) + "x"]) {
    const shown = maskApiKeys(`Bearer ${secret}, and "${secret}"`);
    assert.equal(shown, `Bearer pgmcp_client_${id}…, and "pgmcp_client_${id}…"`);
  }
  assert.equal(maskApiKeys("pgmcp_reader may SELECT"), "pgmcp_reader may SELECT");
});
