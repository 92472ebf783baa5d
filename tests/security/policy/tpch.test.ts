// TPC-H's 22 queries are common analyst's SQL: a policy that masks what they do not read must not
// refuse one, nor change a row.

import assert from "node:assert/strict";
import { compareTpch } from "../../bench/tpch/compare_tpch.ts";
import { testsOnPostgres } from "../../support/tests_on_postgres.ts";

const onPostgres = testsOnPostgres({ settings: { jit: "off" } });

onPostgres("TPC-H gives the same rows with masks on columns it does not read", async (server) => {
  const found = await compareTpch(server, { scale: 0.002, rounds: 1 });
  assert.equal(found.length, 22);
  assert.deepEqual(found.filter(({ same }) => !same).map(({ number }) => number), []);
  const empty = found.filter(({ rows }) => rows === 0).map(({ number }) => number);
  assert.ok(empty.length <= 4, `Q${empty.join(", Q")} find nothing`);
});
