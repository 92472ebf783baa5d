// `pgmcp keys` as a process: what it prints where, what it refuses, and that no key is
// ever shown but once.

import assert from "node:assert/strict";
import { parseApiKey } from "../../core/auth/parse_api_key.ts";
import { keyFolder } from "../support/key_folder.ts";
import { runCli } from "../support/run_cli.ts";

function idOf(key: string): string {
  const parsed = parseApiKey(key);
  if (parsed.kind !== "key") assert.fail(`${key}: ${parsed.reason}`);
  return parsed.id;
}

Deno.test("create prints the key alone on standard output, and list shows all but the secret", async () => {
  await using folder = await keyFolder();
  const made = await folder.run([
    ...["keys", "create", "--name", "Ada's laptop", "--database", "sales", "report_*"],
    ...["--role", "support", "--team", "north", "--attribute", "tenant=acme", "region=eu"],
    ...["--expires", "90d", "--rate", "100/h"],
  ]);
  assert.equal(made.code, 0, made.stderr);
  const key = made.stdout.trimEnd();
  assert.match(key, /^pgmcp_client_[0-9A-Za-z]{60}$/);
  assert.match(made.stderr, /^Made the client key \w{11} for sales, report_\*\. /);
  assert.ok(!made.stderr.includes(key.slice(30)));
  const listed = await folder.run(["keys", "list", "--json"]);
  const { created_at, expires_at, ...record } = JSON.parse(listed.stdout);
  assert.deepEqual(record, {
    id: idOf(key),
    kind: "client",
    name: "Ada's laptop",
    state: "good",
    databases: ["sales", "report_*"],
    role: "support",
    team: "north",
    attributes: { tenant: "acme", region: "eu" },
    rate: "100/h",
    revoked_at: null,
    used_at: null,
  });
  assert.equal(Date.parse(expires_at) - Date.parse(created_at) > 89 * 86_400_000, true);
  const table = await folder.run(["keys", "list"]);
  assert.match(table.stdout, new RegExp(`^${idOf(key)} +client +good `, "m"));
  for (const { stdout, stderr } of [listed, table]) {
    assert.ok(!`${stdout}${stderr}`.includes(key.slice(24, 60)));
  }
});

Deno.test("create --json gives the key to a program, and --agent an agent's key", async () => {
  await using folder = await keyFolder();
  const { stdout, stderr } = await folder.run([
    ...["keys", "create", "--agent", "--name", "warehouse", "--database", "warehouse", "--json"],
  ]);
  const { key, id, kind, databases } = JSON.parse(stdout);
  assert.equal(stderr, "");
  assert.deepEqual({ id, kind, databases }, {
    id: idOf(key),
    kind: "agent",
    databases: ["warehouse"],
  });
});

Deno.test("what cannot be meant is refused with exit code 2, and makes no file", async () => {
  await using folder = await keyFolder();
  const create = ["keys", "create", "--name", "test"];
  const cases: readonly (readonly [readonly string[], RegExp])[] = [
    [["keys", "create"], /required option '--name <name>'/],
    [[...create, "--agent"], /Cannot make an agent's key without --database/],
    [[...create, "--rate", "100"], /Cannot use --rate: "100" is not a rate, such as 100\/h/],
    [[...create, "--expires", "soon"], /Cannot use --expires: "soon"/],
    [[...create, "--role", "a b"], /Cannot use --role: "a b"/],
    [[...create, "--attribute", "tenant"], /Cannot use --attribute: "tenant" is not name=value/],
    [[...create, "--attribute", "role=admin"], /Cannot use --attribute/],
    [[...create, "--attribute", "a=1", "--attribute", "a=2"], /"a" is not given once/],
    [[...create, "--database", ""], /Cannot use --database/],
    [["keys", "create", "--name", "two\nlines"], /Cannot use --name/],
    [["keys", "rotate", "nobody", "--overlap", "x"], /Cannot use --overlap/],
    [["keys", "lst"], /unknown command 'lst'.*Did you mean list/s],
  ];
  for (const [args, expected] of cases) {
    const { code, stdout, stderr } = await folder.run(args);
    assert.equal(code, 2, `${args.join(" ")}: ${stderr}`);
    assert.equal(stdout, "");
    assert.match(stderr, expected);
    assert.deepEqual([...Deno.readDirSync(folder.path)], [], args.join(" "));
  }
  const unset = await runCli(["keys", "list"], { permissions: ["-P=keys"] });
  assert.equal(unset.code, 2);
  assert.match(unset.stderr, /KEYS_FILE is not set\n.*KEYS_FILE|\.\/data\/pgmcp\.sqlite/);
});

Deno.test("a key that was given where none belongs is not shown", async () => {
  await using folder = await keyFolder();
  const key = await folder.create();
  const secret = key.slice(24);
  for (
    const args of [
      ["keys", "create", "--name", "x", "--role", key],
      ["keys", "create", "--name", "x", "--rate", key],
      ["keys", "rotate", `${key}x`],
      ["keys", "revoke", key.slice(0, -1)],
    ]
  ) {
    const { stdout, stderr } = await folder.run(args);
    assert.ok(!`${stdout}${stderr}`.includes(secret.slice(0, 12)), `${stdout}${stderr}`);
  }
});

Deno.test("revoke takes ids, and whole keys from standard input; each once", async () => {
  await using folder = await keyFolder();
  const [first, second, third] = [
    await folder.create(),
    await folder.create(),
    await folder.create(),
  ];
  const named = await folder.run(["keys", "revoke", idOf(first)]);
  assert.deepEqual([named.code, named.stdout], [0, ""]);
  const read = await folder.run(["keys", "revoke", "-"], `${second}\n${third}\n`);
  assert.equal(read.code, 0, read.stderr);
  assert.ok(!read.stderr.includes(second.slice(24)));
  const fourth = await folder.create();
  const cut = await folder.run(["keys", "revoke", "-"], fourth.slice(0, 40));
  assert.match(cut.stderr, new RegExp(`^Revoked ${idOf(fourth)}\\.`));
  const again = await folder.run(["keys", "revoke", idOf(first), "nobody"]);
  assert.equal(again.code, 1);
  assert.match(again.stderr, /There is no key "nobody" that is not revoked already/);
  const { stdout } = await folder.run(["keys", "list", "--json"]);
  const states = stdout.trimEnd().split("\n").map((line) => JSON.parse(line).state);
  assert.deepEqual(states, Array(4).fill("revoked"));
  const rotated = await folder.run(["keys", "rotate", idOf(first)]);
  assert.deepEqual([rotated.code, rotated.stdout], [1, ""]);
});

Deno.test("rotate gives another key under the same id", async () => {
  await using folder = await keyFolder();
  const key = await folder.create();
  const { code, stdout, stderr } = await folder.run([
    ...["keys", "rotate", idOf(key), "--overlap", "1h"],
  ]);
  assert.equal(code, 0, stderr);
  const next = stdout.trimEnd();
  assert.equal(idOf(next), idOf(key));
  assert.notEqual(next, key);
  assert.match(stderr, /^The old secret of \w{11} holds until \d{4}-/);
});

Deno.test("a file that may not be used is said to be, with the flags that allow it", async () => {
  await using folder = await keyFolder();
  const denied = await runCli(["keys", "list"], {
    permissions: ["-P=keys"],
    env: { KEYS_FILE: folder.file },
  });
  assert.equal(denied.code, 2);
  assert.match(denied.stderr, /Cannot use KEYS_FILE ".*": Deno's permission for it is missing/);
  assert.match(denied.stderr, /--allow-read=.* --allow-write=/);
});

Deno.test("only create makes a file: a lockdown of one that nobody uses is an error", async () => {
  await using folder = await keyFolder();
  for (
    const args of [
      ["keys", "list"],
      ["keys", "revoke", "3kTMd9vQx0a"],
      ["keys", "rotate", "3kTMd9vQx0a"],
      ["lockdown"],
      ["lockdown", "--lift"],
    ]
  ) {
    const { code, stdout, stderr } = await folder.run(args);
    assert.deepEqual([code, stdout], [2, ""], args.join(" "));
    assert.match(stderr, /Cannot use KEYS_FILE ".*": there is no such file\..*Name the file/s);
    assert.deepEqual([...Deno.readDirSync(folder.path)], []);
  }
});
