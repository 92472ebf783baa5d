// Writes under a policy (READ_ONLY=false): which rows a write touches, leaves behind and reads.

import assert from "node:assert/strict";
import type { Principal } from "../../../core/auth/principal.ts";
import { testsOnPostgres } from "../../support/tests_on_postgres.ts";
import { createWriteWorld, PRINCIPAL, unwritten } from "./write_world.ts";

const onPostgres = testsOnPostgres();

/** A row of notes that is not the writer's. */
const HIS = /^\(\d+,2,/;

onPostgres("only tables that are listed may be written", async (server) => {
  await using world = await createWriteWorld(server);
  await unwritten(world, /PGMCP_RELATION_NOT_ALLOWED.*may not be written/, [
    "INSERT INTO closed VALUES (2)",
    "DELETE FROM closed",
    "MERGE INTO closed USING plain ON closed.id = plain.id WHEN MATCHED THEN DELETE",
  ]);
  // It would be written past the rules of the table behind.
  await unwritten(world, /PGMCP_RELATION_NOT_ALLOWED.*a view is not written through/, [
    "UPDATE notes_v SET tenant = 2",
    "INSERT INTO closed_v VALUES (5)",
  ]);
  assert.equal((await world.write("INSERT INTO plain VALUES (2, 'b')")).affected, 1);
  assert.equal(await world.look("plain"), '["(1,a)","(2,b)"]');
});

onPostgres("a write touches only rows that pass the filter, and says so", async (server) => {
  await using world = await createWriteWorld(server);
  const before = await world.look();
  for (
    const sql of [
      "UPDATE notes SET body = 'new'",
      "UPDATE notes SET body = 'new' WHERE id > 0 OR tenant = 2",
      "update only notes as n set body = 'new' where n.id > 0 -- all",
      "UPDATE public.notes SET body = 'new' WHERE true /* WHERE */;",
      "WITH w AS (SELECT 1 AS one) UPDATE notes SET body = 'new' FROM w WHERE w.one = 1 RETURNING 1 AS where",
    ]
  ) {
    const { affected, text, outcome } = await world.write(sql);
    assert.equal(affected, 5, `${sql}: ${text}`);
    assert.deepEqual(outcome?.report.filteredTables, ["public.notes"]);
    assert.deepEqual(outcome?.report.rules, ["tables.notes.row_filter"]);
    assert.match(outcome?.report.notes.join() ?? "", /Only rows of public.notes/);
  }
  const changed = (JSON.parse(before.notes ?? "") as readonly string[])
    .map((row) => /^\(\d+,1,/.test(row) ? row.replace(/^(\(\d+,1,)[^,]*/, "$1new") : row);
  assert.deepEqual(JSON.parse(await world.look("notes")), changed);

  const gone = await world.write("DELETE FROM notes WHERE id IN (1, 2, 3) RETURNING id, body");
  assert.deepEqual(gone.rows, [["2", "new"]]);
  assert.equal((await world.write("DELETE FROM notes")).affected, 4);
  assert.deepEqual(
    JSON.parse(await world.look("notes")),
    changed.filter((row) => HIS.test(row)),
  );
  assert.equal((await world.write("DELETE FROM parts_2")).affected, 0);
  assert.equal((await world.write("DELETE FROM parts")).affected, 1);
  assert.equal(await world.look("parts"), '["(2,2,HIDDEN)"]');
});

onPostgres("a row left behind that does not pass the filter undoes the write", async (server) => {
  await using world = await createWriteWorld(server);
  await unwritten(world, /PGMCP_PERMISSION_DENIED.*would not be visible under the policy/, [
    "INSERT INTO notes(id, tenant) VALUES (20, 1), (21, 2)",
    "INSERT INTO notes(id, tenant) SELECT 30 + id, 2 FROM plain RETURNING id",
    "INSERT INTO notes VALUES (20, 2)",
    "UPDATE notes SET tenant = 2 WHERE id = 2",
    "UPDATE notes SET tenant = tenant + 1 RETURNING id, tenant",
    "UPDATE notes SET (tenant, body) = (2, 'x')",
    "UPDATE notes SET tenant = (SELECT 2 FROM plain)",
    // A trigger has the last word on the row.
    "INSERT INTO moved VALUES (5, 1, 'x')",
    "UPDATE moved SET body = 'x'",
    // It would go to another partition.
    "UPDATE parts SET tenant = 2",
    "UPDATE parts SET id = -1",
    "INSERT INTO parts_1 VALUES (-1, 1)",
  ]);
  await unwritten(world, /PGMCP_POLICY_NOT_APPLICABLE.*Set each by itself/, [
    "UPDATE notes SET (tenant, body) = (SELECT 2, body FROM plain)",
  ]);
  const whole = await world.write("INSERT INTO notes(id, tenant, body) VALUES (20, 1, 'mine')");
  assert.deepEqual([whole.kind, whole.affected, whole.rows, whole.columns], ["rows", 1, [], []]);
  const own = await world.write(
    'INSERT INTO notes AS n (id, tenant) VALUES (21, 1), (22, 1) RETURNING n.id, upper(n.body), 1 AS "RETURNING"',
  );
  assert.deepEqual(own.columns, ["id", "upper", "RETURNING"]);
  assert.deepEqual(own.rows, [["21", null, "1"], ["22", null, "1"]]);
  const both = await world.write("UPDATE notes SET body = 'b' WHERE id = 21 RETURNING old.body, *");
  assert.deepEqual(both.rows, [[null, "21", "1", "b", null, null]]);
  assert.match(await world.look("notes"), /"\(20,1,mine,,\)".*"\(21,1,b,,\)"/);
});

onPostgres("no condition is tried on rows of the target that are hidden", async (server) => {
  await using world = await createWriteWorld(server);
  await unwritten(world, /PGMCP_POLICY_NOT_APPLICABLE.*(WHERE id IN|does not exist)/, [
    "UPDATE notes SET body = 'x' WHERE 1 / (id - 3) > 0",
    "DELETE FROM notes WHERE body::int > 0",
    "DELETE FROM notes WHERE body LIKE 'HIDD%'",
    "DELETE FROM notes WHERE size > 3",
    "DELETE FROM notes n USING plain p WHERE p.id = n.id AND 1 / (n.tenant - 2) = 0",
    "DELETE FROM notes WHERE EXISTS (SELECT 1 FROM plain p WHERE 1 / (notes.tenant - 2) = p.id)",
    "DELETE FROM notes WHERE notes IS NOT NULL AND id = 1",
    "UPDATE notes SET body = 'x' WHERE id IN (SELECT 1 / (notes.tenant - 2) FROM plain)",
    // What fails as soon as a row comes to it, whether it names the row or not.
    "UPDATE notes SET body = 'x' WHERE code = 103 AND 1 / (random() * 0.4)::int > 0",
    "DELETE FROM notes WHERE code = 103 AND (id = -1 OR id IN (SELECT 1 / (p.id - 1) FROM plain p))",
    "DELETE FROM notes WHERE code = 103 AND (id = -1 OR EXISTS (SELECT max(1 / (p.id - 1)) FROM plain p))",
    "DELETE FROM notes WHERE code = 103 AND id = (SELECT v.x FROM (VALUES (1), (2)) v(x))",
    "DELETE FROM notes WHERE EXISTS (SELECT FROM plain LIMIT notes.tenant - 3)",
    "DELETE FROM notes WHERE NOT (id IN (SELECT 1 / (p.id - 1) FROM plain p))",
  ]);
  const found = await world.write(
    "UPDATE notes SET body = body || '!' WHERE id IN (SELECT id FROM notes WHERE body LIKE '%0' AND size > 3) RETURNING body",
  );
  assert.deepEqual(found.rows, [["10!"]], found.text);
  const joined = await world.write(
    "UPDATE notes n SET body = p.body FROM plain p WHERE p.id + 1 = n.id AND p.body LIKE 'a%'",
  );
  assert.equal(joined.kind, "refused", "p.id + 1 is compared with a column of the target");
  const apart = await world.write(
    "UPDATE notes n SET body = p.body FROM plain p WHERE n.id = 4 AND p.body LIKE 'a%' RETURNING n.body",
  );
  assert.deepEqual(apart.rows, [["a"]], apart.text);
});

onPostgres("what a write reads is what a SELECT would show", async (server) => {
  await using world = await createWriteWorld(server);
  const copied = await world.write("INSERT INTO plain SELECT 100 + id, body FROM notes");
  assert.equal(copied.affected, 5, copied.text);
  assert.doesNotMatch(await world.look("plain"), /HIDDEN/);
  const counted = await world.write(
    "UPDATE plain SET body = (SELECT count(*) FROM notes n WHERE n.id > 0)::text WHERE id = 1 RETURNING body, (SELECT max(id) FROM notes)",
  );
  assert.deepEqual(counted.rows, [["5", "10"]]);
  // A condition beside the filter would fail on a row that is hidden.
  const safe = await world.write(
    "DELETE FROM plain USING notes n WHERE n.id = plain.id AND 1 / (n.tenant - 2) < 0 AND n.body NOT LIKE 'x'",
  );
  assert.deepEqual([safe.kind, safe.affected], ["rows", 0], safe.text);
  const merged = await world.write(
    "MERGE INTO plain USING notes n ON n.id = plain.id WHEN NOT MATCHED THEN INSERT VALUES (n.id, n.body)",
  );
  assert.equal(merged.affected, 5, merged.text);
  assert.doesNotMatch(await world.look("plain"), /HIDDEN/);
});

onPostgres("names of the client's own do not catch what is put in", async (server) => {
  await using world = await createWriteWorld(server);
  const before = JSON.parse((await world.look()).notes ?? "") as readonly string[];
  for (
    const sql of [
      "UPDATE notes AS pgmcp_scan SET body = 'x' WHERE id > 0",
      'UPDATE notes AS "a ""b" SET body = \'x\'',
      "UPDATE notes AS old SET body = 'x' RETURNING old.id",
      "UPDATE notes AS n SET body = 'x' FROM plain AS notes WHERE notes.id = 1",
      "UPDATE notes n SET body = 'x' FROM (SELECT 1 AS tenant) AS t",
      "WITH notes AS (SELECT 1 AS tenant, 1 AS id) UPDATE notes SET body = 'x'",
      "UPDATE notes n SET body = 'x' FROM plain n WHERE true",
      "UPDATE notes n SET body = $a$ WHERE $a$ WHERE n.id > 0 OR true",
      "UPDATE notes SET body = 'x' WHERE id = 1) OR (true",
      "UPDATE notes SET body = 'x' RETURNING width_bucket(1, 0, 2, 1)",
      "UPDATE notes SET body = 'x' RETURNING WITH (OLD AS notes_old) notes_old.id",
      "UPDATE notes n SET body = 'x' RETURNING WITH (OLD AS n) n.id",
    ]
  ) {
    const { text } = await world.write(sql);
    assert.doesNotMatch(text, /HIDDEN/, sql);
    const after = JSON.parse(await world.look("notes")) as readonly string[];
    assert.deepEqual(
      after.filter((row) => HIS.test(row)),
      before.filter((row) => HIS.test(row)),
      sql,
    );
  }
  await unwritten(world, /calls width_bucket|another alias/, [
    "UPDATE notes SET id = width_bucket(1, 0, 2, 0)",
    "INSERT INTO notes AS excluded (id, tenant) VALUES (77, 1)",
  ]);
});

onPostgres("every filter of a role holds for its writes", async (server) => {
  await using world = await createWriteWorld(server);
  const clerk: Principal = {
    ...PRINCIPAL,
    role: "clerk",
    attributes: { tenant: "1", office: "here" },
  };
  const touched = await world.write("UPDATE odd SET size = 9 WHERE id = 1 OR true", clerk);
  assert.equal(touched.affected, 2, touched.text);
  assert.deepEqual(touched.outcome?.report.rules.toSorted(), [
    "roles.clerk.tables.odd.row_filter",
    "tables.odd.row_filter",
  ]);
  const moved = await world.write(`UPDATE odd AS "a ""b" SET "of""fice" = 'there'`, clerk);
  assert.match(moved.text, /would not be visible/);
  assert.equal(
    await world.look("odd"),
    JSON.stringify([
      "(1,1,here,9)",
      "(2,1,there,2)",
      "(3,2,here,3)",
      "(4,1,both,9)",
      `(5,1,"(",5)`,
    ]),
  );
  // Cheaper than the filter, and fails on a row that is hidden.
  const apart = `INSERT INTO plain SELECT 200 + id, 'x' FROM odd WHERE 'x' !~ "of""fice"`;
  assert.equal((await world.write(apart, clerk)).affected, 2);
  const nobody = await world.write("DELETE FROM odd", { ...clerk, attributes: { tenant: "1" } });
  assert.match(nobody.text, /PGMCP_POLICY_NOT_APPLICABLE/);
});

onPostgres("the statement that runs is the client's, with the filters in it", async (server) => {
  await using world = await createWriteWorld(server);
  const { outcome } = await world.write("UPDATE parts p SET body = 'x' WHERE p.id = 1");
  const filter = '("p".tenant = $# and "p".id > 0\n)';
  assert.equal(
    outcome?.report.sqlAsRun?.replaceAll(/\$\d/g, "$#"),
    `UPDATE parts p SET body = 'x' WHERE ${filter} AND ( p.id = 1\n)\n\nRETURNING pg_catalog.width_bucket(` +
      "1::pg_catalog.float8, 0::pg_catalog.float8, 2::pg_catalog.float8, " +
      `CASE WHEN ${filter} THEN 1 ELSE 0 END) AS pgmcp_check`,
  );
});
