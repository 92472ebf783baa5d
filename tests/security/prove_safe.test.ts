// `pgmcp prove` on the worst it can meet, a superuser: the whole cluster is the same
// before and after, in every mode. And that a hole would be reported, not run.

import assert from "node:assert/strict";
import { openPostgres } from "../../agent/databases/postgres/open_postgres.ts";
import { DEFAULT_QUERY_SETTINGS, type QuerySettings } from "../../core/config/query_settings.ts";
import { templatesOf } from "../../core/prove/attack_template.ts";
import { bareChecks } from "../../core/prove/bare_checks.ts";
import { prove, type Proven, type ProveOptions } from "../../core/prove/prove.ts";
import { policySource } from "../support/policy_source.ts";
import { postgresSkipReason } from "../support/postgres_server.ts";
import { type AttackCluster, startAttackCluster } from "./attack_cluster.ts";
import { differences } from "./cluster_snapshot.ts";

const missing = postgresSkipReason();
const SETTINGS: QuerySettings = { ...DEFAULT_QUERY_SETTINGS, schemas: ["app"] };
let cluster: Promise<AttackCluster> | null = null;

Deno.test.afterAll(async () => {
  await (await cluster)?.[Symbol.asyncDispose]();
});

function onCluster(title: string, check: (cluster: AttackCluster) => Promise<void>): void {
  Deno.test({
    name: missing === null ? title : `${title} (left out: ${missing})`,
    ignore: missing !== null,
    fn: async () => await check(await (cluster ??= startAttackCluster())),
  });
}

async function proveAt(url: string, options: Partial<ProveOptions> = {}): Promise<Proven> {
  await using database = openPostgres({ url, schemas: ["app"], poolSize: 1 });
  return await prove(database, { settings: SETTINGS, ...options });
}

onCluster(
  "prove leaves the cluster as it was, and nothing gets through a superuser's guard",
  async (cluster) => {
    const database = await cluster.copy();
    await using watch = await cluster.watch(database);
    // The first read of a fresh copy sets hint bits and builds caches; it is no change of data.
    const before = await watch.snapshot({ trustTransactionId: false });
    const { proof, targets } = await proveAt(database.url);
    assert.deepEqual(
      differences(before, await watch.snapshot({ trustTransactionId: false })),
      [],
    );
    assert.deepEqual(proof.through, []);
    assert.deepEqual(proof.leftOut, []);
    assert.notEqual(targets.hidden, null);
    assert.ok(proof.total.tried > 500, String(proof.total.tried));
    // A superuser may do nearly all of them.
    assert.ok(proof.total.bare > proof.total.tried * 0.8, String(proof.total.bare));
    const sums = proof.classes.map(({ stopped, tried }) =>
      tried - Object.values(stopped).reduce((sum, count) => sum + count, 0)
    );
    assert.deepEqual(sums, proof.classes.map(() => 0));
  },
);

onCluster(
  "prove with READ_ONLY=false runs no write, also none that is admitted",
  async (cluster) => {
    const database = await cluster.copy();
    await using watch = await cluster.watch(database);
    const before = await watch.snapshot({ trustTransactionId: false });
    const { proof } = await proveAt(database.url, { settings: { ...SETTINGS, readOnly: false } });
    assert.deepEqual(
      differences(before, await watch.snapshot({ trustTransactionId: false })),
      [],
    );
    assert.deepEqual(proof.through, []);
    assert.ok(proof.total.admitted > 0);
  },
);

onCluster("what a policy hides is attacked too, and held", async (cluster) => {
  const { url } = await cluster.copy();
  const file = new URL("./policy.yaml", import.meta.url);
  const policy = await policySource(await Deno.readTextFile(file));
  await using plain = openPostgres({ url, schemas: ["app"], poolSize: 1 });
  const { proof, targets } = await prove({ ...plain, policy }, { settings: SETTINGS });
  assert.deepEqual(targets.policy, {
    denied: { schema: "app", name: "api_keys" },
    masked: { schema: "app", name: "customers", column: "ssn" },
    filtered: { schema: "app", name: "customers" },
  });
  assert.deepEqual(proof.through, []);
  const held = proof.classes.find((one) => one.class === "policy");
  assert.ok(held !== undefined && held.tried > 40 && held.stopped.policy === held.tried);
});

onCluster("a statement that the guard lets through is reported, and not run", async (cluster) => {
  const database = await cluster.copy();
  await using watch = await cluster.watch(database);
  const templates = templatesOf("tx-escape", [
    { sql: "SELECT count(*) FROM @table@", bare: bareChecks.anyone },
    { sql: "DELETE FROM @table@", bare: bareChecks.anyone },
  ]);
  const before = await watch.snapshot();
  const { proof } = await proveAt(database.url, {
    templates,
    settings: { ...SETTINGS, readOnly: false },
  });
  assert.deepEqual(differences(before, await watch.snapshot()), []);
  assert.equal(proof.total.tried, 6);
  assert.equal(proof.total.through, 6);
  assert.ok(proof.through.every(({ reason }) => reason.endsWith("it was not run")));
});

onCluster(
  "a role that may only read would have let far less through than a superuser",
  async (cluster) => {
    const database = await cluster.copy();
    const asReader = new URL(database.url);
    await cluster.server.runSql(database.url, "ALTER ROLE reader LOGIN PASSWORD 'reader'");
    asReader.username = "reader";
    asReader.password = "reader";
    const { proof, targets } = await proveAt(asReader.href);
    const asSuperuser = await proveAt(database.url);
    assert.equal(targets.role, "reader");
    assert.deepEqual(proof.through, []);
    assert.ok(proof.total.bare < asSuperuser.proof.total.bare / 1.5, String(proof.total.bare));
    const files = proof.classes.find((one) => one.class === "file-access");
    assert.ok(files !== undefined && files.bare < 10, String(files?.bare));
  },
);
