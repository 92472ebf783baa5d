// Constant masks in other clothes: inside functions, rows, CASE and sets they are as constant, and
// what is compared with them is refused or told of. What only shows the mask is neither.

import assert from "node:assert/strict";
import { testsOnPostgres } from "../../support/tests_on_postgres.ts";
import { CANARIES, createPolicyWorld, refused } from "./policy_world.ts";

const onPostgres = testsOnPostgres();

const WRONG = [
  "SELECT count(*) FROM logs a JOIN logs b ON (a.ip, a.id) = (b.ip, b.id)",
  "SELECT count(*) FROM logs a, logs b WHERE replace(a.ip, '.', '') = replace(b.ip, '.', '')",
  "SELECT count(*) FROM logs a, logs b WHERE a.ip || '' = b.ip || ''",
  "SELECT count(*) FROM logs a, logs b WHERE coalesce(a.ip, '-') = coalesce(b.ip, '-')",
  "SELECT count(*) FROM logs a WHERE EXISTS (SELECT 1 FROM logs b WHERE left(b.ip, 3) = left(a.ip, 3))",
  "SELECT CASE a.ip WHEN b.ip THEN 1 ELSE 0 END FROM logs a, logs b",
  "SELECT count(*) FROM logs a WHERE ARRAY[a.ip] <@ (SELECT array_agg(b.ip) FROM logs b)",
];

const TOLD = [
  "SELECT ip FROM logs INTERSECT SELECT name FROM places",
  "SELECT ip FROM logs UNION SELECT name FROM places",
  "SELECT count(DISTINCT ip) FROM logs",
  "SELECT count(*) FROM people WHERE phone IS NOT NULL",
  "SELECT id FROM people WHERE left(email, 3) = 'ada'",
  "SELECT id FROM logs WHERE (ip, id) IN (('10.0.0.1', 1))",
  "SELECT CASE ip WHEN '10.0.0.1' THEN 1 ELSE 0 END FROM logs",
];

const PLAIN = [
  "SELECT ip || ' ' || line FROM logs",
  "SELECT level + id FROM people",
  "SELECT line FROM logs GROUP BY line HAVING count(ip) > max(id)",
  "SELECT ip FROM logs UNION ALL SELECT name FROM places",
  "SELECT id FROM people WHERE coalesce(phone, name) = name",
  "SELECT id FROM people WHERE name IS NOT NULL",
];

onPostgres("a constant mask is constant in every expression", async (server) => {
  await using world = await createPolicyWorld(server);
  for (const sql of WRONG) assert.match(await refused(world, sql), /^PGMCP_MASKED_COLUMN /, sql);
  for (const [list, notes] of [[TOLD, 1], [PLAIN, 0]] as const) {
    for (const sql of list) {
      const answer = await world.ask(sql);
      assert.equal(answer.kind, "rows", `${sql}: ${answer.text}`);
      assert.doesNotMatch(answer.text, CANARIES, sql);
      assert.equal(JSON.parse(answer.text).report.notes.length >= notes, true, sql);
      if (notes === 0) assert.deepEqual(JSON.parse(answer.text).report.notes, [], sql);
      assert.deepEqual(answer.rows, (await world.askCopy(sql)).rows, sql);
    }
  }
});
