// PostgreSQL URLs: what they mean, as libpq means it, and what is refused, by name.

import assert from "node:assert/strict";
import {
  type ConnectionProblem,
  type ConnectionSpec,
  parseConnectionString,
} from "../../../../agent/databases/postgres/connection_string.ts";
import { connectionSettings } from "../../../../agent/databases/postgres/connection_settings.ts";

function parsed(text: string): ConnectionSpec {
  const spec = parseConnectionString(text);
  assert.equal(spec.kind, "connection", `${text}: ${JSON.stringify(spec)}`);
  return spec;
}

function refused(text: string): ConnectionProblem {
  const problem = parseConnectionString(text);
  assert.equal(problem.kind, "problem", text);
  return problem;
}

/** `user:password@host:port,…/database?others` of what was read. */
function shown(text: string): string {
  const { endpoints, parameters } = parsed(text);
  const hosts = endpoints.map(({ host, port }) => `${host}:${port}`).join(",");
  const login = `${parameters.get("user") ?? "-"}:${parameters.get("password") ?? "-"}`;
  return `${login}@${hosts}/${parameters.get("dbname") ?? "-"}`;
}

Deno.test("every part of a URL is read as libpq reads it", () => {
  const meanings = {
    "postgres://": "-:-@localhost:5432/-",
    "postgresql://h": "-:-@h:5432/-",
    "POSTGRES://u@h": "u:-@h:5432/-",
    "postgres://u:p@h:1/d": "u:p@h:1/d",
    "postgres://u:@h/d": "u:-@h:5432/d",
    "postgres://u%40x:p%2F%3a%25@h/d%20e": "u@x:p/:%@h:5432/d e",
    "postgres://u:p?a#b:c@h/d": "u:p?a#b:c@h:5432/d",
    "postgres://u@[::1]:6000/d": "u:-@::1:6000/d",
    "postgres://u@[fe80::1%25eth0]/d": "u:-@fe80::1%eth0:5432/d",
    "postgres://u@a,b:2,[::1]:3/d": "u:-@a:5432,b:2,::1:3/d",
    "postgres://u@%2Frun%2Fpostgresql/d": "u:-@/run/postgresql:5432/d",
    "postgres://u@%2Frun%2Fpostgresql:6/d": "u:-@/run/postgresql:6/d",
    "postgres:///d?host=/run/postgresql&port=6": "-:-@/run/postgresql:6/d",
    "postgres://x:1/e?host=a,b&port=7,8&user=u&password=p&dbname=d": "u:p@a:7,b:8/d",
    "postgres:///?host=a,b&port=7&dbname=d": "-:-@a:7,b:7/d",
    "postgres://u@h/?password=a+b%2B": "u:a+b+@h:5432/-",
  };
  for (const [text, meaning] of Object.entries(meanings)) assert.equal(shown(text), meaning, text);
});

Deno.test("what cannot be read is refused, and nothing of it shown", () => {
  const texts = [
    "postgres:h",
    "host=h",
    "postgres://u@h:0/d",
    "postgres://u@h:70000/d",
    "postgres://u@h:1,g:2/d?port=1,2,3",
    "postgres://u@[::1/d",
    "postgres://u@h%zz/d",
    "postgres://u@h%00/d",
    "postgres://u@h h/d",
    "postgres://u@h/d?sslmode",
    "postgres://u@h/d?a=b=c",
    "postgres://u@h/d?connect_timeout=soon",
  ];
  for (const text of texts) assert.ok(refused(text).expected.length > 0);
});

Deno.test("an unknown parameter is refused by name, with those that are known", () => {
  const { expected } = refused("postgres://u@h/d?sslmod=require");
  assert.match(expected, /does not know "sslmod"\. It knows host, port, .*sslmode, sslrootcert,/);
  assert.match(refused("postgres://u@h/d?constructor=1").expected, /"constructor"/);
  assert.match(refused("postgres://u@h/d?%3Cb%3E=1").expected, /know one of its parameters/);
});

Deno.test("parameters that would undo the guard or another parameter are refused", () => {
  const reasons: Readonly<Record<string, RegExp>> = {
    "options=-c%20search_path%3Devil": /without options, which could change how the server reads/,
    "sslmode=strict": /whose sslmode is disable, allow, prefer, require, verify-ca, verify-full/,
    "sslmode=verify-ca": /with sslrootcert, the file of the CA/,
    "sslmode=require&sslrootcert=system": /unless sslmode is verify-full/,
    "sslcert=c": /both sslcert and sslkey/,
    "sslnegotiation=direct": /sslmode is require or stricter/,
    "password=p&passfile=f": /password once, not as password and passfile/,
    "client_encoding=latin1": /client_encoding is utf8/,
    "gssencmode=require": /gssencmode is disable or prefer/,
    "service=s": /no service file/,
    "sslcrl=f": /revoked/,
    "require_auth=none": /channel_binding=require/,
    "replication=database": /reads tables/,
    "schema=app": /SCHEMAS names the schemas/,
    "currentSchema=app": /SCHEMAS names the schemas/,
    "sslaccept=accept_invalid_certs": /sslmode=verify-full checks/,
  };
  for (const [parameters, reason] of Object.entries(reasons)) {
    assert.match(refused(`postgres://u@h/d?${parameters}`).expected, reason, parameters);
  }
});

Deno.test("what others' tools write is taken where it means the same", () => {
  for (
    const parameters of ["client_encoding=UTF8", "gssencmode=prefer", "keepalives=1", "ssl=true"]
  ) {
    parsed(`postgres://u@h/d?${parameters}`);
  }
});

Deno.test("how another client would pool and prepare has no effect, and stands in nobody's way", () => {
  const { parameters } = parsed(
    "postgres://u@h:6543/d?pgbouncer=true&connection_limit=1&pool_timeout=0&statement_cache_size=0&supa=base-pooler.x",
  );
  assert.deepEqual([...parameters], [["user", "u"], ["dbname", "d"]]);
});

Deno.test("sslmode decides the ways that are tried, and Unix sockets are never encrypted", () => {
  const tcp = { host: "h", port: 1 };
  const ways = (parameters: string, endpoint = tcp) =>
    connectionSettings(`postgres://u@h/d?${parameters}`).encryptions(endpoint);
  assert.deepEqual(ways(""), ["tls if offered", "none"]);
  assert.deepEqual(ways("sslmode=disable"), ["none"]);
  assert.deepEqual(ways("sslmode=allow"), ["none", "tls"]);
  assert.deepEqual(ways("sslmode=require"), ["tls"]);
  assert.deepEqual(ways("sslmode=verify-full"), ["tls"]);
  assert.deepEqual(ways("sslrootcert=system"), ["tls"]);
  assert.deepEqual(ways("sslmode=require", { host: "/run", port: 1 }), ["none"]);
});

Deno.test("a password comes from the URL, a file of it alone, or a line of a password file", async () => {
  const folder = await Deno.makeTempDir();
  const write = async (name: string, text: string, mode = 0o600) => {
    await Deno.writeTextFile(`${folder}/${name}`, text, { mode });
    return `${folder}/${name}`;
  };
  const endpoint = { host: "h", port: 5432 };
  const read = (parameters: string, at = endpoint) =>
    connectionSettings(`postgres://u@h/d?${parameters}`).readPassword(at);
  assert.equal(await read(""), "");
  assert.equal(await read("password=direct"), "direct");
  const alone = await write("alone", "from a file: \\ü\n", 0o644);
  assert.equal(await read(`password_file=${alone}`), "from a file: \\ü");
  const lines = await write(
    "lines",
    "# h:5432:d:u:comment\nh:5432:d:other:no\nh:1:d:u:no\nlocalhost:*:*:u:socket\nh:5432:d:u:a\\:b\\\\c:d\nh:*:*:*:late\n",
  );
  assert.equal(await read(`passfile=${lines}`), "a:b\\c:d");
  assert.equal(await read(`passfile=${lines}`, { host: "/run", port: 9 }), "socket");
  assert.equal(await read(`passfile=${lines}`, { host: "nowhere", port: 9 }), "");
  const open = await write("open", "*:*:*:*:secret\n", 0o644);
  await assert.rejects(read(`passfile=${open}`), /others than its owner may read it/);
  await assert.rejects(read("password_file=/nowhere"), /of password_file: there is no such file/);
  await Deno.remove(folder, { recursive: true });
});
