// What the suite is run against, listening on a free port of this machine: the fixture,
// and the product itself on a real PostgreSQL.

import { DEFAULT_QUERY_SETTINGS } from "../../core/config/query_settings.ts";
import { guardDatabase } from "../../core/services/guard_database.ts";
import { openDatabase, parseDatabaseUrl } from "../../mod.ts";
import { createApp } from "../../server/app.ts";
import { ListChanges } from "../../server/list_changes.ts";
import { serveHttp } from "../../server/serve_http.ts";
import { startPostgres } from "../support/postgres_server.ts";
import { createShop } from "../support/shop_fixture.ts";
import { createFixtureServerFactory } from "./fixture_server.ts";

/** A server to be judged. */
export interface Served extends AsyncDisposable {
  /** Its MCP endpoint. */
  readonly url: string;
}

/** Serves the suite's own tools, resources and prompts. */
export function serveFixture(): Served {
  const listChanges = new ListChanges();
  const app = createApp({
    database: null,
    listChanges,
    createServer: createFixtureServerFactory(listChanges),
  });
  const http = serveHttp(app, { host: "127.0.0.1", port: 0 });
  return { url: http.mcpUrl, [Symbol.asyncDispose]: () => http.shutdown(0) };
}

/** Serves pgmcp's own, on a database with a shop. */
export async function serveProduct(): Promise<Served> {
  const postgres = await startPostgres();
  const { url } = await createShop(postgres);
  const location = parseDatabaseUrl(url);
  if (location.kind === "problem") throw new Error(`Cannot use ${url}`);
  const database = await openDatabase(location);
  const app = createApp({ database: guardDatabase(database, DEFAULT_QUERY_SETTINGS) });
  const http = serveHttp(app, { host: "127.0.0.1", port: 0 });
  return {
    url: http.mcpUrl,
    async [Symbol.asyncDispose]() {
      await http.shutdown(0);
      await database.close();
      await postgres[Symbol.asyncDispose]();
    },
  };
}
