// `pgmcp check` as a process: verdicts, exit codes, and no permission but reading
// the files it is given.

import assert from "node:assert/strict";
import { runCli } from "../support/run_cli.ts";
import { temporaryFolder } from "../support/temporary_folder.ts";

interface CheckRecord {
  readonly sql: string;
  readonly verdict: string;
  readonly code: string | null;
}

function records(stdout: string): readonly CheckRecord[] {
  return stdout.trimEnd().split("\n").map((line) => JSON.parse(line));
}

Deno.test("check needs no permission for arguments, and exits 1 for a refusal", async () => {
  const result = await runCli(["check", "--json", "SELECT 1", "DROP TABLE t", "SELECT my_f(1)"]);
  assert.equal(result.code, 1, result.stderr);
  assert.equal(result.stderr, "");
  assert.deepEqual(records(result.stdout).map(({ verdict, code }) => [verdict, code]), [
    ["allow", null],
    ["refuse", "PGMCP_STATEMENT_NOT_ALLOWED"],
    ["undecided", "PGMCP_NEEDS_CATALOGUE"],
  ]);
});

Deno.test("check exits 0 for what is undecided, and 1 with --strict", async () => {
  assert.equal((await runCli(["check", "SELECT my_f(1)"])).code, 0);
  assert.equal((await runCli(["check", "--strict", "SELECT my_f(1)"])).code, 1);
});

Deno.test("check reads JSON lines in order, and names the line that is none", async () => {
  const good = await runCli(["check", "--json"], {
    input: '{"sql":"SELECT 1"}\n\n{"sql":"DELETE FROM t"}\n',
  });
  assert.equal(good.code, 1);
  assert.deepEqual(records(good.stdout).map(({ sql }) => sql), ["SELECT 1", "DELETE FROM t"]);
  const bad = await runCli(["check", "--json"], { input: '{"sql":"SELECT 1"}\n{"sql":2}\n' });
  assert.equal(bad.code, 2);
  assert.equal(records(bad.stdout).length, 1);
  assert.match(bad.stderr, /Cannot read line 2 of standard input/);
});

Deno.test("check reads a file with that file's permission alone, and splits it", async () => {
  const file = await Deno.makeTempFile({ suffix: ".sql" });
  try {
    await Deno.writeTextFile(file, "SELECT ';';\n-- two\nUPDATE t SET a = 1;");
    const permissions = [`--allow-read=${file}`];
    const result = await runCli(["check", file], { permissions });
    assert.equal(result.code, 1, result.stderr);
    assert.match(result.stdout, /✓ allow .*:1 /);
    assert.match(result.stdout, /✗ refuse .*:3 .*UPDATE t SET a = 1/);
    assert.match(result.stdout, /2 statements: 1 allowed, 1 refused/);
    const denied = await runCli(["check", "-f", file]);
    assert.equal(denied.code, 2);
    assert.match(denied.stderr, /permission for it is missing/);
  } finally {
    await Deno.remove(file);
  }
});

Deno.test("check says what to do with a folder, or a file that it took for SQL", async () => {
  await using folder = await temporaryFolder();
  const { path } = folder;
  await Deno.writeTextFile(`${path}/top.txt`, "SELECT 1");
  await Deno.mkdir(`${path}/more.sql`);
  const permissions = [`--allow-read=${path}`];
  for (
    const [args, message, hint] of [
      [[path], /it is no SQL, and there is a folder of that name/, /files of SQL in it.*\*\.sql/],
      [[`${path}/top.txt`], /it is no SQL, and there is a file of that name/, /with --file/],
      [[`${path}/more.sql`], /: it is a folder/, /files of SQL in it/],
      [["-f", path], /: it is a folder/, /files of SQL in it/],
    ] as const
  ) {
    const { code, stderr, stdout } = await runCli(["check", ...args], { permissions });
    assert.deepEqual([code, stdout], [2, ""], args.join(" "));
    assert.match(stderr, message);
    assert.match(stderr, hint);
  }
  // A file may be called like a statement.
  await Deno.writeTextFile(`${path}/SELECT`, "DROP TABLE t");
  const named = await runCli(["check", "SELECT"], { permissions, cwd: path });
  assert.deepEqual([named.code, named.stderr], [0, ""]);
});

Deno.test("check honours READ_ONLY and SCHEMAS where it may read them", async () => {
  const permissions = ["--ignore-env", "--allow-env=READ_ONLY,SCHEMAS"];
  const write = ["check", "DELETE FROM app.t WHERE id = 1"];
  assert.equal((await runCli(write, { permissions })).code, 1);
  assert.equal((await runCli(write, { permissions, env: { READ_ONLY: "false" } })).code, 0);
  const read = ["check", "SELECT * FROM app.t"];
  assert.equal((await runCli(read, { permissions, env: { SCHEMAS: "app" } })).code, 0);
  assert.equal((await runCli(read, { permissions, env: { SCHEMAS: "public" } })).code, 1);
  assert.equal((await runCli(read, { permissions, env: { SCHEMAS: "," } })).code, 2);
});
