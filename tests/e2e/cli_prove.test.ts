// `pgmcp prove` as a process: the table, the exit codes, and a signed report that can be
// verified by whoever knows the key.

import assert from "node:assert/strict";
import { createShop } from "../support/shop_fixture.ts";
import { runCli } from "../support/run_cli.ts";
import { testsOnPostgres } from "../support/tests_on_postgres.ts";

const onPostgres = testsOnPostgres();

async function writeKey(path: string): Promise<void> {
  const pair = await crypto.subtle.generateKey("Ed25519", true, ["sign", "verify"]);
  assert.ok("privateKey" in pair);
  const der = new Uint8Array(await crypto.subtle.exportKey("pkcs8", pair.privateKey));
  const pem = `-----BEGIN PRIVATE KEY-----\n${der.toBase64()}\n-----END PRIVATE KEY-----\n`;
  await Deno.writeTextFile(path, pem);
}

Deno.test("prove works with nothing set up, on the embedded demo database", async () => {
  const { code, stderr, stdout } = await runCli(["prove"], { permissions: ["-P=prove"] });
  assert.equal(code, 0, stderr);
  assert.match(stderr, /DATABASE_URL is not set; this is about the embedded demo database/);
  assert.match(
    stdout,
    /attack class +tried +text +grammar +names +policy +limits +exec +role +through/,
  );
  assert.match(stdout, /✓ \d+ attacks, none got through\./);
});

Deno.test("prove refuses to start a report that it could not sign", async () => {
  const { code, stderr } = await runCli(["prove", "--report", "proof.json"], {
    permissions: ["-P=prove"],
  });
  assert.equal(code, 2);
  assert.match(stderr, /PROVE_SIGNING_KEY does not name a key's file/);
});

onPostgres(
  "prove writes a signed report of a database, which verify holds to its key",
  async (server) => {
    const database = await createShop(server);
    const folder = await Deno.makeTempDir();
    try {
      const [key, file] = [`${folder}/prove.key`, `${folder}/proof.json`];
      await writeKey(key);
      const permissions = [
        "--ignore-env",
        "--allow-env=DATABASE_URL,SCHEMAS,PROVE_SIGNING_KEY",
        `--allow-net=${new URL(database.url).host}`,
        `--allow-read=${folder}`,
        `--allow-write=${folder}`,
      ];
      const env = { DATABASE_URL: database.url, SCHEMAS: "app", PROVE_SIGNING_KEY: key };
      const made = await runCli(["prove", "--json", "--report", file], { permissions, env });
      assert.equal(made.code, 0, made.stderr);
      const report = JSON.parse(made.stdout);
      assert.equal(report.proof.total.through, 0);
      assert.deepEqual(report.settings.schemas, ["app"]);
      const written = await Deno.readTextFile(file);
      assert.deepEqual(JSON.parse(written).report, report);
      assert.ok(!`${made.stdout}${made.stderr}${written}`.includes("123-45-6789"));
      const { password } = new URL(database.url);
      if (password !== "") assert.ok(!written.includes(password));

      const fingerprint = /is signed by (sha256:[0-9a-f]{64})/.exec(made.stderr)?.[1] ?? "";
      const reading = { permissions: [`--allow-read=${folder}`] };
      const good = await runCli(["prove", "--verify", file, "--fingerprint", fingerprint], reading);
      assert.equal(good.code, 0, good.stderr);
      assert.match(good.stdout, /✓ Unchanged since .*, and signed by sha256:/);
      const other = ["prove", "--verify", file, "--fingerprint", "sha256:00"];
      assert.equal((await runCli(other, reading)).code, 1);
      await Deno.writeTextFile(file, written.replace('"through": 0', '"through": 1'));
      const changed = await runCli(["prove", "--verify", file], reading);
      assert.equal(changed.code, 1);
      assert.match(changed.stdout, /✗ .*signature does not hold/);
    } finally {
      await Deno.remove(folder, { recursive: true });
    }
  },
);

onPostgres(
  "prove takes one database of CONFIG_FILE, by its name and with its settings",
  async (server) => {
    const database = await createShop(server);
    const folder = await Deno.makeTempDir();
    try {
      const file = `${folder}/pgmcp.yaml`;
      await Deno.writeTextFile(
        file,
        `databases:
  - {name: shop, url: "${database.url}", schemas: [app], max_rows: 7}
  - {name: other, url: "${server.url}"}
`,
      );
      const permissions = [
        "--ignore-env",
        "--allow-env=CONFIG_FILE,REQUIRE_GRADE",
        `--allow-net=${new URL(database.url).host}`,
        `--allow-read=${folder}`,
      ];
      // The grade is no reason not to prove a superuser.
      const options = { permissions, env: { CONFIG_FILE: file, REQUIRE_GRADE: "A" } };
      const unnamed = await runCli(["prove"], options);
      assert.equal(unnamed.code, 2);
      assert.match(unnamed.stderr, /--database is one of shop, other/);
      const { code, stderr, stdout } = await runCli(
        ["prove", "--json", "--database", "shop"],
        options,
      );
      assert.equal(code, 0, stderr);
      const report = JSON.parse(stdout);
      assert.equal(report.configuredAs, "shop");
      assert.equal(report.settings.maxRows, 7);
      assert.ok(report.tables.every((table: string) => table.startsWith("app.")), stdout);
    } finally {
      await Deno.remove(folder, { recursive: true });
    }
  },
);
