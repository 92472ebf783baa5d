// TLS to a real server: what each sslmode accepts and refuses, with what words, and
// that a cancel request takes the same way as the connection itself.

import assert from "node:assert/strict";
import { openPostgres } from "../../../../agent/databases/postgres/open_postgres.ts";
import type { ErrorCode } from "../../../../core/errors.ts";
import { expectError } from "../../../contracts/expect_error.ts";
import type { CertificateFiles, Certificates } from "../../../support/certificates.ts";
import { certificatesSkipReason, makeCertificates } from "../../../support/certificates.ts";
import { startRecordingRelay } from "../../../support/recording_relay.ts";
import { postgresSkipReason, startPostgres } from "../../../support/postgres_server.ts";
import type { PostgresServer } from "../../../support/postgres_server.ts";

const missing = postgresSkipReason() ?? certificatesSkipReason();
const LIMITS = { maxRows: 10, maxBytes: 10_000, timeoutMs: 10_000 };
const SSL = "SELECT ssl FROM pg_stat_ssl WHERE pid = pg_backend_pid()";
const RULES = `
hostssl bycert all all cert
hostssl onlytls all all scram-sha-256
hostnossl onlyclear all all scram-sha-256
hostssl plainword all all password
host bycert,onlytls,onlyclear,plainword all all reject
host all all all scram-sha-256
local all all trust
`;

let certificates: Certificates | null = null;
const servers = new Map<string, PostgresServer>();

Deno.test.afterAll(async () => {
  for (const server of servers.values()) await server.stop();
  await certificates?.[Symbol.asyncDispose]();
});

/** What a URL's parameters lead to: an encrypted session, a clear one, or an error. */
async function reach(server: PostgresServer, parameters: string, host = "localhost") {
  const logged: string[] = [];
  const database = openPostgres({
    url: urlOf(server, parameters, { host }),
    log: (line) => logged.push(line),
  });
  try {
    const result = await database.executor.execute({ sql: SSL, access: "read", limits: LIMITS });
    assert.deepEqual(logged, []); // The loopback is nobody's to read along.
    return result.rows[0]?.[0] === "t" ? "encrypted" : "clear";
  } finally {
    await database.close();
  }
}

function urlOf(
  server: PostgresServer,
  parameters: string,
  options: { readonly host?: string; readonly database?: string; readonly user?: string } = {},
): string {
  const { host = "localhost", database = "postgres", user = server.user } = options;
  return `postgres://${user}:${server.password}@${host}:${server.port}/${database}?${parameters}`;
}

async function serverWith(files: CertificateFiles | null): Promise<PostgresServer> {
  const key = files?.cert ?? "none";
  const known = servers.get(key);
  if (known !== undefined) return known;
  const made = certificates ??= await makeCertificates();
  const rules = await made.secret("pg_hba.conf", RULES);
  await Deno.chmod(rules, 0o644);
  const server = await startPostgres({
    settings: files === null ? { hba_file: rules } : {
      ...{ ssl: "on", ssl_cert_file: files.cert, ssl_key_file: files.key, ssl_ca_file: made.ca },
      hba_file: rules,
    },
  });
  servers.set(key, server);
  return server;
}

function onTls(title: string, check: (made: Certificates) => Promise<void>): void {
  Deno.test({
    name: `TLS: ${title}${missing === null ? "" : ` (left out: ${missing})`}`,
    ignore: missing !== null,
    fn: async () => await check(certificates ??= await makeCertificates()),
  });
}

async function refusedWith(
  server: PostgresServer,
  parameters: string,
  expected: { readonly message: RegExp; readonly hint?: RegExp; readonly code?: ErrorCode },
): Promise<void> {
  const error = await expectError(
    reach(server, parameters),
    expected.code ?? "PGMCP_DATABASE_UNREACHABLE",
  );
  assert.match(error.message, expected.message, parameters);
  if (expected.hint !== undefined) assert.match(error.hint, expected.hint, parameters);
  const everything = Deno.inspect(error, { depth: 20, showHidden: true });
  assert.ok(!everything.includes(server.password), parameters);
}

onTls("a right certificate is accepted by every sslmode", async ({ ca, server: files }) => {
  const server = await serverWith(files);
  const outcomes = {
    "": "encrypted",
    "sslmode=disable": "clear",
    "sslmode=allow": "clear",
    "sslmode=prefer": "encrypted",
    "sslmode=require": "encrypted",
    "ssl=true": "encrypted",
    [`sslmode=require&sslrootcert=${ca}`]: "encrypted",
    [`sslmode=verify-ca&sslrootcert=${ca}`]: "encrypted",
    [`sslmode=verify-full&sslrootcert=${ca}`]: "encrypted",
    [`sslmode=verify-full&sslrootcert=${ca}&sslsni=0`]: "encrypted",
    [`sslmode=verify-full&sslrootcert=${ca}&sslnegotiation=direct`]: "encrypted",
    [`sslmode=require&ssl_min_protocol_version=TLSv1.3`]: "encrypted",
    [`sslmode=require&ssl_max_protocol_version=TLSv1.2`]: "encrypted",
    "sslmode=require&channel_binding=require": "encrypted",
    "sslmode=require&channel_binding=disable": "encrypted",
  };
  for (const [parameters, expected] of Object.entries(outcomes)) {
    assert.equal(await reach(server, parameters), expected, parameters);
  }
  assert.equal(
    await reach(server, `sslmode=verify-full&sslrootcert=${ca}`, "127.0.0.1"),
    "encrypted",
  );
});

onTls("a wrong name is refused by verify-full alone", async ({ ca, otherName }) => {
  const server = await serverWith(otherName);
  await refusedWith(server, `sslmode=verify-full&sslrootcert=${ca}`, {
    message: /localhost:\d+: its certificate is not for the name "localhost"\.$/,
    hint: /openssl s_client -starttls postgres -connect localhost:/,
  });
  assert.equal(await reach(server, `sslmode=verify-ca&sslrootcert=${ca}`), "encrypted");
  assert.equal(await reach(server, "sslmode=require"), "encrypted");
});

onTls("a wrong CA, or one past its time, is refused wherever a CA is named", async (made) => {
  const server = await serverWith(made.server);
  const message = /not signed by a CA of the file sslrootcert\.$/;
  for (const mode of ["require", "verify-ca", "verify-full"]) {
    const parameters = `sslmode=${mode}&sslrootcert=${made.strangerCa}`;
    await refusedWith(server, parameters, { message, hint: /sslrootcert/ });
  }
  for (const parameters of ["sslmode=verify-full", "sslrootcert=system"]) {
    await refusedWith(server, parameters, { message: /signed by a CA that is not known here\.$/ });
  }
  const late = await serverWith(made.expired);
  await refusedWith(late, `sslmode=verify-ca&sslrootcert=${made.ca}`, { message: /has expired/ });
  // `prefer` asks for no more than what can be had.
  assert.equal(await reach(server, `sslmode=prefer&sslrootcert=${made.strangerCa}`), "clear");
});

onTls("a server without TLS is taken by prefer, and refused by the others", async ({ ca }) => {
  const server = await serverWith(null);
  for (const parameters of ["", "sslmode=allow", "sslmode=prefer"]) {
    assert.equal(await reach(server, parameters), "clear", parameters);
  }
  for (const parameters of ["sslmode=require", `sslmode=verify-full&sslrootcert=${ca}`]) {
    await refusedWith(server, parameters, { message: /the server has no TLS, and sslmode asks/ });
  }
  await refusedWith(server, "channel_binding=require", { message: /cannot be bound/ });
});

onTls("a client's certificate lets in whom it names", async (made) => {
  const server = await serverWith(made.server);
  await server.runSql(server.url, "CREATE ROLE ana LOGIN");
  await server.runSql(server.url, "CREATE DATABASE bycert");
  const files = `sslcert=${made.client.cert}&sslkey=${made.client.key}`;
  const asAna = { database: "bycert", user: "ana" };
  await using database = openPostgres({
    url: urlOf(server, `sslmode=verify-full&sslrootcert=${made.ca}&${files}`, asAna),
  });
  assert.equal((await database.ping()).product, "PostgreSQL");
  await using without = openPostgres({ url: urlOf(server, "sslmode=require", asAna) });
  await expectError(without.ping(), "PGMCP_AUTHENTICATION_FAILED");
  await using other = openPostgres({
    url: urlOf(server, `sslmode=require&${files}`, { ...asAna, user: "postgres" }),
  });
  await expectError(other.ping(), "PGMCP_AUTHENTICATION_FAILED");
  await Deno.chmod(made.client.key, 0o644);
  await using open = openPostgres({ url: urlOf(server, `sslmode=require&${files}`, asAna) });
  const error = await expectError(open.ping(), "PGMCP_INVALID_CONFIGURATION");
  assert.match(error.message, /client\.key" of sslkey: others than its owner may read it\.$/);
  assert.match(error.hint, /chmod 600/);
  await Deno.chmod(made.client.key, 0o600);
});

onTls("allow and prefer go the other way where pg_hba.conf asks for it", async (made) => {
  const server = await serverWith(made.server);
  await server.runSql(server.url, "CREATE DATABASE onlytls");
  await server.runSql(server.url, "CREATE DATABASE onlyclear");
  for (const mode of ["allow", "prefer"]) {
    for (const [database, ssl] of [["onlytls", "t"], ["onlyclear", "f"]] as const) {
      await using opened = openPostgres({ url: urlOf(server, `sslmode=${mode}`, { database }) });
      const result = await opened.executor.execute({ sql: SSL, access: "read", limits: LIMITS });
      assert.deepEqual(result.rows, [[ssl]], `${mode} ${database}`);
    }
  }
});

onTls("channel_binding=require sends no password to who does not bind it", async (made) => {
  const server = await serverWith(made.server);
  await server.runSql(server.url, "CREATE DATABASE plainword");
  const at = { database: "plainword" };
  await using lenient = openPostgres({ url: urlOf(server, "sslmode=require", at) });
  await lenient.ping();
  const parameters = "sslmode=require&channel_binding=require";
  await using strict = openPostgres({ url: urlOf(server, parameters, at) });
  const error = await expectError(strict.ping(), "PGMCP_DATABASE_UNREACHABLE");
  assert.match(error.message, /cannot be bound to the TLS connection/);
  await using other = openPostgres({
    url: urlOf(server, "sslmode=disable&channel_binding=require"),
  });
  await expectError(other.ping(), "PGMCP_DATABASE_UNREACHABLE");
});

onTls("a statement is cancelled over TLS", async ({ ca, server: files }) => {
  const server = await serverWith(files);
  const name = "pgmcp cancels";
  const url = urlOf(server, `sslmode=verify-full&sslrootcert=${ca}`);
  await using database = openPostgres({ url, applicationName: name, poolSize: 1 });
  await database.ping();
  const sql = "SELECT pg_sleep(30)";
  const call = { signal: AbortSignal.timeout(200) };
  const request = { sql, access: "read", limits: { ...LIMITS, timeoutMs: 60_000 } } as const;
  await expectError(database.executor.execute(request, call), "PGMCP_CANCELLED");
  await using watcher = openPostgres({ url: server.url });
  const left = await watcher.executor.execute({
    sql:
      `SELECT count(*) FROM pg_stat_activity WHERE state = 'active' AND application_name = '${name}'`,
    ...{ access: "read", limits: LIMITS },
  });
  assert.deepEqual(left.rows, [["0"]]);
  // The same session goes on: the cancel request was taken and over.
  assert.equal((await database.executor.execute({ ...request, sql: SSL })).rows[0]?.[0], "t");
});

onTls("nothing but the request for TLS leaves in the clear", async ({ ca, server: files }) => {
  const server = await serverWith(files);
  await using relay = startRecordingRelay(server.port);
  const url = urlOf({ ...server, port: relay.port }, `sslmode=verify-full&sslrootcert=${ca}`);
  await using database = openPostgres({ url, poolSize: 1 });
  await database.ping();
  const call = { signal: AbortSignal.timeout(100) };
  const request = { sql: "SELECT pg_sleep(30)", access: "read", limits: LIMITS } as const;
  await expectError(database.executor.execute(request, call), "PGMCP_CANCELLED");
  await database.close();
  const connections = relay.sent();
  assert.equal(connections.length, 2); // The session, and the cancel request.
  for (const bytes of connections) {
    assert.deepEqual([...bytes.subarray(0, 8)], [0, 0, 0, 8, 4, 210, 22, 47]);
    // What follows is a TLS handshake record.
    assert.deepEqual([...bytes.subarray(8, 10)], [22, 3]);
    assert.ok(!new TextDecoder("latin1").decode(bytes).includes("pg_sleep"));
  }
});

onTls("files that cannot be read, or hold something else, are named", async (made) => {
  const server = await serverWith(made.server);
  const { cert, key } = made.client;
  const sealed = await made.secret("sealed.key", "");
  await new Deno.Command("openssl", {
    args: [
      "pkcs8",
      "-topk8",
      "-in",
      key,
      "-out",
      sealed,
      "-passout",
      "pass:opens",
      "-v2",
      "aes-256-cbc",
    ],
  }).output();
  const other = await made.secret("other.key", await Deno.readTextFile(made.server.key));
  const wrong: Readonly<Record<string, RegExp>> = {
    [`sslmode=require&sslrootcert=${key}`]: /sslrootcert .*: it holds no certificate\.$/,
    [`sslmode=require&sslcert=${key}&sslkey=${key}`]: /sslcert .*: it holds no certificate\.$/,
    [`sslmode=require&sslcert=${cert}&sslkey=${sealed}`]: /or one that needs sslpassword\.$/,
    [`sslmode=require&sslcert=${cert}&sslkey=${sealed}&sslpassword=x`]:
      /none that sslpassword opens/,
    [`sslmode=require&sslcert=${cert}&sslkey=${other}`]:
      /not the key of the certificate in sslcert/,
  };
  for (const [parameters, message] of Object.entries(wrong)) {
    await refusedWith(server, parameters, { code: "PGMCP_INVALID_CONFIGURATION", message });
  }
  const opened = `sslmode=require&sslcert=${cert}&sslkey=${sealed}&sslpassword=opens`;
  assert.equal(await reach(server, opened), "encrypted");
  await refusedWith(server, "sslmode=verify-full&sslrootcert=/nowhere/ca.pem", {
    code: "PGMCP_INVALID_CONFIGURATION",
    message: /"\/nowhere\/ca\.pem" of sslrootcert: there is no such file\.$/,
  });
});
