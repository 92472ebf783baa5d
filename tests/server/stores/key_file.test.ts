// The file that KEYS_FILE names: who can read it, what happens between processes and after
// a crash, and which files are refused.

import assert from "node:assert/strict";
import { DatabaseSync } from "node:sqlite";
import { hashApiKey } from "../../../server/gates/hash_api_key.ts";
import { createApiKey } from "../../../core/auth/create_api_key.ts";
import { MIGRATIONS } from "../../../server/stores/key_file_schema.ts";
import { openKeyFile } from "../../../server/stores/open_key_file.ts";
import { openSqliteApiKeyStore } from "../../../server/stores/sqlite_api_key_store.ts";
import { openSqliteQuotaStore } from "../../../server/stores/sqlite_quota_store.ts";
import { BARE_KEY, FULL_KEY } from "../../contracts/api_key_store_contract.ts";
import { expectError } from "../../contracts/expect_error.ts";
import { temporaryFolder } from "../../support/temporary_folder.ts";
import { until } from "../../support/until.ts";

const WRITER = new URL("./write_and_die.ts", import.meta.url).pathname;

Deno.test({
  name: `only the owner can read the file and those beside it${
    Deno.build.os === "windows" ? " (left out: Windows has no such modes)" : ""
  }`,
  ignore: Deno.build.os === "windows",
  async fn() {
    await using folder = await temporaryFolder();
    const path = `${folder.path}/new/keys.sqlite`;
    await using store = openSqliteApiKeyStore(path);
    await store.add(FULL_KEY);
    const modes = [...Deno.readDirSync(`${folder.path}/new`)].map(({ name }) => {
      const { mode } = Deno.statSync(`${folder.path}/new/${name}`);
      return `${name} ${((mode ?? 0) & 0o777).toString(8)}`;
    }).sort();
    assert.deepEqual(modes, ["keys.sqlite 600", "keys.sqlite-shm 600", "keys.sqlite-wal 600"]);
    assert.equal((Deno.statSync(`${folder.path}/new`).mode ?? 0) & 0o777, 0o700);
  },
});

Deno.test("a file that others could read is theirs no more", async () => {
  await using folder = await temporaryFolder();
  const path = `${folder.path}/keys.sqlite`;
  Deno.writeFileSync(path, new Uint8Array(), { mode: 0o666 });
  await using _store = openSqliteApiKeyStore(path);
  if (Deno.build.os !== "windows") assert.equal((Deno.statSync(path).mode ?? 0) & 0o777, 0o600);
});

Deno.test("the file holds no key, only its hash", async () => {
  await using folder = await temporaryFolder();
  const path = `${folder.path}/keys.sqlite`;
  const { id, text } = createApiKey("client");
  {
    await using store = openSqliteApiKeyStore(path);
    await store.add({
      ...FULL_KEY,
      id,
      secrets: [{ hash: hashApiKey(text), expiresAtMs: null }],
    });
  }
  const bytes = new TextDecoder("latin1").decode(Deno.readFileSync(path));
  assert.ok(bytes.includes(id));
  for (let at = 24; at + 8 <= text.length; at++) {
    assert.ok(!bytes.includes(text.slice(at, at + 8)), `it holds characters ${at} and on`);
  }
});

Deno.test("what one opening of the file changes, another sees at once", async () => {
  await using folder = await temporaryFolder();
  const path = `${folder.path}/keys.sqlite`;
  await using server = openSqliteApiKeyStore(path);
  await using command = openSqliteApiKeyStore(path);
  await server.add(FULL_KEY);
  const before = await server.version();
  await command.revoke(FULL_KEY.id, 5_000);
  assert.notEqual(await server.version(), before);
  assert.equal((await server.find(FULL_KEY.id))?.revokedAtMs, 5_000);
  await command.setLockdown({ sinceMs: 6_000, reason: null });
  assert.equal((await server.lockdown())?.sinceMs, 6_000);
});

Deno.test("counts of quotas change no version, and two servers on one file count together", async () => {
  await using folder = await temporaryFolder();
  const path = `${folder.path}/keys.sqlite`;
  await using keys = openSqliteApiKeyStore(path);
  await using one = openSqliteQuotaStore(path);
  await using other = openSqliteQuotaStore(path);
  const before = await keys.version();
  const request = { windowMs: 3_600_000, limit: 3, amount: 1 };
  const answers = [];
  for (const store of [one, other, one, other]) {
    answers.push((await store.take("ada", request)).allowed);
  }
  assert.deepEqual(answers, [true, true, true, false]);
  assert.equal(await keys.version(), before);
});

Deno.test("slots that count no more are thrown away", async () => {
  await using folder = await temporaryFolder();
  const path = `${folder.path}/keys.sqlite`;
  let nowMs = Date.now();
  await using store = openSqliteQuotaStore(path, () => nowMs);
  for (let minute = 0; minute < 200; minute++) {
    nowMs += 60_000;
    await store.take("ada", { windowMs: 3_600_000, limit: 1_000, amount: 1 });
  }
  using reader = new DatabaseSync(path);
  const rows = Number(reader.prepare("SELECT count(*) AS n FROM quota").get()?.n);
  assert.ok(rows <= 62, `${rows} rows`);
});

Deno.test("what was revoked and counted stays so when the process is killed", async () => {
  await using folder = await temporaryFolder();
  const path = `${folder.path}/keys.sqlite`;
  {
    await using store = openSqliteApiKeyStore(path);
    await store.add(FULL_KEY);
    await store.add(BARE_KEY);
  }
  const child = new Deno.Command("deno", {
    args: [
      "run",
      "-q",
      "--no-prompt",
      "--cached-only",
      `--allow-read=${path}`,
      `--allow-write=${path}`,
      WRITER,
      path,
      FULL_KEY.id,
    ],
    stdout: "piped",
    stderr: "inherit",
  }).spawn();
  const { value } = await child.stdout.getReader().read();
  assert.equal(new TextDecoder().decode(value), "written\n");
  child.kill("SIGKILL");
  assert.equal((await child.status).success, false);
  await using store = openSqliteApiKeyStore(path);
  assert.equal((await store.find(FULL_KEY.id))?.revokedAtMs, 5_000);
  assert.equal((await store.find(BARE_KEY.id))?.revokedAtMs, null);
  assert.deepEqual(await store.lockdown(), { sinceMs: 6_000, reason: "killed soon" });
  await using quotas = openSqliteQuotaStore(path);
  const asked = await quotas.take("ada", { windowMs: 86_400_000, limit: 100, amount: 0 });
  assert.equal(asked.remaining, 93);
});

Deno.test("a file of another program, of a newer pgmcp, or of no sense is refused and left alone", async () => {
  await using folder = await temporaryFolder();
  const other = `${folder.path}/other.sqlite`;
  {
    using database = new DatabaseSync(other);
    database.exec("CREATE TABLE accounts (id INTEGER)");
  }
  const newer = `${folder.path}/newer.sqlite`;
  openKeyFile(newer, { durable: "full" }).close();
  {
    using database = new DatabaseSync(newer);
    database.exec(`PRAGMA user_version = ${MIGRATIONS.length + 1}`);
  }
  const text = `${folder.path}/text.txt`;
  Deno.writeTextFileSync(text, "no database at all, but a text that is long enough ".repeat(50));
  for (
    const [path, reason] of [
      [other, /another program's database/],
      [newer, /newer version of pgmcp/],
      [text, /not a database/],
      [folder.path, /.*/],
    ] as const
  ) {
    const before = path === folder.path ? null : Deno.readFileSync(path);
    const error = await expectError(
      Promise.try(() => openSqliteApiKeyStore(path)),
      "PGMCP_INVALID_CONFIGURATION",
    );
    assert.match(error.message, reason);
    assert.match(error.message, /^Cannot use KEYS_FILE "/);
    if (before !== null) assert.deepEqual(Deno.readFileSync(path), before);
  }
  using database = new DatabaseSync(other);
  assert.equal(database.prepare("SELECT count(*) AS n FROM sqlite_schema").get()?.n, 1);
});

Deno.test("a damaged row is no key without limits", async () => {
  await using folder = await temporaryFolder();
  const path = `${folder.path}/keys.sqlite`;
  await using store = openSqliteApiKeyStore(path);
  await store.add(FULL_KEY);
  using database = new DatabaseSync(path);
  for (
    const [column, value] of [
      ["rate_amount", "NULL"],
      ["databases", "'{}'"],
      ["databases", "'not JSON'"],
      ["attributes", `'{"tenant": 1}'`],
    ]
  ) {
    database.exec("SAVEPOINT s");
    database.exec(`UPDATE api_key SET ${column} = ${value}`);
    database.exec("RELEASE s");
    await expectError(store.find(FULL_KEY.id), "PGMCP_KEYS_UNAVAILABLE");
    database.exec(
      "UPDATE api_key SET rate_amount = 100, databases = '[]', attributes = '{}'",
    );
  }
});

Deno.test({
  name: `a file that was removed or replaced under a server is noticed${
    Deno.build.os === "windows" ? " (left out: Windows lets no open file be replaced)" : ""
  }`,
  ignore: Deno.build.os === "windows",
  async fn() {
    await using folder = await temporaryFolder();
    const path = `${folder.path}/keys.sqlite`;
    await using store = openSqliteApiKeyStore(path);
    await store.version();
    Deno.renameSync(path, `${path}.old`);
    const noticed = async () => await store.version().then(() => null, (error) => error.message);
    await until("the news", async () => /was removed or replaced/.test(await noticed() ?? ""));
    await using _other = openSqliteApiKeyStore(path);
    assert.match(await noticed(), /was removed or replaced/);
    Deno.renameSync(`${path}.old`, path);
    assert.equal(typeof await store.version(), "number");
  },
});
