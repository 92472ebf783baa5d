// Writes under a policy (READ_ONLY=false): columns that no write may name, and what a write may tell
// of rows that are hidden.

import assert from "node:assert/strict";
import { testsOnPostgres } from "../../support/tests_on_postgres.ts";
import { createWriteWorld, unwritten } from "./write_world.ts";

const onPostgres = testsOnPostgres();

onPostgres("masked columns stand in no clause of a write", async (server) => {
  await using world = await createWriteWorld(server);
  await unwritten(world, /PGMCP_MASKED_COLUMN A write may not name email: it is masked/, [
    "UPDATE people SET email = 'x'",
    "UPDATE people SET name = email",
    "UPDATE people SET (name, email) = ('a', 'b')",
    "UPDATE people SET name = 'x' WHERE email LIKE '%1'",
    "UPDATE people SET name = 'x' WHERE id = 1 RETURNING people.email",
    "UPDATE people SET name = 'x' RETURNING old.email",
    "INSERT INTO people(id, email) VALUES (9, 'x')",
    "INSERT INTO people(id) VALUES (9) RETURNING email",
    "INSERT INTO people(id) VALUES (1) ON CONFLICT (id) DO UPDATE SET name = excluded.email",
    "INSERT INTO people(id) VALUES (1) ON CONFLICT (email) DO NOTHING",
    "INSERT INTO people(id) VALUES (1) ON CONFLICT (id) DO UPDATE SET name = 'x' WHERE people.email > 'a'",
    "DELETE FROM people WHERE email IS NULL",
    "INSERT INTO plain SELECT id, email FROM people",
    "UPDATE plain SET body = p.email FROM people p WHERE p.id = plain.id",
    "DELETE FROM plain WHERE id IN (SELECT id FROM people WHERE email = 'a')",
    "INSERT INTO plain(id) VALUES (9) RETURNING (SELECT max(email) FROM people)",
    "WITH w AS (SELECT id, email FROM people) INSERT INTO plain SELECT id, 'x' FROM w",
  ]);
});

onPostgres("denied columns do not exist in a write", async (server) => {
  await using world = await createWriteWorld(server);
  const statements = (name: string) => [
    `UPDATE people SET ${name} = 'x'`,
    `UPDATE people SET name = ${name}`,
    `UPDATE people SET name = 'x' WHERE ${name} > 'a'`,
    `UPDATE people SET name = 'x' RETURNING new.${name}`,
    `INSERT INTO people(id, ${name}) VALUES (9, 'x')`,
    `INSERT INTO people(id) VALUES (9) RETURNING ${name}`,
    `INSERT INTO people(id) VALUES (1) ON CONFLICT (${name}) DO NOTHING`,
    `INSERT INTO people(id) VALUES (1) ON CONFLICT (id) DO UPDATE SET ${name} = 'x'`,
    `DELETE FROM people p WHERE p.${name} IS NULL`,
    `INSERT INTO plain SELECT id, ${name} FROM people`,
  ];
  for (const [index, sql] of statements("ssn").entries()) {
    await unwritten(world, /PGMCP_UNDEFINED_NAME column .*ssn.* does not exist/, [sql]);
    const absent = await world.write(statements("zzz")[index] ?? "");
    const denied = await world.write(sql);
    assert.equal(absent.text.replaceAll("zzz", "ssn"), denied.text, sql);
  }
});

onPostgres("whole rows with hidden columns stand in no clause of a write", async (server) => {
  await using world = await createWriteWorld(server);
  await unwritten(world, /PGMCP_POLICY_NOT_APPLICABLE.*(id, name, city|aliases by position)/, [
    "INSERT INTO people VALUES (9, 'n', 'e', 's', 'c')",
    "INSERT INTO people DEFAULT VALUES",
    "INSERT INTO people SELECT 9, 'n', 'e', 's', 'c'",
    "UPDATE people SET city = 'x' RETURNING *",
    "UPDATE people SET city = 'x' RETURNING people",
    "UPDATE people p SET city = p::text",
    "UPDATE people SET city = 'x' RETURNING old.*",
    "DELETE FROM people WHERE people::text LIKE '%1%'",
    "INSERT INTO plain SELECT p.id, p::text FROM people p",
    "INSERT INTO plain(id) SELECT x.a FROM (SELECT * FROM people) AS x(a, b)",
    "DELETE FROM plain USING (SELECT * FROM people) AS x(a, b) WHERE x.a = plain.id",
  ]);
  await unwritten(world, /PGMCP_POLICY_NOT_APPLICABLE.*ON CONFLICT/, [
    "INSERT INTO people(id) VALUES (1) ON CONFLICT ON CONSTRAINT people_pkey DO NOTHING",
  ]);
  const added = await world.write(
    "INSERT INTO people(id, name) VALUES (9, 'n') RETURNING id, name, city",
  );
  assert.deepEqual(added.rows, [["9", "n", null]], added.text);
  const kept = await world.write(
    "INSERT INTO people(id, name) VALUES (9, 'm') ON CONFLICT (id) DO UPDATE SET name = excluded.name RETURNING name",
  );
  assert.deepEqual(kept.rows, [["m"]], kept.text);
  assert.equal((await world.write("DELETE FROM people WHERE name LIKE 'm%'")).affected, 1);
});

onPostgres("ON CONFLICT and MERGE are refused on filtered tables", async (server) => {
  await using world = await createWriteWorld(server);
  await unwritten(world, /PGMCP_POLICY_NOT_APPLICABLE.*(ON CONFLICT|merges into)/, [
    "INSERT INTO notes(id, tenant) VALUES (1, 1) ON CONFLICT DO NOTHING",
    "INSERT INTO notes(id, tenant) VALUES (1, 1) ON CONFLICT (id) DO NOTHING RETURNING id",
    "INSERT INTO notes(id, tenant) VALUES (1, 1) ON CONFLICT (id) DO UPDATE SET tenant = 1 RETURNING body",
    "MERGE INTO notes USING plain ON notes.id = plain.id WHEN MATCHED THEN DELETE",
    "MERGE INTO people USING plain ON people.id = plain.id WHEN MATCHED THEN UPDATE SET name = 'x'",
  ]);
});

onPostgres("a constraint's error does not tell which one, nor a value", async (server) => {
  await using world = await createWriteWorld(server);
  const hidden = await world.write("INSERT INTO notes(id, tenant) VALUES (1, 1)");
  const coded = await world.write("UPDATE notes SET code = 101 WHERE id = 2");
  const empty = await world.write("INSERT INTO notes(id) VALUES (50)");
  assert.match(hidden.text, /PGMCP_QUERY_FAILED 23000 Nothing was written: a constraint/);
  assert.equal(coded.text, hidden.text);
  assert.equal(empty.text, hidden.text);
});
