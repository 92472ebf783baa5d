import assert from "node:assert/strict";
import { faultTrace } from "../../server/fault_trace.ts";

Deno.test("a fault's trace says where it happened, and nothing that an error may quote", () => {
  const trace = faultTrace(new RangeError("a row:\n    at secret place"));
  assert.match(trace, /^RangeError\n/);
  assert.match(trace, /fault_trace\.test\.ts/);
  assert.doesNotMatch(trace, /secret/);
  assert.equal(faultTrace("secret row"), "a thrown string");
});
