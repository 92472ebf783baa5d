// `pgmcp serve` where others can reach it: not without keys, not under a name it was not
// told, not with a database role that may do anything; and with a certificate.

import assert from "node:assert/strict";
import { certificatesSkipReason, makeCertificates } from "../support/certificates.ts";
import { keyFolder } from "../support/key_folder.ts";
import { LOCAL_PERMISSIONS, runCli } from "../support/run_cli.ts";
import { startServe } from "../support/serve_process.ts";
import { testsOnPostgres } from "../support/tests_on_postgres.ts";

const onPostgres = testsOnPostgres();

/** The status of /health under that Host header, which fetch does not let one choose. */
async function healthOf(url: string, host: string): Promise<number> {
  const { hostname, port } = new URL(url);
  using connection = await Deno.connect({ hostname, port: Number(port) });
  const request = `GET /health HTTP/1.1\r\nHost: ${host}\r\nConnection: close\r\n\r\n`;
  await connection.write(new TextEncoder().encode(request));
  const answer = await new Response(connection.readable).text();
  return Number(/^HTTP\/1\.1 (\d+)/.exec(answer)?.[1]);
}

Deno.test("it does not start beyond this machine without keys, however it is reached", async () => {
  await using folder = await keyFolder();
  for (
    const [env, reason] of [
      [{ HOST: "0.0.0.0", KEYS_FILE: "" }, /KEYS_FILE is not set/],
      [{ HOST: "::", KEYS_FILE: "memory:" }, /KEYS_FILE is memory:/],
      [{ HOST: "0.0.0.0" }, /there is no key that is good/],
      [{ ALLOWED_HOSTS: "pgmcp.example.com", KEYS_FILE: "" }, /KEYS_FILE is not set/],
    ] as const
  ) {
    const { code, stderr } = await folder.serveInVain(env);
    assert.equal(code, 2, stderr);
    assert.match(stderr, /Cannot serve beyond this machine without keys/);
    assert.match(stderr, reason);
    assert.match(stderr, /pgmcp keys create/);
    assert.doesNotMatch(stderr, /pgmcp_client_/);
  }
  const key = await folder.create();
  const [line = ""] = (await folder.run(["keys", "list", "--json"])).stdout.split("\n");
  await folder.run(["keys", "revoke", JSON.parse(line).id]);
  const revoked = await folder.serveInVain({ HOST: "0.0.0.0" });
  assert.match(revoked.stderr, /there is no key that is good/);
  assert.ok(!revoked.stderr.includes(key.slice(24)));
});

Deno.test("with keys it listens on every address, and answers to the names it was told", async () => {
  await using folder = await keyFolder();
  const key = await folder.create();
  const served = await folder.serve({ HOST: "0.0.0.0", ALLOWED_HOSTS: "pgmcp.example.com" });
  const url = served.url.replace("0.0.0.0", "127.0.0.1");
  try {
    for (
      const [host, expected] of [["127.0.0.1", 200], ["pgmcp.example.com:80", 200], [
        "evil.example",
        403,
      ], ["0.0.0.0", 403]] as const
    ) {
      assert.equal(await healthOf(url, host), expected, host);
    }
    // Whoever has no key learns that it lives, and no more.
    assert.deepEqual(await (await fetch(`${url}/ready`)).json(), { status: "not_ready" });
    const without = await fetch(`${url}/mcp`, { method: "POST", body: "{}" });
    assert.equal(without.status, 401);
    await without.body?.cancel();
    const authorization = `Bearer ${key}`;
    const withKey = await fetch(`${url}/mcp`, { headers: { authorization } });
    assert.notEqual(withKey.status, 401);
    await withKey.body?.cancel();
  } finally {
    served.kill("SIGTERM");
    assert.equal((await served.ended()).code, 0);
  }
});

Deno.test("without KEYS_FILE it still serves this machine, and says so", async () => {
  const served = await startServe({});
  assert.equal(await healthOf(served.url, "localhost"), 200);
  const proxied = await fetch(`${served.url}/mcp`, { headers: { "x-forwarded-for": "192.0.2.1" } });
  assert.equal(proxied.status, 401);
  await proxied.body?.cancel();
  served.kill("SIGTERM");
  assert.match((await served.ended()).stderr, /Without keys, for this machine only/);
});

Deno.test("settings that are no names or half a certificate are refused together", async () => {
  const { code, stderr } = await runCli(["serve"], {
    permissions: LOCAL_PERMISSIONS,
    env: {
      ALLOWED_HOSTS: "https://pgmcp.example.com",
      ALLOWED_ORIGINS: "app.example.com:443",
      TLS_CERT: "./server.crt",
    },
  });
  assert.equal(code, 2);
  assert.match(stderr, /ALLOWED_HOSTS: "https:\/\/pgmcp\.example\.com" is not a host name/);
  assert.match(stderr, /ALLOWED_ORIGINS: "app\.example\.com:443" is not a host name/);
  assert.match(stderr, /TLS_KEY: "" is not a file; TLS needs both/);
});

onPostgres("a role that may do anything is refused where others can reach it", async (server) => {
  await using folder = await keyFolder();
  await folder.create();
  const env = { HOST: "0.0.0.0", DATABASE_URL: server.url };
  const refused = await folder.serveInVain(env);
  assert.equal(refused.code, 1);
  assert.match(refused.stderr, /has grade F, REQUIRE_GRADE asks for B/);
  const accepted = await folder.serve({ ...env, REQUIRE_GRADE: "F" });
  accepted.kill("SIGTERM");
  assert.equal((await accepted.ended()).code, 0);
  const local = await folder.serve({ DATABASE_URL: server.url });
  local.kill("SIGTERM");
  assert.equal((await local.ended()).code, 0);
});

const noCertificates = certificatesSkipReason();
Deno.test({
  name: `it serves over TLS with a certificate of its own${
    noCertificates === null ? "" : ` (left out: ${noCertificates})`
  }`,
  ignore: noCertificates !== null,
  async fn() {
    await using certificates = await makeCertificates();
    await using folder = await keyFolder();
    const { cert, key } = certificates.server;
    const served = await startServe(
      { TLS_CERT: cert, TLS_KEY: key, KEYS_FILE: "memory:" },
      [`--allow-read=${cert},${key}`],
    );
    assert.match(served.url, /^https:/);
    const caCert = Deno.readTextFileSync(certificates.ca);
    using client = Deno.createHttpClient({ caCerts: [caCert] });
    const response = await fetch(`${served.url}/health`, { client });
    assert.deepEqual(await response.json(), { status: "ok" });
    served.kill("SIGTERM");
    assert.equal((await served.ended()).code, 0);
    const missing = await folder.serveInVain({ TLS_CERT: `${folder.path}/none`, TLS_KEY: key });
    assert.equal(missing.code, 2);
    assert.match(missing.stderr, /Cannot read TLS_CERT ".*none"/);
  },
});
