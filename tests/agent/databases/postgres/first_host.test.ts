// Several hosts in one URL: which one is taken, and what is said where none is.

import assert from "node:assert/strict";
import { openPostgres } from "../../../../agent/databases/postgres/open_postgres.ts";
import { firstHost } from "../../../../agent/databases/postgres/first_host.ts";
import type { TargetSession } from "../../../../agent/databases/postgres/connection_settings.ts";
import { PgmcpError } from "../../../../core/errors.ts";
import { expectError } from "../../../contracts/expect_error.ts";
import { postgresSkipReason, startPostgres } from "../../../support/postgres_server.ts";

const KINDS: Readonly<
  Record<string, { readonly inRecovery: boolean; readonly readOnly: boolean }>
> = {
  primary: { inRecovery: false, readOnly: false },
  standby: { inRecovery: true, readOnly: false },
  readonly: { inRecovery: false, readOnly: true },
};

/** The host that is taken of `hosts`, by names that say what each is; what was closed after it. */
async function taken(hosts: readonly string[], targetSession: TargetSession): Promise<string> {
  const closed: string[] = [];
  const endpoints = hosts.map((host) => ({ host, port: 1 }));
  const name = await firstHost({ endpoints, targetSession, shuffle: false }, ({ host }) => {
    const state = KINDS[host];
    if (host === "refusing") throw new PgmcpError("PGMCP_AUTHENTICATION_FAILED");
    if (state === undefined) throw new PgmcpError("PGMCP_DATABASE_UNREACHABLE", { message: host });
    const session = {
      host,
      close() {
        closed.push(host);
        return Promise.resolve();
      },
    };
    return Promise.resolve({ session, state });
  });
  return [name.host, ...closed.map((host) => `-${host}`)].join(" ");
}

Deno.test("the first host that answers and fits is taken, the others are closed", async () => {
  const all = ["down", "standby", "readonly", "primary"];
  assert.equal(await taken(all, "any"), "standby");
  assert.equal(await taken(all, "primary"), "readonly -standby");
  assert.equal(await taken(all, "read-write"), "primary -standby -readonly");
  assert.equal(await taken(["primary", "readonly"], "read-only"), "readonly -primary");
  assert.equal(await taken(["primary", "standby"], "standby"), "standby -primary");
  assert.equal(await taken(["primary", "standby"], "prefer-standby"), "standby -primary");
  assert.equal(await taken(["primary", "down"], "prefer-standby"), "primary -primary");
});

Deno.test("a refused login ends the search, for the next host would hide it", async () => {
  await assert.rejects(taken(["refusing", "primary"], "any"), /refused/);
});

Deno.test("where none is taken, each is named with its reason", async () => {
  await assert.rejects(taken(["down", "standby"], "primary"), (error) => {
    assert.ok(error instanceof PgmcpError);
    assert.equal(error.code, "PGMCP_DATABASE_UNREACHABLE");
    assert.match(error.message, /^down The server at standby:1 is a standby server, which /);
    return true;
  });
});

const missing = postgresSkipReason();

Deno.test({
  name: `a URL of several hosts leads to the one that serves${
    missing === null ? "" : ` (left out: ${missing})`
  }`,
  ignore: missing !== null,
  fn: async () => {
    await using server = await startPostgres();
    const listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
    const closed = listener.addr.port;
    listener.close();
    const base =
      `postgres://${server.user}:${server.password}@127.0.0.1:${closed},127.0.0.1:${server.port}/postgres`;
    for (const wanted of ["any", "primary", "read-write", "prefer-standby"]) {
      await using database = openPostgres({ url: `${base}?target_session_attrs=${wanted}` });
      assert.equal((await database.ping()).product, "PostgreSQL", wanted);
    }
    await server.runSql(server.url, "ALTER ROLE postgres SET default_transaction_read_only = on");
    await using readOnly = openPostgres({ url: `${base}?target_session_attrs=read-only` });
    await readOnly.ping();
    await using standby = openPostgres({ url: `${base}?target_session_attrs=standby` });
    const error = await expectError(standby.ping(), "PGMCP_DATABASE_UNREACHABLE");
    assert.match(error.message, /nothing listens there\. The server at .* is a primary server/);
    assert.ok(!Deno.inspect(error, { depth: 20, showHidden: true }).includes(server.password));
  },
});

Deno.test({
  name: `a Unix socket serves, with its permissions alone${
    missing === null ? "" : ` (left out: ${missing})`
  }`,
  ignore: missing !== null,
  fn: async () => {
    const folder = await Deno.makeTempDir({ prefix: "pgmcp-socket-" });
    await Deno.chmod(folder, 0o777);
    await using server = await startPostgres({ settings: { unix_socket_directories: folder } });
    const login = `${server.user}:${server.password}`;
    const urls = [
      `postgres://${login}@/postgres?host=${folder}&port=${server.port}`,
      `postgres://${login}@${encodeURIComponent(folder)}:${server.port}/postgres?sslmode=require`,
    ];
    const socket = `${folder}/.s.PGSQL.${server.port}`;
    const program = new URL("./net_only_program.ts", import.meta.url).pathname;
    for (const url of urls) {
      const output = await new Deno.Command("deno", {
        args: [
          ...["run", "--quiet", "--no-prompt", "--cached-only", "--ignore-env", "--no-check"],
          ...[`--allow-net=unix:${socket}`, `--allow-read=${socket}`, `--allow-write=${socket}`],
          ...[program, url],
        ],
      }).output();
      assert.equal(output.code, 0, new TextDecoder().decode(output.stderr));
      const answer: unknown = JSON.parse(new TextDecoder().decode(output.stdout));
      assert.deepEqual(answer, {
        ...{ rows: [["1"]], timedOut: "PGMCP_QUERY_TIMEOUT", cancelled: "PGMCP_CANCELLED" },
        schemas: ["public"],
      });
    }
    await server.stop();
    await Deno.remove(folder, { recursive: true });
  },
});
