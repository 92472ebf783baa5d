// `pgmcp policy` as a process: what it prints, and the exit codes that CI reads.

import assert from "node:assert/strict";
import { policySchema } from "../../core/policy/policy_schema.ts";
import { DEMO_POLICY } from "../support/demo_policy.ts";
import { type CliResult, MOD_PATH, runCli } from "../support/run_cli.ts";
import { runStdioLine } from "../support/run_stdio.ts";
import { callRequest, startServe } from "../support/serve_process.ts";
import { type TemporaryFolder, temporaryFolder } from "../support/temporary_folder.ts";
import { until } from "../support/until.ts";

interface Folder extends TemporaryFolder {
  write(name: string, text: string): Promise<string>;
}

async function folder(): Promise<Folder> {
  const made = await temporaryFolder();
  return {
    ...made,
    async write(name, text) {
      await Deno.writeTextFile(`${made.path}/${name}`, text);
      return `${made.path}/${name}`;
    },
  };
}

function policy(
  args: readonly string[],
  { path }: Folder,
  env: Readonly<Record<string, string>> = {},
): Promise<CliResult> {
  const permissions = ["-P=local", `--allow-read=${path}`, `--allow-write=${path}`];
  return runCli(["policy", ...args], { permissions, env });
}

/** The demo's database, as one that was configured. */
async function demoFolder(dir: Folder): Promise<string> {
  const { openDatabase } = await import("../../agent/open_database.ts");
  const dataDir = `${dir.path}/shop`;
  await using database = await openDatabase({ kind: "pglite", dataDir });
  const { demoSql } = await import("../../agent/demo_data/demo_sql.ts");
  const limits = { maxRows: 10, maxBytes: 100_000, timeoutMs: 60_000 };
  // One statement a call: tables are enough to hold names against.
  const [schema = ""] = demoSql();
  const text = schema.replaceAll(/^COMMENT ON [^;]*;$/gm, "");
  for (const sql of text.split(";\n").map((one) => one.trim()).filter((one) => one !== "")) {
    await database.executor.execute({ sql, access: "write", limits });
  }
  return `pglite:${dataDir}`;
}

Deno.test("policy check tells what is wrong with file, line and column, and exits 1", async () => {
  await using dir = await folder();
  const file = await dir.write("policy.yaml", "policy:\n  deny_tabels: [users]\n  default: no\n");
  const text = await policy(["check", file], dir);
  assert.equal(text.code, 1);
  assert.ok(
    text.stdout.includes(`${file}:2:3: error: Cannot use the key deny_tabels`),
    text.stdout,
  );
  assert.ok(text.stdout.includes(`${file}:3:12: error: Cannot use default: "no"`), text.stdout);
  assert.match(text.stdout, /✗ the policy cannot be used/);
  const json = JSON.parse((await policy(["check", file, "--json"], dir)).stdout);
  assert.deepEqual([json.valid, json.database, json.remarks.length], [false, false, 2]);
  assert.equal((await policy(["check", `${file}.none`], dir)).code, 2);
});

Deno.test("policy check says of a good file what changes nothing, and exits 0", async () => {
  await using dir = await folder();
  const file = await dir.write(
    "policy.yaml",
    "policy:\n  deny_tables: [users]\n  tables:\n    users: {mask_columns: {email: redact}}\n" +
      "    orders: {mask_columns: {note: hsah}}\n",
  );
  const { code, stdout } = await policy(["check", file], dir);
  assert.equal(code, 0, stdout);
  assert.match(stdout, /:4:5: warning: tables\.users changes nothing\. deny_tables names users/);
  assert.match(
    stdout,
    /:5:29: warning: .*\.note: .* the text "hsah"\. Did you mean the mask hash\?/,
  );
  assert.match(stdout, /✓ the policy can be used \(not held against a database/);
});

Deno.test("policy check holds names, masks and filters against the database", async () => {
  await using dir = await folder();
  const DATABASE_URL = await demoFolder(dir);
  const file = await dir.write(
    "policy.yaml",
    `policy:
  deny_tables: [uzers]
  tables:
    customers: {deny_columns: [snn], mask_columns: {created_at: partial}}
    orders: {row_filter: "statuss = 'paid'"}
    products: {row_filter: "id IN (SELECT 1)"}
`,
  );
  const { code, stdout } = await policy(["check", file], dir, { DATABASE_URL });
  assert.equal(code, 1, stdout);
  const lines = stdout.split("\n");
  for (
    const [place, words] of [
      ["2:17", "no table uzers; the nearest are users"],
      ["4:32", "no column snn in customers; the nearest are ssn"],
      ["4:53", "created_at"],
      ["5:14", "statuss"],
      ["6:16", "sub-query"],
    ] as const
  ) {
    const line = lines.find((one) => one.includes(`:${place}: error:`)) ?? "";
    assert.ok(line.includes(words), `${place} ${words}\n${stdout}`);
  }
  const good = await dir.write(
    "good.yaml",
    "policy: {tables: {payments: {mask_columns: {iban: redact}}, orders: {deny_columns: [coupon_code]}}}",
  );
  const offline = await policy(["check", good, "--offline"], dir, { DATABASE_URL });
  assert.match(offline.stdout, /not held against a database/);
});

Deno.test("policy check tells what the file alone tells where the database cannot be reached", async () => {
  await using dir = await folder();
  const DATABASE_URL = "postgres://reader@127.0.0.1:1/shop?sslmode=disable";
  const file = await dir.write(
    "policy.yaml",
    "policy: {deny_tables: [users], tables: {users: {mask_columns: {email: redact}}}}\n",
  );
  const text = await policy(["check", file], dir, { DATABASE_URL });
  assert.equal(text.code, 1, text.stdout);
  assert.match(text.stdout, /:1:\d+: warning: tables\.users changes nothing\./);
  assert.match(text.stdout, /\n\? .* names, masks and row filters .* is not known:\n$/);
  assert.doesNotMatch(text.stdout, /✓|✗/);
  assert.match(text.stderr, /✗ Cannot reach the database at 127\.0\.0\.1:1/);
  const json = await policy(["check", file, "--json"], dir, { DATABASE_URL });
  const { valid, database, error, remarks } = JSON.parse(json.stdout);
  assert.deepEqual([json.code, valid, database, remarks.length], [1, null, false, 1]);
  assert.equal(error.code, "PGMCP_DATABASE_UNREACHABLE");
});

Deno.test("policy explain shows rules, masks and the SQL that would run, and no bound value", async () => {
  await using dir = await folder();
  const file = await dir.write(
    "policy.yaml",
    `${DEMO_POLICY}  roles:
    support:
      tables:
        customers: {row_filter: "city = {{principal.city}}"}
`,
  );
  const args = ["explain", "--file", file, "--role", "support", "--attribute", "city=S3cretville"];
  const { code, stdout } = await policy([...args, "SELECT name, email FROM customers"], dir);
  assert.equal(code, 0, stdout);
  assert.match(
    stdout,
    /Rules that fired\n( {2}.*\n)* {2}roles\.support\.tables\.customers\.row_filter/,
  );
  assert.match(stdout, /Masked columns\n {2}public\.customers\.email/);
  assert.match(stdout, /SQL that would run\n[^]*'\*{4}@\*{4}\.com'[^]*\$1/);
  assert.doesNotMatch(stdout, /S3cretville/);
  const refused = await policy([...args, "--json", "SELECT ssn FROM customers"], dir);
  assert.equal(refused.code, 1);
  assert.equal(JSON.parse(refused.stdout).code, "PGMCP_UNDEFINED_NAME");
  const unknown = await policy(["explain", "--file", file, "--role", "suport", "SELECT 1"], dir);
  assert.match(unknown.stderr, /The policy has no role suport: .* It has support\./);
  const none = await policy(["explain", "SELECT 1"], dir);
  assert.equal(none.code, 2);
  assert.match(none.stderr, /there is no policy/);
});

Deno.test("policy explain says where reading stops before the LIMIT that the statement gets", async () => {
  await using dir = await folder();
  const file = await dir.write("policy.yaml", "policy: {max_rows_per_query: 50}\n");
  const args = ["explain", "--file", file, "SELECT id FROM orders"];
  for (const [MAX_ROWS, rows, stops] of [["100", 50, true], ["20", 20, false]] as const) {
    const { stdout } = await policy(args, dir, { MAX_ROWS });
    assert.equal(/LIMIT 101\n +Reading stops after 50 rows, as max/.test(stdout), stops, stdout);
    const json = await policy([...args, "--json"], dir, { MAX_ROWS });
    assert.equal(JSON.parse(json.stdout).max_rows, rows);
  }
});

Deno.test("policy test tries the examples of a file, and exits 1 where one is not as expected", async () => {
  await using dir = await folder();
  const good = `tests:
  - {name: e-mail is masked, sql: SELECT email FROM customers, expect: allowed, masked: [customers.email]}
  - {sql: SELECT ssn FROM customers, expect: refused, code: PGMCP_UNDEFINED_NAME}
  - {sql: DROP TABLE orders, expect: refused}
`;
  const file = await dir.write("policy.yaml", DEMO_POLICY + good);
  const passed = await policy(["test", file], dir);
  assert.equal(passed.code, 0, passed.stdout);
  assert.match(passed.stdout, /✓ e-mail is masked .*\n✓ [^]*3 passed, 0 failed/);
  const bad = `${DEMO_POLICY}tests:
  - {sql: SELECT name FROM customers, expect: allowed, masked: [customers.name]}
  - {sql: SELECT ssn FROM customers, expect: allowed}
  - {sql: SELECT count(*) FROM orders, expect: allowed, filtered: []}
  - {sql: SELECT nosuch FROM orders, expect: refused, code: PGMCP_PERMISSION_DENIED}
  - {sql: SELECT 1, role: suport, expect: refused}
`.replace("tests:", "  roles: {support: {max_rows_per_query: 5}}\ntests:");
  const failed = await policy(["test", await dir.write("bad.yaml", bad), "--json"], dir);
  assert.equal(failed.code, 1);
  const wrong = failed.stdout.trim().split("\n").map((line) => JSON.parse(line).wrong.join(" "));
  assert.match(wrong[0], /customers\.name is not masked/);
  assert.match(wrong[1], /It is refused: PGMCP_UNDEFINED_NAME/);
  assert.match(wrong[2], /public\.orders is filtered, which the test does not say/);
  assert.match(wrong[3], /It is refused with PGMCP_UNDEFINED_NAME, not with/);
  assert.match(wrong[4], /The policy has no role suport: it has support\./);
});

Deno.test("policy suggest proposes a policy that check accepts, and shows no value", async () => {
  await using dir = await folder();
  for (const more of [[], ["--sample"]]) {
    const { code, stdout } = await policy(["suggest", ...more], dir);
    assert.equal(code, 0);
    assert.match(stdout, /password_hash/);
    assert.match(stdout, /ssn: redact # a national or tax number/);
    assert.doesNotMatch(stdout, /@example|\d{3}-\d{2}-\d{4}/);
    const file = await dir.write("suggested.yaml", stdout);
    assert.equal((await policy(["check", file], dir)).code, 0);
  }
});

Deno.test("policy sign signs a file, and pgmcp takes no other once a key is configured", async () => {
  await using dir = await folder();
  const file = await dir.write("policy.yaml", DEMO_POLICY);
  const pair = await crypto.subtle.generateKey({ name: "Ed25519" }, true, ["sign", "verify"]);
  assert.ok("privateKey" in pair);
  const der = new Uint8Array(await crypto.subtle.exportKey("pkcs8", pair.privateKey));
  const pem = `-----BEGIN PRIVATE KEY-----\n${der.toBase64()}\n-----END PRIVATE KEY-----\n`;
  const key = await dir.write("policy.key", pem);
  const { code, stdout, stderr } = await policy(["sign", "--key", key, file], dir);
  assert.equal(code, 0, stderr);
  const publicKey = /POLICY_PUBLIC_KEYS=(\S+)/.exec(stdout)?.[1] ?? "";
  const env = { POLICY_FILE: file, POLICY_PUBLIC_KEYS: publicKey };
  const line =
    `deno run -q --no-prompt --cached-only -P=local --allow-read=${dir.path} ${MOD_PATH} stdio`;
  const calls = [{ name: "query", arguments: { sql: "SELECT email FROM customers LIMIT 1" } }];
  const signed = await runStdioLine(line, { env, calls });
  assert.match(JSON.stringify(signed.answers), /\*{4}@\*{4}\.com/);
  await dir.write("policy.yaml", DEMO_POLICY.replace("users, ", ""));
  await assert.rejects(runStdioLine(line, { env, calls }), /0 of the keys of POLICY_PUBLIC_KEYS/);
  await Deno.remove(`${file}.sig`);
  await assert.rejects(
    runStdioLine(line, { env, calls }),
    /Cannot read the signatures .*no such file\s+Sign it: pgmcp policy sign --key policy\.key/,
  );
});

Deno.test("policy sql prints views of what the policy leaves, and schema a JSON Schema", async () => {
  await using dir = await folder();
  const file = await dir.write("policy.yaml", DEMO_POLICY);
  const { stdout } = await policy(["sql", file, "--db-role", "analyst"], dir);
  assert.match(stdout, /CREATE ROLE "analyst" LOGIN NOSUPERUSER/);
  assert.match(stdout, /CREATE VIEW "pgmcp_policy"\."orders" WITH \(security_barrier = true\)/);
  assert.match(stdout, /'\*{4}@\*{4}\.com'/);
  assert.doesNotMatch(stdout, /ssn|password_hash|"users"/);
  const schema = JSON.parse((await policy(["schema"], dir)).stdout);
  assert.ok(
    "row_filter" in schema.properties.policy.properties.tables.additionalProperties.properties,
  );
});

Deno.test("the example among the examples passes its own tests, and its schema is the current one", async () => {
  await using dir = await folder();
  const example = (name: string) => new URL(`../../examples/policy/${name}`, import.meta.url);
  const file = await dir.write("policy.yaml", await Deno.readTextFile(example("policy.yaml")));
  const { code, stdout } = await policy(["test", file], dir);
  assert.equal(code, 0, stdout);
  const schema = JSON.parse(await Deno.readTextFile(example("policy.schema.json")));
  assert.deepEqual(schema, policySchema());
});

Deno.test("a policy that changes while pgmcp serves holds for the next call, a bad one never", async () => {
  await using dir = await folder();
  const file = await dir.write("policy.yaml", DEMO_POLICY);
  const DATABASE_URL = await demoFolder(dir);
  const permissions = [`--allow-read=${dir.path}`, `--allow-write=${dir.path}`];
  const server = await startServe({ DATABASE_URL, POLICY_FILE: file }, permissions);
  async function ask(sql: string): Promise<string> {
    const call = { name: "query", arguments: { sql } };
    return await (await fetch(callRequest(server.url, call))).text();
  }
  const logged = (words: RegExp) => until(String(words), () => words.test(server.stderr));
  try {
    assert.match(await ask("SELECT count(*) FROM reviews"), /PGMCP_UNDEFINED_NAME/);
    await dir.write("policy.yaml", DEMO_POLICY.replace("[orders, ", "[reviews, orders, "));
    await logged(/is read again and holds: sha256:/);
    assert.doesNotMatch(await ask("SELECT count(*) FROM reviews"), /PGMCP_/);
    // It is well-formed, and names what the database does not have.
    await dir.write("policy.yaml", DEMO_POLICY.replace("[orders, ", "[revjews, orders, "));
    await logged(/is refused, the policy sha256:\w+ stays: .*:2:18: allow_tables\.revjews/);
    assert.doesNotMatch(await ask("SELECT count(*) FROM reviews"), /PGMCP_/);
  } finally {
    server.kill("SIGTERM");
    await server.ended();
  }
});
