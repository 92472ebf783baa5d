// Two keys at one server: each sees what its role and its attributes leave, in answers, in
// schema tools and in what they are told of names.

import assert from "node:assert/strict";
import { keyFolder } from "../support/key_folder.ts";
import { callRequest } from "../support/serve_process.ts";
import { testsOnPostgres } from "../support/tests_on_postgres.ts";

const onPostgres = testsOnPostgres();

const SCHEMA = `
CREATE TABLE people (id int PRIMARY KEY, tenant text, name text, ssn text);
INSERT INTO people VALUES (1, 'one', 'Ada', '123-45-6789'), (2, 'two', 'Bob', '987-65-4321'),
  (3, 'it''s', 'Eve', '000-12-3456');
CREATE TABLE payroll (id int, salary int);
INSERT INTO payroll VALUES (1, 777);
`;

const POLICY = `policy:
  tables:
    people: {mask_columns: {ssn: redact}}
  roles:
    support:
      deny_tables: [payroll]
      tables:
        people: {row_filter: "tenant = {{principal.tenant}}"}
    finance:
      tables:
        people: {deny_columns: [ssn]}
`;

onPostgres("a key's role and attributes choose what it sees, call by call", async (server) => {
  const { url } = await server.createDatabase();
  await server.runSql(url, SCHEMA);
  await using folder = await keyFolder();
  const policyFile = `${folder.path}/policy.yaml`;
  await Deno.writeTextFile(policyFile, POLICY);
  const [one, quoted, finance, plain, stranger, bare] = [
    await folder.create("--role", "support", "--attribute", "tenant=one"),
    await folder.create("--role", "support", "--attribute", "tenant=it's"),
    await folder.create("--role", "finance"),
    await folder.create(),
    await folder.create("--role", "suport", "--attribute", "tenant=one"),
    await folder.create("--role", "support"),
  ];
  const served = await folder.serve({ DATABASE_URL: url, POLICY_FILE: policyFile });
  async function call(key: string | undefined, name: string, args: unknown): Promise<string> {
    const request = callRequest(served.url, { name, arguments: args }, { key: key ?? "" });
    return await (await fetch(request)).text();
  }
  const names = (key: string | undefined) =>
    call(key, "query", { sql: "SELECT string_agg(name, '+' ORDER BY id) AS who FROM people" });
  try {
    // At once, and more than once: nothing of one call is another's.
    for (let round = 0; round < 3; round++) {
      const answers = await Promise.all([one, quoted, finance, plain, stranger, bare].map(names));
      assert.match(answers[0] ?? "", /"who\\":\\"Ada\\"/);
      assert.match(answers[1] ?? "", /"who\\":\\"Eve\\"/);
      assert.match(answers[2] ?? "", /Ada\+Bob\+Eve/);
      assert.match(answers[3] ?? "", /Ada\+Bob\+Eve/);
      assert.match(answers[4] ?? "", /PGMCP_UNDEFINED_NAME/);
      assert.match(answers[5] ?? "", /PGMCP_POLICY_NOT_APPLICABLE/);
      for (const answer of answers) assert.doesNotMatch(answer, /\d{3}-\d{2}-\d{4}/);
    }
    const payroll = { sql: "SELECT salary FROM payroll" };
    assert.match(await call(finance, "query", payroll), /777/);
    assert.match(await call(one, "query", payroll), /PGMCP_UNDEFINED_NAME/);
    assert.match(await call(finance, "list_tables", {}), /payroll/);
    assert.doesNotMatch(await call(one, "list_tables", {}), /payroll/);
    assert.match(
      await call(plain, "describe_table", { table_name: "people" }),
      /masked \(redacted\)/,
    );
    assert.doesNotMatch(await call(finance, "describe_table", { table_name: "people" }), /ssn/);
    assert.match(await call(stranger, "list_tables", {}), /There are no tables/);
  } finally {
    served.kill("SIGTERM");
    await served.ended();
  }
});
