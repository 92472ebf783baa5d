// A field of 300 MB, really sent by a server, costs this process next to nothing.
// What a write returns is read to its end, for the COMMIT comes behind it.

import assert from "node:assert/strict";
import { postgresSkipReason, startPostgres } from "../../../support/postgres_server.ts";

const missing = postgresSkipReason();
const FIELD_BYTES = 300_000_000;
const MEBIBYTE = 1024 * 1024;
/** How many of the statements answer one of those. */
const LARGE_FIELDS = 2;
/** Of a field that is dropped before it arrives. */
const MAX_FIELD_GROWTH_BYTES = 10 * MEBIBYTE;
/** Of what is read to its end: the engine collects what was read when it is some 30 MB. */
const MAX_GROWTH_BYTES = 40 * MEBIBYTE;

Deno.test({
  name:
    `a field of 300 MB costs less than 10 MB of memory, and long errors and notices less than 40${
      missing === null ? "" : ` (left out: ${missing})`
    }`,
  ignore: missing !== null,
  fn: async () => {
    await using server = await startPostgres();
    await server.runSql(
      server.url,
      `CREATE FUNCTION tell(text) RETURNS int LANGUAGE plpgsql AS
        $$BEGIN RAISE EXCEPTION '%', $1 USING ERRCODE = '42883'; END$$;
      CREATE FUNCTION say(text) RETURNS int LANGUAGE plpgsql AS
        $$BEGIN RAISE INFO '%', $1; RETURN 1; END$$;
      CREATE TABLE kept (body text)`,
    );
    const big = `repeat('x', ${FIELD_BYTES})`;
    const large = "repeat('x', 30000000)";
    const program = new URL("./large_field_program.ts", import.meta.url).pathname;
    const output = await new Deno.Command("deno", {
      args: [
        ...["run", "--quiet", "--no-prompt", "--cached-only", "--no-check", "--ignore-env"],
        `--allow-net=${server.host}:${server.port}`,
        ...[program, server.url],
        `SELECT ${big}`,
        `SELECT 'small' UNION ALL SELECT ${big} UNION ALL SELECT 'after'`,
        `SELECT tell(${large})`,
        `SELECT say(${large})`,
        `INSERT INTO kept VALUES (${large}), ('short') RETURNING body`,
        `SELECT count(*) FROM kept`,
        `SELECT repeat('x', 1500000)`,
      ],
    }).output();
    const errors = new TextDecoder().decode(output.stderr);
    assert.equal(output.code, 0, errors);
    const report: { grewBytes: number[]; outcomes: string[]; after: string } = JSON.parse(
      new TextDecoder().decode(output.stdout),
    );
    assert.deepEqual(report.outcomes, [
      "PGMCP_RESULT_TOO_LARGE",
      "1 rows, bytes",
      "PGMCP_QUERY_FAILED",
      "1 rows, complete",
      "0 rows, bytes, 2 affected",
      "1 rows, complete",
      "PGMCP_RESULT_TOO_LARGE",
    ]);
    assert.equal(report.after, "1 rows, complete");
    for (const [at, grewBytes] of report.grewBytes.entries()) {
      const most = at < LARGE_FIELDS ? MAX_FIELD_GROWTH_BYTES : MAX_GROWTH_BYTES;
      const grewMb = Math.round(grewBytes / MEBIBYTE);
      assert.ok(grewBytes < most, `memory grew by ${grewMb} MB: ${report.outcomes[at]}`);
    }
  },
});
