// `pgmcp doctor` as a process on a real PostgreSQL, under the line that it prints itself;
// and REQUIRE_GRADE, which keeps `stdio` and `serve` from a role that may do too much.

import assert from "node:assert/strict";
import type { PostgresServer } from "../support/postgres_server.ts";
import { type CliResult, LOCAL_PERMISSIONS, MOD_PATH, runCli } from "../support/run_cli.ts";
import { runStdioLine } from "../support/run_stdio.ts";
import { callRequest, startServe } from "../support/serve_process.ts";
import { testsOnPostgres } from "../support/tests_on_postgres.ts";

const onPostgres = testsOnPostgres();
const SECRET = "s3cr3t-passw0rd";
const ONE = { name: "query", arguments: { sql: "SELECT 1 AS one" } };

/** The permissions that `doctor --print-command` prints for `env`, as flags. */
async function printedPermissions(
  env: Readonly<Record<string, string>>,
  command = "doctor",
): Promise<readonly string[]> {
  const printed = await runCli([command, "--print-command"], {
    permissions: [...LOCAL_PERMISSIONS, ...readingOf(env.CONFIG_FILE)],
    env,
  });
  assert.equal(printed.code, 0, printed.stderr);
  assert.ok(!printed.stdout.includes(SECRET), printed.stdout);
  const line = printed.stdout.trimEnd().split("\n").at(-1) ?? "";
  assert.ok(line.endsWith(`${MOD_PATH} ${command}`), line);
  return line.split(" ").filter((word) => /^--(?:allow|ignore)-/.test(word));
}

function readingOf(file: string | undefined): readonly string[] {
  return file === undefined ? [] : [`--allow-read=${file}`];
}

/** Runs `doctor` under the permissions that it prints for itself. */
async function doctor(
  env: Readonly<Record<string, string>>,
  ...args: readonly string[]
): Promise<CliResult> {
  const result = await runCli(["doctor", ...args], {
    permissions: await printedPermissions(env),
    env,
  });
  assert.ok(!`${result.stdout}${result.stderr}`.includes(SECRET), "the password is shown");
  return result;
}

function urlAs(server: PostgresServer, role: string): string {
  return server.urlOf("postgres", { user: role, password: SECRET });
}

onPostgres("a superuser gets F, and the role of the printed script gets A", async (server) => {
  await server.runSql(
    server.url,
    `CREATE TABLE public.things (id int); CREATE ROLE boss SUPERUSER LOGIN PASSWORD '${SECRET}';
     REVOKE CREATE ON SCHEMA public FROM PUBLIC;`,
  );
  const env = { DATABASE_URL: urlAs(server, "boss") };
  const report = await doctor(env);
  assert.equal(report.code, 0, report.stderr);
  assert.match(report.stdout, /grade {5}F: something is critical/);
  assert.match(report.stdout, /✗ critical {3}The role boss is SUPERUSER\./);
  assert.equal((await doctor(env, "--min-grade", "D")).code, 1);

  const script = await doctor(env, "--script", "--role", "printed_reader");
  assert.equal(script.code, 0, script.stderr);
  await server.runSql(env.DATABASE_URL, script.stdout);
  await server.runSql(env.DATABASE_URL, `ALTER ROLE printed_reader PASSWORD '${SECRET}'`);

  const reader = { DATABASE_URL: urlAs(server, "printed_reader") };
  const json = await doctor(reader, "--json", "--min-grade", "a");
  assert.equal(json.code, 0, json.stdout);
  assert.equal(json.stdout.trimEnd().split("\n").length, 1);
  const { findings, ...rest } = JSON.parse(json.stdout);
  assert.deepEqual(rest, {
    name: null,
    product: "PostgreSQL",
    version: "18.4",
    database: "postgres",
    role: "printed_reader",
    grade: "A",
  });
  for (const finding of findings) {
    assert.deepEqual(Object.keys(finding), ["id", "severity", "what", "why", "fix"]);
    assert.equal(finding.severity, "info");
  }
  // The same role under permissions that reach any host.
  const wide = await runCli(["doctor", "--json"], { permissions: LOCAL_PERMISSIONS, env: reader });
  assert.equal(JSON.parse(wide.stdout).grade, "B");
  assert.match(wide.stdout, /"deno\.net"/);
  // pgmcp, under the same role, was not kept from its work.
  const run = await runStdioLine(`${line(await printedPermissions(reader, "stdio"))} stdio`, {
    env: { ...reader, REQUIRE_GRADE: "A" },
    calls: [ONE],
  });
  assert.match(JSON.stringify(run.answers), /\{\\"one\\":1\}/);
});

function line(permissions: readonly string[]): string {
  return `deno run -q --no-prompt --cached-only ${permissions.join(" ")} '${MOD_PATH}'`;
}

onPostgres(
  "a database that cannot be examined is said to be, without its password",
  async (server) => {
    const env = {
      DATABASE_URL: server.urlOf("postgres", { user: "nobody_here", password: SECRET }),
    };
    const failed = await doctor(env);
    assert.equal(failed.code, 1);
    assert.equal(failed.stdout, "");
    assert.match(failed.stderr, /nobody_here/);
    const json = await doctor(env, "--json");
    assert.equal(json.code, 1);
    assert.deepEqual(Object.keys(JSON.parse(json.stdout)), ["name", "grade", "error"]);
    assert.equal(JSON.parse(json.stdout).error.code, "PGMCP_AUTHENTICATION_FAILED");
  },
);

onPostgres("of several databases each gets its report, and the worst decides", async (server) => {
  const file = await Deno.makeTempFile({ suffix: ".yaml" });
  try {
    await server.runSql(server.url, `CREATE ROLE several LOGIN PASSWORD '${SECRET}'`);
    const nowhere = `postgres://x:${SECRET}@127.0.0.1:1/none`;
    await Deno.writeTextFile(
      file,
      `databases:\n- { name: one, url: "${urlAs(server, "several")}" }\n` +
        `- { name: two, url: "${nowhere}" }\n- { name: three, url: "${server.url}" }\n`,
    );
    const env = { CONFIG_FILE: file };
    const { code, stdout } = await doctor(env, "--json");
    assert.equal(code, 1);
    const records = stdout.trimEnd().split("\n").map((text) => JSON.parse(text));
    assert.deepEqual(records.map(({ name }) => name), ["one", "two", "three"]);
    assert.equal(records[1].error.code, "PGMCP_DATABASE_UNREACHABLE");
    assert.equal(records[2].grade, "F");
    const text = await doctor(env);
    assert.match(text.stdout, /pgmcp doctor: one /);
    assert.match(text.stderr, /^two: ✗ Cannot reach/m);
  } finally {
    await Deno.remove(file);
  }
});

onPostgres("below REQUIRE_GRADE neither stdio nor serve starts", async (server) => {
  const env = { DATABASE_URL: server.url, REQUIRE_GRADE: "B" };
  for (const args of [["stdio"], ["serve", "--port", "0"]]) {
    const { code, stdout, stderr } = await runCli(args, { permissions: LOCAL_PERMISSIONS, env });
    assert.equal(code, 1, stderr);
    assert.equal(stdout, "");
    assert.match(
      stderr,
      /✗ The database role has grade F, REQUIRE_GRADE asks for B \(role\.superuser/,
    );
    assert.match(stderr, /Run pgmcp doctor/);
  }
});

onPostgres("of several databases the one below REQUIRE_GRADE is refused alone", async (server) => {
  const file = await Deno.makeTempFile({ suffix: ".yaml" });
  try {
    await server.runSql(
      server.url,
      `CREATE ROLE good LOGIN PASSWORD '${SECRET}'; ALTER ROLE good SET temp_file_limit = '1GB'`,
    );
    await Deno.writeTextFile(
      file,
      `databases:\n- { name: good, url: "${urlAs(server, "good")}" }\n` +
        `- { name: bad, url: "${server.url}" }\n`,
    );
    const permissions = [...LOCAL_PERMISSIONS, ...readingOf(file)];
    const run = await runStdioLine(`${line(permissions)} stdio`, {
      env: { CONFIG_FILE: file, REQUIRE_GRADE: "B" },
      calls: ["good", "bad"].map((database) => ({
        name: "query",
        arguments: { ...ONE.arguments, database },
      })),
    });
    const [good, bad] = run.answers.map((answer) => JSON.stringify(answer));
    assert.match(good ?? "", /\{\\"one\\":1\}/);
    assert.match(bad ?? "", /PGMCP_GRADE_TOO_LOW/);
  } finally {
    await Deno.remove(file);
  }
});

onPostgres(
  "a database that is down at the start is refused until it was examined",
  async (server) => {
    await server.pause("fast");
    const served = await startServe({ DATABASE_URL: server.url, REQUIRE_GRADE: "B" });
    const ask = async () => await (await fetch(callRequest(served.url, ONE))).text();
    const ready = async () => {
      const response = await fetch(`${served.url}/ready`);
      return `${response.status} ${await response.text()}`;
    };
    try {
      assert.match(await ask(), /PGMCP_DATABASE_UNREACHABLE/);
      assert.match(await ready(), /^503 .*PGMCP_DATABASE_UNREACHABLE/);
      await server.resume();
      assert.match(await ask(), /PGMCP_GRADE_TOO_LOW/);
    } finally {
      served.kill("SIGTERM");
      assert.equal((await served.ended()).code, 0);
    }
  },
);

Deno.test("a wrong grade or role name is a matter of usage", async () => {
  const permissions = LOCAL_PERMISSIONS;
  const grade = await runCli(["doctor", "--min-grade", "Z"], { permissions });
  assert.equal(grade.code, 2);
  assert.match(grade.stderr, /Cannot use --min-grade "Z": it is not one of A, B, C, D, F\./);
  const role = await runCli(["doctor", "--script", "--role", "a$$"], { permissions });
  assert.equal(role.code, 2);
  assert.match(role.stderr, /its name is not plain/);
  const required = await runCli(["stdio"], { permissions, env: { REQUIRE_GRADE: "great" } });
  assert.equal(required.code, 2);
  assert.match(required.stderr, /Cannot use REQUIRE_GRADE: "great" is not one of A, B, C, D, F/);
});

Deno.test("without DATABASE_URL it is about the embedded database, and says so", async () => {
  const { code, stdout, stderr } = await doctor({}, "--min-grade", "B");
  assert.equal(code, 0, stderr);
  assert.match(stderr, /DATABASE_URL is not set; this is about the embedded demo database/);
  assert.match(stdout, /embedded in this process/);
  assert.match(stdout, /grade {5}B: nothing above medium/);
});
