// The database side's settings: where DATABASE_URL points, and that no error
// shows a password.

import assert from "node:assert/strict";
import { type AgentSettings, readAgentSettings } from "../../agent/config.ts";
import { parseDatabaseUrl } from "../../agent/database_location.ts";
import { readSettings } from "../../core/config/read_settings.ts";
import { PgmcpError } from "../../core/errors.ts";

function read(variables: Readonly<Record<string, string>>): AgentSettings {
  return readSettings((name) => variables[name], readAgentSettings);
}

Deno.test("DATABASE_URL names a server, with PostgreSQL's default port", () => {
  const url = "postgres://ana:pw@db.example.com/shop";
  assert.deepEqual(read({ DATABASE_URL: url }).database, {
    kind: "postgres",
    url,
    endpoints: [{ host: "db.example.com", port: 5432 }],
    files: [],
  });
  const others: readonly (readonly [string, string, number])[] = [
    ["postgresql://h:6000/d", "h", 6000],
    ["postgres://[::1]:6000/d", "::1", 6000],
    ["postgres:///d", "localhost", 5432],
    ["postgres:///d?host=/var/run/postgresql&port=6001", "/var/run/postgresql", 6001],
  ];
  for (const [text, host, port] of others) {
    assert.deepEqual(parseDatabaseUrl(text), {
      ...{ kind: "postgres", url: text, endpoints: [{ host, port }], files: [] },
    });
  }
});

Deno.test("DATABASE_URL names an embedded database, in memory or in a folder", () => {
  const folders: readonly (readonly [string, string | null])[] = [
    ["pglite:", null],
    ["pglite:./data", "./data"],
    ["pglite:/var/lib/my%20data", "/var/lib/my data"],
    ["pglite:///var/data", "/var/data"],
  ];
  for (const [text, dataDir] of folders) {
    assert.deepEqual(parseDatabaseUrl(text), { kind: "pglite", dataDir });
  }
});

Deno.test("without DATABASE_URL there is no database, and POOL_SIZE has its default", () => {
  assert.equal(read({}).database, null);
  assert.equal(read({}).poolSize, 5);
  assert.equal(read({ POOL_SIZE: "2" }).poolSize, 2);
});

Deno.test("an unknown scheme is refused with the ones there are", () => {
  assert.throws(() => read({ DATABASE_URL: "mysql://u:hunter2@h/d" }), (error) => {
    assert.ok(error instanceof PgmcpError);
    assert.match(
      error.message,
      /DATABASE_URL: "mysql:…".*postgres:\/\/, postgresql:\/\/ or pglite:/,
    );
    assert.doesNotMatch(error.message, /hunter2/);
    return true;
  });
});

Deno.test("no error shows a password, however the URL is mistyped", () => {
  const wrong = [
    "postgres://u:hunter2@h:port/d",
    "postgres://u:hunter2@h:99999/d",
    "postgres://u:hun/ter2:hunter2@h/d",
    "postgres://u:hunter2%zz@h/d",
    "postgres://u:hunter2@h/d?sslmode=hunter2",
    "postgres://u:hunter2@h/d?hunter2",
    "postgres:u:hunter2@h",
    "host=h password=hunter2",
    "hunter2",
    "postgres://u:hunter2@a,b:0/d",
    "pglite://hunter2",
    "pglite:%E0%A4%A",
  ];
  for (const url of wrong) {
    assert.throws(() => read({ DATABASE_URL: url, POOL_SIZE: "no" }), (error) => {
      assert.ok(error instanceof PgmcpError, url);
      assert.match(error.message, /^Cannot use DATABASE_URL: .*\nCannot use POOL_SIZE: "no"/, url);
      assert.doesNotMatch(error.message.replace(/postgres:\/\/user:password@/, ""), /hunter2/, url);
      return true;
    });
  }
});
