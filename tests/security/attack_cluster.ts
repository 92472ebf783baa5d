// The cluster attacks are tried on: the founding fixture and ours, on a superuser
// connection, with nothing in the background that would change it by itself.

import {
  type PostgresServer,
  type PostgresVersion,
  startPostgres,
  type TestDatabase,
} from "../support/postgres_server.ts";
import { loadShop } from "../support/shop_fixture.ts";
import { type ClusterWatch, watchCluster } from "./cluster_snapshot.ts";

/** Files that attacks of the ledger try to make. */
const FORBIDDEN_FILES = [
  "/tmp/pgmcp_pwned",
  "/tmp/pgmcp_copy.csv",
  "/tmp/pgmcp_lo",
  "/tmp/pgmcp_log",
];

/** A cluster with the fixtures loaded once, as a template for copies. */
export interface AttackCluster extends AsyncDisposable {
  readonly server: PostgresServer;
  /** The loaded database; nobody stays connected to it. */
  readonly template: TestDatabase;
  /** A copy of the template. */
  copy(): Promise<TestDatabase>;
  /** Looks at the database given, at `postgres` and at `template1`. */
  watch(database: TestDatabase): Promise<ClusterWatch>;
}

/** Starts a cluster, of PostgreSQL 18 by default, and loads the fixtures. */
export async function startAttackCluster(version: PostgresVersion = 18): Promise<AttackCluster> {
  const server = await startPostgres({
    version,
    settings: {
      autovacuum: "off",
      shared_preload_libraries: "pg_stat_statements",
      wal_level: "logical",
      max_prepared_transactions: "4",
      jit: "off",
    },
  });
  const template = await server.createDatabase();
  await loadShop(template.url);
  const extra = await Deno.readTextFile(new URL("./more_fixture.sql", import.meta.url));
  await server.runSql(template.url, extra);
  return {
    server,
    template,
    copy: () => server.createDatabase(template.name),
    watch(database) {
      const urls = [database.url, server.url, server.urlOf("template1")];
      return watchCluster({ urls, forbiddenFiles: FORBIDDEN_FILES });
    },
    [Symbol.asyncDispose]: () => server.stop(),
  };
}
