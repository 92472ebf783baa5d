// A statement is let through upon what the catalogue was seen to hold. Where that holds no longer
// when it is to run, the database runs nothing: then it is checked anew, once.

import { PgmcpError } from "../errors.ts";

/** Does `work`, which checks and runs a statement; once more where the catalogue changed in between. */
export async function onceMoreIfChanged<Result>(work: () => Promise<Result>): Promise<Result> {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof PgmcpError) || error.code !== "PGMCP_CATALOGUE_CHANGED") throw error;
    return await work();
  }
}
