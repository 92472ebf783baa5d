// Tests of one file that share a PostgreSQL of their own: it starts with the first
// of them and stops after the last. Where none can run, they say why they are left out.

import {
  type PostgresServer,
  postgresSkipReason,
  startPostgres,
  type StartPostgresOptions,
} from "./postgres_server.ts";
import { testUnless } from "./test_unless.ts";

/** Declares a test that gets the server, and the context for steps of its own. */
export type PostgresTest = (
  title: string,
  check: (server: PostgresServer, context: Deno.TestContext) => Promise<void>,
) => void;

/** Options of {@linkcode testsOnPostgres}. */
export interface TestsOnPostgresOptions extends StartPostgresOptions {
  /** Why the tests are left out where a PostgreSQL can run; null, the default, for no reason. */
  readonly missing?: string | null;
}

/** Makes the declaration for one file. */
export function testsOnPostgres(options: TestsOnPostgresOptions = {}): PostgresTest {
  const declare = testUnless(postgresSkipReason() ?? options.missing ?? null);
  let server: Promise<PostgresServer> | null = null;
  Deno.test.afterAll(async () => {
    await (await server)?.stop();
  });
  return function onPostgres(title, check) {
    declare(title, async (context) => {
      await check(await (server ??= startPostgres(options)), context);
    });
  };
}
