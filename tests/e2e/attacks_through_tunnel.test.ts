// The attacks through the tunnel: as a client, through a server and an agent as processes of
// their own; and as a server that has switched its own guard off, where the agent's is alone.

import assert from "node:assert/strict";
import { createApiKey } from "../../core/auth/create_api_key.ts";
import { startAttackCluster } from "../security/attack_cluster.ts";
import { differences } from "../security/cluster_snapshot.ts";
import { allAttacks, type Attack } from "../security/ledger.ts";
import { needsPolicy } from "../security/needs_policy.ts";
import { callParams, startLyingServer } from "../support/lying_server.ts";
import { postgresSkipReason } from "../support/postgres_server.ts";
import { startAgentProcess, startTunnelServer } from "../support/tunnel_process.ts";

const LIMITS = { SCHEMAS: "app", MAX_ROWS: "100", QUERY_TIMEOUT: "2s" };
/** Values that only hidden schemas, files and catalogues hold. */
const HIDDEN = /\bceo\b|hidden-password|SCRAM-SHA-256/;

const tried = allAttacks.filter((attack) => attack.mode === "read" && needsPolicy(attack) === null);
// What may run does so under limits; of what is heavy, a few of each class will do.
const quick = [
  ...tried.filter(({ accept }) => !accept.includes("rewrite")),
  ...[...new Set(tried.map((attack) => attack.class))].flatMap((name) =>
    tried.filter((attack) => attack.class === name && attack.accept.includes("rewrite")).slice(0, 5)
  ),
];

/** What is wrong with an answer; null where nothing is. */
function verdictOf(attack: Attack, answer: string, refused: boolean): string | null {
  // A refusal shows the statement's own words.
  if (HIDDEN.test(answer) && !HIDDEN.test(attack.sql)) return `${attack.id} tells what is hidden`;
  if (refused || attack.accept.includes("rewrite")) return null;
  return `${attack.id} got through: ${answer.slice(0, 200)}`;
}

const missing = postgresSkipReason();
Deno.test({
  name: `no attack gets through the tunnel${missing === null ? "" : ` (left out: ${missing})`}`,
  ignore: missing !== null,
  async fn(t) {
    assert.ok(quick.length > 400, `${quick.length}`);
    await using cluster = await startAttackCluster();
    const database = await cluster.copy();
    await using watch = await cluster.watch(database);
    const before = await watch.snapshot();

    await t.step("as a client of the server", async () => {
      await using tunnel = await startTunnelServer();
      await using agent = await startAgentProcess({
        ...tunnel.agentVariables(database.url),
        ...LIMITS,
      });
      const holes: string[] = [];
      for (const attack of quick) {
        const sql = attack.sql.replaceAll("@database@", database.name);
        const answer = await tunnel.call("query", { sql });
        const hole = verdictOf(attack, answer, answer.includes('"isError":true'));
        if (hole !== null) holes.push(hole);
      }
      assert.deepEqual(holes, []);
      assert.match(await tunnel.call("query", { sql: "SELECT 40 + 2 AS n" }), /42/);
      assert.doesNotMatch(agent.stderr, HIDDEN);
    });

    await t.step("as the server itself, which checks nothing", async () => {
      await using server = startLyingServer();
      await using _agent = await startAgentProcess({
        SERVER_URL: server.url,
        AGENT_KEY: createApiKey("agent").text,
        DATABASE_NAME: "shop",
        DATABASE_URL: database.url,
        ...LIMITS,
      });
      const link = await server.next();
      const holes: string[] = [];
      for (const attack of quick) {
        const sql = attack.sql.replaceAll("@database@", database.name);
        const answer = await link.ask("queries.query", callParams({ sql }));
        if (answer === null) {
          holes.push(`${attack.id} ended the link`);
          break;
        }
        const text = JSON.stringify(answer.result ?? answer.error);
        const refused = answer.error !== undefined || text.startsWith('{"kind":"refused"');
        const hole = verdictOf(attack, text, refused);
        if (hole !== null) holes.push(hole);
      }
      assert.deepEqual(holes, []);
    });

    await t.step("and the cluster is as before", async () => {
      assert.deepEqual(
        differences(before, await watch.snapshot({ trustTransactionId: false })),
        [],
      );
    });
  },
});
