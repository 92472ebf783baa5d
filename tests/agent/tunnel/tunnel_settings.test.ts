// The variables of an agent's way to its server.

import assert from "node:assert/strict";
import { readTunnelSettings, serverHost } from "../../../agent/tunnel/tunnel_settings.ts";
import { createApiKey } from "../../../core/auth/create_api_key.ts";
import { readSettings } from "../../../core/config/read_settings.ts";

const AGENT_KEY = createApiKey("agent").text;
const GOOD = { SERVER_URL: "wss://pgmcp.example.com/agent", AGENT_KEY, DATABASE_NAME: "shop" };

function read(env: Readonly<Record<string, string>>, several = false) {
  return readSettings((name) => env[name], (reader) => readTunnelSettings(reader, several));
}

function problem(env: Readonly<Record<string, string>>): string {
  try {
    read({ ...GOOD, ...env });
  } catch (error) {
    return error instanceof Error ? error.message : "";
  }
  return "";
}

Deno.test("the way to a server is read, with the path that is usual", () => {
  assert.deepEqual(read(GOOD), {
    serverUrl: "wss://pgmcp.example.com/agent",
    key: AGENT_KEY,
    caFile: null,
    databaseName: "shop",
    databaseDescription: null,
    requireSandbox: false,
    logLevel: "info",
  });
  assert.equal(read({ ...GOOD, SERVER_URL: "wss://h:9000" }).serverUrl, "wss://h:9000/agent");
  assert.equal(read({ SERVER_URL: GOOD.SERVER_URL, AGENT_KEY }, true).databaseName, null);
});

Deno.test("plain text is for this machine only, unless it is asked for", () => {
  for (const host of ["127.0.0.1:8080", "localhost:8080", "[::1]:8080"]) {
    assert.equal(problem({ SERVER_URL: `ws://${host}/agent` }), "", host);
  }
  for (
    const host of ["pgmcp.example.com", "10.0.0.1", "localhost.example.com", "127.0.0.1.example"]
  ) {
    assert.match(problem({ SERVER_URL: `ws://${host}/agent` }), /SERVER_URL.*encrypted/, host);
    assert.equal(problem({ SERVER_URL: `ws://${host}/agent`, ALLOW_PLAINTEXT: "true" }), "", host);
  }
});

Deno.test("what is wrong is named, and a key or password never shown", () => {
  assert.match(problem({ SERVER_URL: "https://x/agent" }), /begins with wss:/);
  assert.match(problem({ SERVER_URL: "nonsense" }), /SERVER_URL/);
  for (
    const secret of ["user:hunter2@x/agent", "hunter2@x", "x/agent?hunter2", "x/agent#hunter2"]
  ) {
    const said = problem({ SERVER_URL: `wss://${secret}` });
    assert.match(said, /the key is AGENT_KEY/);
    assert.doesNotMatch(said, /hunter2/);
  }
  assert.match(problem({ AGENT_KEY: "" }), /AGENT_KEY.*it is not set/);
  assert.match(problem({ AGENT_KEY: createApiKey("client").text }), /it is a client's key/);
  const mistyped = `${AGENT_KEY.slice(0, -1)}${AGENT_KEY.endsWith("0") ? "1" : "0"}`;
  assert.match(problem({ AGENT_KEY: mistyped }), /checksum/);
  assert.ok(!problem({ AGENT_KEY: mistyped }).includes(mistyped.slice(20)));
  for (const DATABASE_NAME of ["", "two words", "a/b", "x".repeat(64)]) {
    assert.match(problem({ DATABASE_NAME }), /DATABASE_NAME/);
  }
});

Deno.test("the server's place is what Deno's permission names", () => {
  assert.equal(serverHost("wss://pgmcp.example.com/agent"), "pgmcp.example.com:443");
  assert.equal(serverHost("ws://127.0.0.1:8080/agent"), "127.0.0.1:8080");
  assert.equal(serverHost("wss://[::1]/agent"), "[::1]:443");
});
