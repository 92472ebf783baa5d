// Passwords and keys: in no log, no error with all its causes, no byte of output, and
// not in the list of processes, whatever goes wrong.

import assert from "node:assert/strict";
import { openPostgres } from "../../../../agent/databases/postgres/open_postgres.ts";
import { PgmcpError } from "../../../../core/errors.ts";
import { certificatesSkipReason, makeCertificates } from "../../../support/certificates.ts";
import { INITIALIZE_REQUEST } from "../../../support/initialize_request.ts";
import { postgresSkipReason, startPostgres } from "../../../support/postgres_server.ts";

const SECRET = "s3cr3t-w0rd";
const missing = postgresSkipReason() ?? certificatesSkipReason();

Deno.test({
  name: `no password is in an error, a log, or the list of processes${
    missing === null ? "" : ` (left out: ${missing})`
  }`,
  ignore: missing !== null,
  fn: async () => {
    await using server = await startPostgres();
    await using certificates = await makeCertificates();
    const alone = await certificates.secret("alone", SECRET);
    const lines = await certificates.secret("lines", `*:*:*:*:${SECRET}\n`);
    const key = certificates.client;
    const at = `127.0.0.1:${server.port}`;
    const urls = [
      `postgres://postgres:${SECRET}@${at}/postgres`,
      `postgres://postgres:${SECRET}@127.0.0.1:1/postgres`,
      `postgres://postgres:${SECRET}@127.0.0.1:1,${at}/postgres`,
      `postgres://postgres:${SECRET}@${at}/none?target_session_attrs=standby`,
      `postgres://postgres:${SECRET}@${at}/postgres?sslmode=require`,
      `postgres://postgres:${SECRET}@${at}/postgres?channel_binding=require`,
      `postgres://postgres@${at}/postgres?password=${SECRET}`,
      `postgres://postgres@${at}/postgres?password_file=${alone}`,
      `postgres://postgres@${at}/postgres?passfile=${lines}`,
      `postgres://postgres@${at}/postgres?sslcert=${key.cert}&sslkey=${key.key}&sslpassword=${SECRET}`,
      `postgres://postgres:${SECRET}@${at}/postgres?sslmode=verify-full&sslrootcert=/${SECRET}/not`,
      `postgres://postgres:${SECRET}@${at}/postgres?nothing=${SECRET}`,
      `postgres://postgres:${SECRET}%zz@${at}/postgres`,
      `postgres://postgres:${SECRET}@${at}:${SECRET}/postgres`,
      `postgres://nobody:${SECRET}@/postgres?host=/nowhere/${"x".repeat(200)}`,
    ];
    const logged: string[] = [];
    let errors = 0;
    for (const url of urls) {
      try {
        await using database = openPostgres({ url, log: (line) => logged.push(line) });
        await database.ping();
      } catch (error) {
        assert.ok(error instanceof PgmcpError, url);
        errors++;
        const everything = [
          Deno.inspect(error, { depth: 50, showHidden: true, iterableLimit: 1e6 }),
          JSON.stringify(error, Object.getOwnPropertyNames(error)),
          String(error.stack),
        ].join("\n");
        // The path of a file is no secret.
        assert.ok(!everything.replaceAll(`/${SECRET}/not`, "").includes(SECRET), url);
      }
    }
    assert.equal(errors, urls.length);
    assert.deepEqual(logged, []);
  },
});

Deno.test({
  name: `no byte of what the program writes, and no argument, holds the password${
    missing === null ? "" : ` (left out: ${missing})`
  }`,
  ignore: missing !== null,
  fn: async () => {
    await using server = await startPostgres();
    const main = new URL("../../../../mod.ts", import.meta.url).pathname;
    for (const password of [SECRET, server.password]) {
      const child = new Deno.Command("deno", {
        args: [
          ...["run", "--quiet", "--no-prompt", "--cached-only", "--no-check", "--ignore-env"],
          ...["--allow-env=DATABASE_URL,LOG_LEVEL", `--allow-net=127.0.0.1:${server.port}`],
          ...[main, "stdio"],
        ],
        env: {
          DATABASE_URL: `postgres://postgres:${password}@127.0.0.1:${server.port}/postgres`,
          LOG_LEVEL: "debug",
        },
        ...{ stdin: "piped", stdout: "piped", stderr: "piped" },
      }).spawn();
      const writer = child.stdin.getWriter();
      const calls = [
        INITIALIZE_REQUEST,
        { method: "notifications/initialized" },
        ...["SELECT current_user", "SELEC", "SELECT pg_sleep(0), 1/0"].map((sql, index) => ({
          ...{ method: "tools/call", id: index + 2 },
          params: { name: "query", arguments: { sql } },
        })),
      ];
      const text = calls.map((call) => JSON.stringify({ jsonrpc: "2.0", ...call }) + "\n").join("");
      await writer.write(new TextEncoder().encode(text));
      // What any user of the machine sees of it; Deno itself does not read there.
      const cat = await new Deno.Command("cat", { args: [`/proc/${child.pid}/cmdline`] }).output();
      const seen = new TextDecoder().decode(cat.stdout);
      assert.match(seen, /stdio/);
      assert.ok(!seen.includes(password));
      const errors = new Response(child.stderr).text();
      let written = "";
      // The end of its input would cancel what is not answered yet.
      for await (const piece of child.stdout.pipeThrough(new TextDecoderStream())) {
        written += piece;
        const answers = [1, 2, 3, 4].filter((id) => written.includes(`"id":${id}}`));
        if (answers.length === 4) break;
      }
      await writer.close();
      await child.status;
      written += await errors;
      assert.match(written, password === SECRET ? /PGMCP_AUTHENTICATION_FAILED/ : /current_user/);
      assert.ok(!written.includes(password));
    }
  },
});
