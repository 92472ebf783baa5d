// Who the gate lets in, what it tells those it does not, and when what it let in ends.

import assert from "node:assert/strict";
import { createApiKey } from "../../../core/auth/create_api_key.ts";
import { PgmcpError } from "../../../core/errors.ts";
import type { Admission, Audience } from "../../../server/gates/admission.ts";
import type { ApiKeyGate } from "../../../server/gates/api_key_gate.ts";
import { hashApiKey } from "../../../server/gates/hash_api_key.ts";
import { createMemoryApiKeyStore } from "../../../server/stores/memory_api_key_store.ts";
import { keyedGate, withKey } from "../../support/keyed_gate.ts";
import { until } from "../../support/until.ts";

interface Answer {
  readonly status: number;
  readonly code: string;
  readonly message: string;
  readonly headers: Headers;
}

async function refused(
  gate: ApiKeyGate,
  request: Request,
  audience: Audience = "client",
): Promise<Answer> {
  const answer = await gate.authenticate(request, audience);
  if (!(answer instanceof Response)) assert.fail("it was let in");
  const { status, headers } = answer;
  const { error } = await answer.json();
  const code = audience === "client" ? error.data.code : error.code;
  return { status, headers, code, message: error.message };
}

async function admitted(
  gate: ApiKeyGate,
  request: Request,
  audience: Audience = "client",
): Promise<Admission> {
  const answer = await gate.authenticate(request, audience);
  if (answer instanceof Response) assert.fail(await answer.text());
  return answer;
}

function reasonOf({ ended }: Admission): string {
  const { reason } = ended;
  return reason instanceof PgmcpError ? `${reason.code}: ${reason.message}` : String(reason);
}

Deno.test("a good key is let in as whom it was made for, with its databases", async () => {
  using keyed = keyedGate();
  const { id, text } = await keyed.issue({
    role: "support",
    team: "north",
    attributes: { tenant: "acme" },
    databases: ["sales", "report_*"],
    rate: { amount: 5, windowMs: 1_000 },
  });
  const admission = await admitted(keyed.gate, withKey(text));
  assert.deepEqual(admission.principal, {
    id,
    role: "support",
    team: "north",
    attributes: { tenant: "acme" },
  });
  assert.deepEqual(admission.rate, { amount: 5, windowMs: 1_000 });
  assert.deepEqual(
    ["sales", "report_eu", "stock"].map((name) => admission.mayUse(name)),
    [true, true, false],
  );
  assert.equal(admission.ended.aborted, false);
  assert.equal(await admitted(keyed.gate, withKey(text)), admission);
});

Deno.test("a request without a key is told how to send one", async () => {
  using keyed = keyedGate();
  for (const authorization of [null, "", "Basic dTpw", "Bearer", "Bearer a b", "pgmcp_client_x"]) {
    const headers = authorization === null ? {} : { headers: { authorization } };
    const answer = await refused(keyed.gate, withKey(null, headers));
    assert.equal(answer.status, 401, String(authorization));
    assert.equal(answer.code, "PGMCP_KEY_REQUIRED");
    assert.equal(answer.headers.get("www-authenticate"), 'Bearer realm="pgmcp"');
  }
  const { text } = await keyed.issue();
  const url = new Request(`http://localhost/mcp?key=${text}&access_token=${text}`);
  assert.equal((await refused(keyed.gate, url)).code, "PGMCP_KEY_REQUIRED");
});

Deno.test("a mistyped key is told so without a look-up", async () => {
  const store = createMemoryApiKeyStore();
  using keyed = keyedGate({
    store: { ...store, find: () => Promise.reject(new Error("it was looked up")) },
  });
  const { text } = createApiKey("client");
  for (const wrong of [text.slice(0, -1), `${text}x`, text.replace(/.$/, "_"), "hunter2"]) {
    const answer = await refused(keyed.gate, withKey(wrong));
    assert.equal(answer.status, 401);
    assert.equal(answer.code, "PGMCP_KEY_NOT_VALID");
    assert.match(answer.headers.get("www-authenticate") ?? "", /error="invalid_token"/);
    assert.ok(!answer.message.includes(wrong));
  }
});

Deno.test("a key that nobody has and a wrong secret of one that somebody has are told alike", async () => {
  using keyed = keyedGate();
  const { id } = await keyed.issue();
  await keyed.store.revoke(id, keyed.nowMs);
  const unknown = await refused(keyed.gate, withKey(createApiKey("client").text));
  const guessed = await refused(keyed.gate, withKey(createApiKey("client", { id }).text));
  assert.equal(unknown.code, "PGMCP_KEY_NOT_VALID");
  assert.deepEqual({ ...guessed, headers: null }, { ...unknown, headers: null });
});

Deno.test("only its owner is told that a key was revoked or has expired", async () => {
  using keyed = keyedGate();
  const revoked = await keyed.issue();
  await keyed.store.revoke(revoked.id, keyed.nowMs);
  assert.match((await refused(keyed.gate, withKey(revoked.text))).message, /was revoked/);
  const expiring = await keyed.issue({ expiresAtMs: keyed.nowMs + 1_000 });
  await admitted(keyed.gate, withKey(expiring.text));
  keyed.nowMs += 1_000;
  assert.match((await refused(keyed.gate, withKey(expiring.text))).message, /has expired/);
});

Deno.test("a key of the other kind is refused on either side", async () => {
  using keyed = keyedGate();
  const client = await keyed.issue();
  const agent = await keyed.issue({ kind: "agent" });
  for (const [key, audience] of [[agent, "client"], [client, "agent"]] as const) {
    const answer = await refused(keyed.gate, withKey(key.text), audience);
    assert.equal(answer.status, 403);
    assert.equal(answer.code, "PGMCP_KEY_WRONG_KIND");
  }
  await admitted(keyed.gate, withKey(agent.text), "agent");
});

Deno.test("what a key opened ends when it is revoked, by whomever, and others go on", async () => {
  using keyed = keyedGate();
  const [gone, staying] = [await keyed.issue(), await keyed.issue()];
  const ended = await admitted(keyed.gate, withKey(gone.text));
  const other = await admitted(keyed.gate, withKey(staying.text));
  // No request comes: the gate finds out by itself.
  await keyed.store.revoke(gone.id, keyed.nowMs);
  await until("the end", () => ended.ended.aborted, 2_000);
  assert.equal(reasonOf(ended), "PGMCP_KEY_NOT_VALID: The API key was revoked.");
  assert.equal(other.ended.aborted, false);
  await refused(keyed.gate, withKey(gone.text));
  assert.equal(await admitted(keyed.gate, withKey(staying.text)), other);
});

Deno.test("what a key opened ends when it expires", async () => {
  using keyed = keyedGate();
  const { text } = await keyed.issue({ expiresAtMs: keyed.nowMs + 60_000 });
  const admission = await admitted(keyed.gate, withKey(text));
  keyed.nowMs += 59_999;
  await new Promise((resolve) => setTimeout(resolve, 30));
  assert.equal(admission.ended.aborted, false);
  keyed.nowMs += 1;
  await until("the end", () => admission.ended.aborted, 2_000);
  assert.match(reasonOf(admission), /has expired/);
});

Deno.test("after a rotation both secrets hold for the overlap, under one id, and then the new one", async () => {
  using keyed = keyedGate();
  const { id, text } = await keyed.issue();
  const old = await admitted(keyed.gate, withKey(text));
  const next = createApiKey("client", { id });
  const secret = { hash: hashApiKey(next.text), expiresAtMs: null };
  await keyed.store.rotate(id, { secret, oldUntilMs: keyed.nowMs + 1_000 });
  const renewed = await admitted(keyed.gate, withKey(next.text));
  assert.equal(renewed.principal.id, old.principal.id);
  assert.equal(await admitted(keyed.gate, withKey(text)), old);
  keyed.nowMs += 1_000;
  await until("the end", () => old.ended.aborted, 2_000);
  assert.match((await refused(keyed.gate, withKey(text))).message, /was replaced/);
  assert.equal(await admitted(keyed.gate, withKey(next.text)), renewed);
});

Deno.test("a stop ends everything and lets nobody in until it is lifted", async () => {
  using keyed = keyedGate();
  const client = await keyed.issue();
  const agent = await keyed.issue({ kind: "agent" });
  const open = [
    await admitted(keyed.gate, withKey(client.text)),
    await admitted(keyed.gate, withKey(agent.text), "agent"),
  ];
  await keyed.store.setLockdown({ sinceMs: keyed.nowMs, reason: null });
  await until("the end", () => open.every(({ ended }) => ended.aborted), 2_000);
  assert.deepEqual(open.map((one) => reasonOf(one).split(":")[0]), [
    "PGMCP_LOCKED_DOWN",
    "PGMCP_LOCKED_DOWN",
  ]);
  for (const [key, audience] of [[client, "client"], [agent, "agent"]] as const) {
    const answer = await refused(keyed.gate, withKey(key.text), audience);
    assert.equal(answer.status, 503);
    assert.equal(answer.code, "PGMCP_LOCKED_DOWN");
  }
  // Who has no key is not told that everything is stopped.
  assert.equal((await refused(keyed.gate, withKey(null))).code, "PGMCP_KEY_REQUIRED");
  await keyed.store.setLockdown(null);
  assert.equal((await admitted(keyed.gate, withKey(client.text))).ended.aborted, false);
});

Deno.test("where the store cannot be read nobody is let in, and what is open ends", async () => {
  const store = createMemoryApiKeyStore();
  let broken = false;
  using keyed = keyedGate({
    store: {
      ...store,
      version: () =>
        broken ? Promise.reject(new PgmcpError("PGMCP_KEYS_UNAVAILABLE")) : store.version(),
    },
  });
  const { text } = await keyed.issue();
  const admission = await admitted(keyed.gate, withKey(text));
  broken = true;
  const answer = await refused(keyed.gate, withKey(text));
  assert.equal(answer.status, 503);
  assert.equal(answer.code, "PGMCP_KEYS_UNAVAILABLE");
  await until("the end", () => admission.ended.aborted, 2_000);
  broken = false;
  assert.equal((await admitted(keyed.gate, withKey(text))).ended.aborted, false);
});

Deno.test("a key that changes while it is being looked up is judged by what it became", async () => {
  const store = createMemoryApiKeyStore();
  let id = "";
  let finds = 0;
  using keyed = keyedGate({
    store: {
      ...store,
      async find(wanted) {
        const key = await store.find(wanted);
        // Revoked between the answer and its use, while the gate hears of the change.
        if (finds++ === 0) {
          await store.revoke(id, 1);
          await new Promise((resolve) => setTimeout(resolve, 50));
        }
        return key;
      },
    },
  });
  const issued = await keyed.issue();
  id = issued.id;
  assert.match((await refused(keyed.gate, withKey(issued.text))).message, /was revoked/);
});

Deno.test("a use is noted, once a minute at most", async () => {
  using keyed = keyedGate();
  const { id, text } = await keyed.issue();
  const first = keyed.nowMs;
  for (const [afterMs, expected] of [[0, 0], [59_999, 0], [60_000, 60_000]] as const) {
    keyed.nowMs = first + afterMs;
    await admitted(keyed.gate, withKey(text));
    assert.equal((await keyed.store.find(id))?.usedAtMs, first + expected);
  }
});

Deno.test("without keys whoever is on this machine is let in, but no proxy and no agent", async () => {
  using keyed = keyedGate({ keyless: true });
  const admission = await admitted(keyed.gate, withKey(null));
  assert.equal(admission.principal.id, "local");
  assert.equal(admission.mayUse("anything"), true);
  for (
    const [name, value] of [
      ["x-forwarded-for", "203.0.113.7"],
      ["forwarded", "for=203.0.113.7"],
      ["via", "1.1 proxy"],
    ] as const
  ) {
    const answer = await refused(keyed.gate, withKey(null, { headers: { [name]: value } }));
    assert.equal(answer.status, 401, name);
    assert.match(answer.message, /through a proxy/);
  }
  const agent = await refused(keyed.gate, withKey(null), "agent");
  assert.match(agent.message, /runs without keys, and takes no agents/);
  await keyed.store.setLockdown({ sinceMs: keyed.nowMs, reason: null });
  await until("the end", () => admission.ended.aborted, 2_000);
  assert.equal((await refused(keyed.gate, withKey(null))).code, "PGMCP_LOCKED_DOWN");
});

Deno.test("an agent that connects too often is told when to come again", async () => {
  using keyed = keyedGate();
  const { text } = await keyed.issue({ kind: "agent", rate: { amount: 2, windowMs: 60_000 } });
  for (let link = 0; link < 2; link++) await admitted(keyed.gate, withKey(text), "agent");
  const answer = await refused(keyed.gate, withKey(text), "agent");
  assert.equal(answer.status, 429);
  assert.equal(answer.code, "PGMCP_RATE_LIMITED");
  const seconds = Number(answer.headers.get("retry-after"));
  assert.ok(seconds >= 1 && seconds <= 61, String(seconds));
  keyed.nowMs += seconds * 1_000;
  await admitted(keyed.gate, withKey(text), "agent");
});
