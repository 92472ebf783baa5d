// What a URL says of the way to its database.

import assert from "node:assert/strict";
import { connectionFacts } from "../../agent/connection_facts.ts";
import { parseDatabaseUrl } from "../../agent/database_location.ts";

function facts(url: string) {
  const location = parseDatabaseUrl(url);
  if (location.kind === "problem") throw new Error(location.expected);
  return connectionFacts(location);
}

Deno.test("a server is remote unless every host is this machine", () => {
  const local = ["localhost", "127.0.0.1", "127.9.9.9:6000", "[::1]", "%2Frun%2Fpostgresql"];
  for (const host of local) assert.equal(facts(`postgres://u@${host}/d`).remote, false, host);
  const remote = [
    "db.example.com",
    "10.0.0.1",
    "localhost.example.com",
    "localhost,db",
    "127.0.0.1.example.com",
  ];
  for (const host of remote) assert.equal(facts(`postgres://u@${host}/d`).remote, true, host);
});

Deno.test("a certificate is checked where sslmode or a CA asks for it", () => {
  const checks = (parameters: string) => facts(`postgres://u@db/d?${parameters}`).checksCertificate;
  assert.ok(checks("sslmode=verify-full"));
  assert.ok(checks("sslmode=verify-ca&sslrootcert=ca.pem"));
  assert.ok(checks("sslmode=require&sslrootcert=ca.pem"));
  assert.ok(checks("sslrootcert=system"));
  assert.ok(!checks("sslmode=require"));
  assert.ok(!checks(""));
});

Deno.test("a password is in the URL as login or parameter, not when a file holds it", () => {
  assert.ok(facts("postgres://u:pw@db/d").passwordInUrl);
  assert.ok(facts("postgres://u@db/d?password=pw").passwordInUrl);
  assert.ok(!facts("postgres://u@db/d?password_file=/run/secrets/pw").passwordInUrl);
});
