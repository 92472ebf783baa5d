// The agent's own program opens databases of servers, and says where an embedded one is to be had.

import assert from "node:assert/strict";
import { openServerDatabase } from "../../agent/open_server_database.ts";
import { PgmcpError } from "../../core/errors.ts";

Deno.test("an embedded database is refused, and the hint names the program that has one", async () => {
  await assert.rejects(openServerDatabase({ kind: "pglite", dataDir: null }), (error) => {
    assert.ok(error instanceof PgmcpError);
    assert.equal(error.code, "PGMCP_INVALID_CONFIGURATION");
    assert.match(error.hint, /pgmcp agent/);
    return true;
  });
});
