// The contract on PostgreSQL 18 and 15.

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

const missing = postgresSkipReason();
if (missing === null) {
  databaseContract("PostgreSQL 18", { start: (sql) => start(18, sql) });
  databaseContract("PostgreSQL 15", { start: (sql) => start(15, sql) });
} else {
  Deno.test({ name: `PostgreSQL 18 and 15 (left out: ${missing})`, ignore: true, fn() {} });
}
