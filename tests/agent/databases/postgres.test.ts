// The contract on PostgreSQL 18 and 15, or on the versions that POSTGRES_VERSIONS lists:
// POSTGRES_VERSIONS=13,14,16,17 deno test -P=test --no-prompt tests/agent/databases/postgres.test.ts

import pg from "pg";
import { openPostgres } from "../../../agent/databases/postgres/open_postgres.ts";
import { READER_PASSWORD } from "../../contracts/contract_data.ts";
import type { ContractTarget } from "../../contracts/contract_target.ts";
import { databaseContract } from "../../contracts/database_contract.ts";
import {
  postgresSkipReason,
  type PostgresVersion,
  startPostgres,
} from "../../support/postgres_server.ts";

const READER_SQL = `
CREATE ROLE contract_reader LOGIN PASSWORD '${READER_PASSWORD}';
GRANT USAGE ON SCHEMA shop TO contract_reader;
GRANT SELECT ON shop.notes TO contract_reader;
GRANT SELECT (id) ON shop.customers TO contract_reader;`;

async function start(version: PostgresVersion, sql: string): Promise<ContractTarget> {
  const server = await startPostgres({ version });
  const { name, url } = await server.createDatabase();
  await server.runSql(url, sql + READER_SQL);
  const database = openPostgres({ url, poolSize: 1 });
  return {
    database,
    outside: {
      runSql: (text) => server.runSql(url, text),
      read: (text) => readText(url, text),
      open: ({ role, ...options } = {}) =>
        openPostgres({
          url: role === undefined
            ? url
            : server.urlOf(name, { user: role, password: READER_PASSWORD }),
          ...options,
        }),
    },
    [Symbol.asyncDispose]: () => server.stop(),
  };
}

async function readText(url: string, text: string): Promise<readonly (readonly string[])[]> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return (await client.query({ text, rowMode: "array" })).rows;
  } finally {
    await client.end();
  }
}

const EVERY_VERSION: readonly PostgresVersion[] = [13, 14, 15, 16, 17, 18];
const wanted = Deno.env.get("POSTGRES_VERSIONS")?.split(",") ?? ["18", "15"];
const missing = postgresSkipReason();
if (missing === null) {
  for (const version of EVERY_VERSION.filter((one) => wanted.includes(String(one)))) {
    databaseContract(`PostgreSQL ${version}`, { start: (sql) => start(version, sql) });
  }
} else {
  // There is no server to run the contract on; the title says why, so that every run shows it.
  Deno.test({ name: `PostgreSQL ${wanted} (left out: ${missing})`, ignore: true, fn() {} });
}
