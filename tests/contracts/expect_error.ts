// The PgmcpError that a call throws, checked for its code.

import assert from "node:assert/strict";
import { type ErrorCode, PgmcpError } from "../../core/errors.ts";

/** Awaits the failure of `call`; fails if it succeeds or throws anything else. */
export async function expectError(call: Promise<unknown>, code: ErrorCode): Promise<PgmcpError> {
  let answer: unknown;
  try {
    answer = await call;
  } catch (error) {
    if (!(error instanceof PgmcpError)) throw error;
    assert.equal(error.code, code, error.message);
    return error;
  }
  assert.fail(`expected ${code}, but it answered ${JSON.stringify(answer)?.slice(0, 500)}`);
}
