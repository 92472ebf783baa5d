// What a policy counts for a key outlives the server: a restart is no way to start anew.

import assert from "node:assert/strict";
import { keyFolder } from "../support/key_folder.ts";
import { callRequest } from "../support/serve_process.ts";
import { testsOnPostgres } from "../support/tests_on_postgres.ts";

const onPostgres = testsOnPostgres();
const POLICY = "policy:\n  max_queries_per_hour: 2\n";

onPostgres("a policy's count for a key outlives a kill of the server", async (server) => {
  await using folder = await keyFolder();
  const policyFile = `${folder.path}/policy.yaml`;
  await Deno.writeTextFile(policyFile, POLICY);
  const [ada, bob] = [await folder.create(), await folder.create()];
  const env = { DATABASE_URL: server.url, POLICY_FILE: policyFile };
  async function ask(key: string): Promise<readonly string[]> {
    const served = await folder.serve(env);
    const answers: string[] = [];
    for (let call = 0; call < 2; call++) {
      const sql = { name: "query", arguments: { sql: "SELECT 40 + 2 AS answer" } };
      const response = await fetch(callRequest(served.url, sql, { key }));
      answers.push(await response.text());
    }
    served.kill("SIGKILL");
    await served.ended();
    return answers;
  }
  for (const answer of await ask(ada)) assert.match(answer, /42/);
  for (const answer of await ask(ada)) {
    assert.match(answer, /"isError":true/);
    assert.match(answer, /PGMCP_QUOTA_EXCEEDED/);
  }
  for (const answer of await ask(bob)) assert.match(answer, /42/);
});
