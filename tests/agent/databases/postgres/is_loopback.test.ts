import assert from "node:assert/strict";
import { isLoopback } from "../../../../agent/databases/postgres/is_loopback.ts";

Deno.test("only the machine's own addresses are private without encryption", () => {
  for (const address of ["127.0.0.1", "127.1.2.3", "::1", "::ffff:127.0.0.1", "::FFFF:127.0.0.1"]) {
    assert.equal(isLoopback(address), true, address);
  }
  const others = ["", "10.0.0.1", "192.168.127.1", "127.0.0.1.example.com", "1270.0.0.1", "::2"];
  for (const address of [...others, "::ffff:10.0.0.1", "2001:db8::127.0.0.1"]) {
    assert.equal(isLoopback(address), false, address);
  }
});
