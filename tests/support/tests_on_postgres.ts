// Tests of one file that share a PostgreSQL of their own: it starts with the first
// of them and stops after the last. Where none can run, they say why they are left out.

import {
  type PostgresServer,
  postgresSkipReason,
  startPostgres,
  type StartPostgresOptions,
} from "./postgres_server.ts";

/** Declares a test that gets the server, and the context for steps of its own. */
export type PostgresTest = (
  title: string,
  check: (server: PostgresServer, context: Deno.TestContext) => Promise<void>,
) => void;

/** Makes the declaration for one file. */
export function testsOnPostgres(options: StartPostgresOptions = {}): PostgresTest {
  const missing = postgresSkipReason();
  let server: Promise<PostgresServer> | null = null;
  Deno.test.afterAll(async () => {
    await (await server)?.stop();
  });
  return function onPostgres(title, check) {
    Deno.test({
      name: missing === null ? title : `${title} (left out: ${missing})`,
      ignore: missing !== null,
      fn: async (context) => await check(await (server ??= startPostgres(options)), context),
    });
  };
}
