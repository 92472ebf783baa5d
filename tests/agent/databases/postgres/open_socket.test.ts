// What answers in place of a server, before TLS has begun.

import assert from "node:assert/strict";
import { openPostgres } from "../../../../agent/databases/postgres/open_postgres.ts";
import { expectError } from "../../../contracts/expect_error.ts";

Deno.test("TLS: bytes that arrive before TLS begins are not taken for the server's", async () => {
  // The server's yes, and in the same breath what it would say after the login.
  const forged = new TextEncoder().encode("SR\0\0\0\x08\0\0\0\0");
  const listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  const answering = listener.accept().then(async (connection) => {
    await connection.read(new Uint8Array(8));
    await connection.write(forged);
    await connection.read(new Uint8Array(8));
    connection.close();
  });
  const url = `postgres://ana:secret@127.0.0.1:${listener.addr.port}/d?sslmode=require`;
  await using database = openPostgres({ url });
  const error = await expectError(database.ping(), "PGMCP_DATABASE_UNREACHABLE");
  assert.match(error.message, /something stands between/);
  await answering;
  listener.close();
});
